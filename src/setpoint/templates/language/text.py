"""A text that has been read: its sections, understood as far as that needs no parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from setpoint.model.diagnostic import About, Findings, Problem
from setpoint.model.nearest import did_you_mean, one_of
from setpoint.model.place import Place
from setpoint.model.value import Value
from setpoint.templates.compiling import Whereabouts
from setpoint.templates.language.doubts import Doubting
from setpoint.templates.language.outputs import read_outputs
from setpoint.templates.language.resources import read_resources
from setpoint.templates.language.version import Version
from setpoint.templates.parameters import Parameter, ParameterGroup
from setpoint.templates.reading import Reading
from setpoint.templates.registry import is_template
from setpoint.templates.tree import Document, value_place


class Particulars(msgspec.Struct, frozen=True):
    """What each language reads in its own way: parameters with what stands beside them; and what it doubts."""

    parameters: Mapping[str, Parameter]
    doubting: Doubting
    groups: tuple[ParameterGroup, ...] = ()
    mappings: Mapping[str, Any] = {}


class Text:
    """One text: what it says of itself, and its sections, uncompiled."""

    def __init__(
        self,
        document: Document,
        tree: dict[str, Any],
        version: Version,
        own: Particulars,
        findings: Findings,
    ) -> None:
        """Understand ``tree``; problems go to ``findings``, and what they concern is left out."""
        self.document = document
        self.name = document.name
        self.version = version
        self._tree = tree
        reading, words = self.reading(findings), version.words
        _check_sections(tree, version, reading)
        self.description = reading.text(tree, words.description, "the template")
        self.written = frozenset(reading.section(tree, words.parameters)) | frozenset(
            reading.section(tree, words.resources)
        )
        self.parameters = own.parameters
        self.groups = own.groups
        self.doubting = own.doubting
        self.mappings = own.mappings
        self.conditions = (
            reading.section(tree, words.conditions) if words.conditions in version.sections else {}
        )
        self.resources = read_resources(reading.section(tree, words.resources), version, reading)
        self.output_texts = read_outputs(reading.section(tree, words.outputs), version, reading)

    def reading(self, findings: Findings) -> Reading:
        """A way to look into this template's trees that tells ``findings``."""
        return Reading(self.document, findings)

    @property
    def outputs(self) -> Mapping[str, str]:
        """Names of its outputs, with their descriptions."""
        return {output.name: output.description for output in self.output_texts.values()}

    def pseudo_parameters(self, where: Whereabouts) -> Mapping[str, Value]:
        """By its version."""
        return self.version.pseudo_parameters(where)

    def files(self) -> Mapping[str, Place]:
        """The files that it names, templates among them, as it writes them; with where."""
        found: dict[str, Place] = {}
        for name, place in _files(self._tree, self.document.whole):
            found.setdefault(name, place)
        return found


def _check_sections(tree: dict[str, Any], version: Version, reading: Reading) -> None:
    for key in tree:
        if key in version.sections:
            continue
        place, about = reading.at_key(tree, key), About(Problem.SECTION, (key,))
        if key in version.elsewhere:
            advice = f"they are known {version.whence}"
            reading.error(f"this version knows no {key.lower()}", place, advice=advice, about=about)
        else:
            advice = did_you_mean(key, version.sections, f"a template has {one_of(version.sections)}")
            reading.error(f"unknown section '{key}'", place, advice=advice, about=about)


_NAMING = ("get_file", "type", "Type", "TemplateURL")
"""Keys whose values may name files: types do, in either language, and so does what a nested stack is made from."""


def _files(tree: Any, place: Place) -> Iterator[tuple[str, Place]]:
    """What ``get_file``, the types of resources and ``TemplateURL`` name."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            for key in _NAMING:
                name = node.get(key)
                if isinstance(name, str) and (key == "get_file" or is_template(name)):
                    yield name, value_place(node, key) or place
            waiting.extend(reversed(node.values()))
