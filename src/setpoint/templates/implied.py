"""What the resources of one text stand on without naming it, as their types declare it (:mod:`setpoint.types.implied`).

Values are compared as they are written: a reference to the same resource, the same attribute of it, the same text, the
same parameter. That is known before anything is made, and the same every time. Of an ``if`` that is not decided yet
both branches count. An implied dependency that would be part of a circle is none.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec

from setpoint.model.address import Address
from setpoint.model.definition import Definition
from setpoint.model.expression import Argument, Attribute, Choice, Identity, ListOf, MapOf
from setpoint.model.value import Sensitive
from setpoint.templates.compiling import Inside
from setpoint.templates.cycles import Edge, knots
from setpoint.types.implied import THROUGH, Implied
from setpoint.types.resource_type import ResourceType
from setpoint.types.schema import Property

Reasons = dict[Address, str]
"""What is stood on, with what it is for."""

Steps = tuple[tuple[str, ...], ...]
EVERY: tuple[str, ...] = ("*",)


def with_implied(
    definitions: dict[Address, Definition], edges: Mapping[Address, Sequence[Edge]], around: Inside
) -> dict[Address, Definition]:
    """The ``definitions`` of one text with what they stand on by their types; ``edges`` are what the text says.

    Linear in the text and in the dependencies that come of it.
    """
    found = dict(_Siblings(definitions, around).implied(edges))
    if not found:
        return definitions
    graph = {
        address: [*(edge.target for edge in edges.get(address, ())), *found.get(address, ())]
        for address in definitions
    }
    knot = knots(graph)
    for address, reasons in found.items():
        kept = {one: because for one, because in reasons.items() if knot[one] != knot[address]}
        definitions[address] = msgspec.structs.replace(definitions[address], stands_on=kept)
    return definitions


class _Face(NamedTuple):
    """A resource as one of the types that it is, or stands for, or (a group) is made of."""

    address: Address
    type: ResourceType
    properties: Any


class _Siblings:
    """The resources of one text."""

    def __init__(self, definitions: Mapping[Address, Definition], around: Inside) -> None:
        self._around = around
        self._faces: dict[Address, list[_Face]] = {}
        self._of_type: dict[str, list[_Face]] = {}
        self._types: dict[str, ResourceType | None] = {}
        self._said: dict[tuple[str, str], dict[Hashable, list[Address]]] = {}
        for address, definition in definitions.items():
            self._faces[address] = list(self._faces_of(definition))
            for face in self._faces[address]:
                self._of_type.setdefault(face.type.name, []).append(face)

    def _faces_of(self, definition: Definition) -> Iterator[_Face]:
        kind, more = definition.kind, {definition.type: definition.properties}
        if isinstance(kind, ResourceType):
            yield _Face(definition.address, kind, definition.properties)
            more.pop(kind.name, None)
        elif hasattr(kind, "members_alike"):
            more = kind.members_alike(definition)
        for name, properties in more.items():
            found = self._type(name)
            if found is not None:
                yield _Face(definition.address, found, properties)

    def _type(self, name: str) -> ResourceType | None:
        if name not in self._types:
            kind = self._around.nesting.real_kind(name)
            self._types[name] = kind if isinstance(kind, ResourceType) else None
        return self._types[name]

    def implied(self, edges: Mapping[Address, Sequence[Edge]]) -> Iterator[tuple[Address, Reasons]]:
        """What each stands on and does not name."""
        for address, faces in self._faces.items():
            reasons: Reasons = {}
            for face in faces:
                for rule in face.type.implied:
                    if rule.type in self._of_type and not self._says(face, rule.unless):
                        self._hold_against(face, rule, reasons)
            for named in (address, *(edge.target for edge in edges.get(address, ()))):
                reasons.pop(named, None)
            if reasons:
                yield address, reasons

    def _hold_against(self, face: _Face, rule: Implied, reasons: Reasons) -> None:
        said = self._said_by(rule.type, rule.theirs)
        for mine in self._values(face, rule.mine):
            for other in said.get(mine, ()):
                reasons.setdefault(other, rule.because)

    def _said_by(self, type_name: str, path: str) -> Mapping[Hashable, list[Address]]:
        """Who of a type says what under ``path``; gathered once."""
        if (type_name, path) not in self._said:
            said = self._said[type_name, path] = {}
            for face in self._of_type[type_name]:
                for value in self._values(face, path):
                    said.setdefault(value, []).append(face.address)
        return self._said[type_name, path]

    # ---- values

    def _says(self, face: _Face, path: str) -> bool:
        return bool(path) and any(True for _value in self._values(face, path))

    def _values(self, face: _Face, path: str) -> Iterator[Hashable]:
        """What stands under ``path`` of a resource, in a form in which the same is equal."""
        here, _through, beyond = path.partition(THROUGH)
        found: list[Any] = []
        self._gather(face.properties, _steps(face.type, here), found)
        for value in found:
            if not beyond:
                key = _comparable(value)
                if key is not None:
                    yield key
            elif isinstance(value, Identity):
                for other in self._faces.get(value.address, ()):
                    yield from self._values(other, beyond)

    def _gather(self, value: Any, steps: Steps, found: list[Any]) -> None:
        """Add the values that ``steps`` lead to."""
        value = self._given(value)
        if isinstance(value, Choice):
            self._gather(value.then, steps, found)
            self._gather(value.otherwise, steps, found)
        elif not steps:
            found.append(value)
        elif steps[0] is EVERY:
            items = value.items if isinstance(value, ListOf) else value
            for item in items if isinstance(items, list) else ():
                self._gather(item, steps[1:], found)
        else:
            entries = value.items if isinstance(value, MapOf) else value
            for name in steps[0] if isinstance(entries, Mapping) else ():
                if name in entries:
                    self._gather(entries[name], steps[1:], found)

    def _given(self, value: Any) -> Any:
        """What a parameter of this text was given."""
        if isinstance(value, Argument) and value.container == self._around.container:
            return self._around.arguments.get(value.name, value)
        return value.reveal() if isinstance(value, Sensitive) else value


@cache
def _steps(type: ResourceType, path: str) -> Steps:
    """A path within a type's properties, each name with those that the property had before."""
    fields: Mapping[str, Property] = type.schema.properties
    found: list[tuple[str, ...]] = []
    for name in path.split("."):
        if name == "*":
            found.append(EVERY)
            continue
        found.append(tuple(one for one, field in fields.items() if name in (one, field.renamed_to)))
        field = fields[name]
        while field.fields is None and field.items is not None:
            field = field.items
        fields = field.fields or {}
    return tuple(found)


def _comparable(value: Any) -> Hashable:
    """``value`` so that the same is equal; None for what says nothing, or is not known to be the same as anything."""
    match value:
        case Identity():
            return "resource", value.address
        case Attribute():
            return "attribute", value.address, *map(_comparable, value.path)
        case Argument():
            return "parameter", value.container, value.name
        case str() | int():
            return ("text", str(value)) if value != "" else None
    return None
