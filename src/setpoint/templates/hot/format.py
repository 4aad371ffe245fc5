"""The format that reads texts in HOT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from setpoint.model.diagnostic import About, Findings, Problem
from setpoint.model.nearest import did_you_mean, one_of
from setpoint.templates.hot.doubts import doubt
from setpoint.templates.hot.parameters import read_groups, read_parameters
from setpoint.templates.hot.versions import (
    ALIASES,
    NEWEST,
    VERSION_KEY,
    VERSIONS,
    HotVersion,
    version_named,
)
from setpoint.templates.language.template import TextTemplate
from setpoint.templates.language.text import Particulars
from setpoint.templates.reading import Reading, named
from setpoint.templates.tree import Document


class HotFormat:
    """Implements :class:`setpoint.templates.formats.TemplateFormat`."""

    name = "hot"
    opening = f"{VERSION_KEY}: {NEWEST.name}"

    @property
    def versions(self) -> Sequence[HotVersion]:
        """By their dates."""
        return tuple(VERSIONS.values())

    def recognises(self, tree: Mapping[str, Any]) -> bool:
        """By its version."""
        return VERSION_KEY in tree

    def read(self, document: Document, tree: Any, findings: Findings) -> TextTemplate:
        """Understand ``tree``."""
        reading = Reading(document, findings)
        version = _version(tree, reading)
        parameters = read_parameters(reading.section(tree, "parameters"), version, reading)
        particulars = Particulars(
            parameters=parameters,
            groups=read_groups(tree, "parameter_groups", parameters, reading),
            doubting=partial(doubt, version.name),
        )
        return TextTemplate(document, tree, version, particulars, findings)


def _version(tree: dict[str, Any], reading: Reading) -> HotVersion:
    """The version that the template says; the newest, after a Diagnostic, when there is none such."""
    written = tree.get(VERSION_KEY)
    found = version_named(written) if isinstance(written, str) else None
    if found is None:
        known = [*VERSIONS, *ALIASES]
        said = f"'{written}'" if isinstance(written, str) else named(written)
        advice = did_you_mean(str(written), known, f"there are {one_of(known, most=20)}")
        reading.error(
            f"unknown {VERSION_KEY}: {said}",
            reading.at(tree, VERSION_KEY),
            advice=advice,
            about=About(Problem.VERSION, (VERSION_KEY,)),
        )
    return found or NEWEST
