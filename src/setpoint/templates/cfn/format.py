"""The format that reads texts in CloudFormation's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from setpoint.model.diagnostic import About, Findings, Problem
from setpoint.templates.cfn.doubts import doubt
from setpoint.templates.cfn.mappings import read_mappings
from setpoint.templates.cfn.parameters import read_parameters
from setpoint.templates.cfn.versions import AWS, VERSIONS, WORDS, CfnVersion
from setpoint.templates.language.template import TextTemplate
from setpoint.templates.language.text import Particulars
from setpoint.templates.reading import Reading, named
from setpoint.templates.tree import Document


class CfnFormat:
    """Implements :class:`setpoint.templates.formats.TemplateFormat`."""

    name = "cfn"
    opening = f"{AWS.key}: {AWS.name}"

    @property
    def versions(self) -> Sequence[CfnVersion]:
        """CloudFormation's, then Heat's."""
        return tuple(VERSIONS.values())

    def recognises(self, tree: Mapping[str, Any]) -> bool:
        """By its version."""
        return any(key in tree for key in VERSIONS)

    def read(self, document: Document, tree: Any, findings: Findings) -> TextTemplate:
        """Understand ``tree``."""
        reading = Reading(document, findings)
        version = _version(tree, reading)
        particulars = Particulars(
            parameters=read_parameters(reading.section(tree, WORDS.parameters), version, reading),
            mappings=read_mappings(reading.section(tree, WORDS.mappings), reading),
            doubting=partial(doubt, version.key),
        )
        return TextTemplate(document, tree, version, particulars, findings)


def _version(tree: dict[str, Any], reading: Reading) -> CfnVersion:
    """The version that the template says; CloudFormation's, after a Diagnostic, when there is none such."""
    said = [one for key, one in VERSIONS.items() if key in tree] or [AWS]
    version, written = said[0], tree.get(said[0].key)
    place, about = reading.at(tree, version.key), About(Problem.VERSION, (version.key,))
    if len(said) > 1:
        both = " and ".join(one.key for one in said)
        summary = f"the template says its version twice: {both}"
        reading.error(summary, reading.at_key(tree, said[1].key), advice="leave one of them", about=about)
    if written != version.name:
        shown = f"'{written}'" if isinstance(written, str) else named(written)
        reading.error(
            f"unknown {version.key}: {shown}", place, advice=f"there is {version.name}", about=about
        )
    return version
