"""A HOT text that has been read: its sections, understood as far as that needs no parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from setpoint.model.diagnostic import About, Findings, Problem
from setpoint.model.nearest import did_you_mean, one_of
from setpoint.model.place import Place
from setpoint.templates.hot.outputs import read_outputs
from setpoint.templates.hot.parameters import read_groups, read_parameters
from setpoint.templates.hot.resources import read_resources
from setpoint.templates.hot.versions import (
    ALIASES,
    CONDITIONS_SINCE,
    NEWEST,
    VERSION_KEY,
    VERSIONS,
    Version,
    version_named,
)
from setpoint.templates.reading import Reading, named
from setpoint.templates.registry import is_template
from setpoint.templates.tree import Document, value_place


class HotText:
    """One text: what it says of itself, and its sections, uncompiled."""

    def __init__(self, document: Document, tree: dict[str, Any], findings: Findings) -> None:
        """Understand ``tree``; problems go to ``findings``, and what they concern is left out."""
        self.document = document
        self.name = document.name
        self._tree = tree
        reading = self.reading(findings)
        self.version = _version(tree, reading)
        _check_sections(tree, self.version, reading)
        self.description = reading.text(tree, "description", "the template")
        self.written = frozenset(reading.section(tree, "parameters")) | frozenset(
            reading.section(tree, "resources")
        )
        self.parameters = read_parameters(reading.section(tree, "parameters"), self.version, reading)
        self.groups = read_groups(tree, "parameter_groups", self.parameters, reading)
        self.conditions = reading.section(tree, "conditions") if self.version.has_conditions else {}
        self.resources = read_resources(reading.section(tree, "resources"), self.version, reading)
        self.output_texts = read_outputs(reading.section(tree, "outputs"), self.version, reading)

    def reading(self, findings: Findings) -> Reading:
        """A way to look into this template's trees that tells ``findings``."""
        return Reading(self.document, findings)

    @property
    def outputs(self) -> Mapping[str, str]:
        """Names of its outputs, with their descriptions."""
        return {output.name: output.description for output in self.output_texts.values()}

    def files(self) -> Mapping[str, Place]:
        """The files that it names, templates among them, as it writes them; with where."""
        found: dict[str, Place] = {}
        for name, place in _files(self._tree, self.document.whole):
            found.setdefault(name, place)
        return found


def _version(tree: dict[str, Any], reading: Reading) -> Version:
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
            about=About(Problem.VERSION),
        )
    return found or NEWEST


def _check_sections(tree: dict[str, Any], version: Version, reading: Reading) -> None:
    for key in tree:
        if key in version.sections:
            continue
        place, about = reading.at_key(tree, key), About(Problem.SECTION, (key,))
        if key == "conditions":
            advice = f"they are known from {VERSION_KEY} {CONDITIONS_SINCE} on"
            reading.error("this version knows no conditions", place, advice=advice, about=about)
        else:
            advice = did_you_mean(key, version.sections, f"a template has {one_of(version.sections)}")
            reading.error(f"unknown section '{key}'", place, advice=advice, about=about)


def _files(tree: Any, place: Place) -> Iterator[tuple[str, Place]]:
    """What ``get_file`` and the types of resources name."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            for key in ("get_file", "type"):
                name = node.get(key)
                if isinstance(name, str) and (key == "get_file" or is_template(name)):
                    yield name, value_place(node, key) or place
            waiting.extend(reversed(node.values()))
