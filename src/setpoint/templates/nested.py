"""What is nested in a stack: what its templates declare, for forms that ask for it; and how large it would be."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import msgspec

from setpoint.model.definition import Composition, Definition
from setpoint.model.diagnostic import Diagnostic, Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.kind import CompositeKind, is_composite
from setpoint.model.site import HERE, Site
from setpoint.model.value import Value, is_known
from setpoint.templates.compiler import NO_PAST
from setpoint.templates.compiling import Template
from setpoint.templates.composites.aws_stack import URL, AwsStack
from setpoint.templates.composites.group import Group
from setpoint.templates.composites.mould import PROPERTY
from setpoint.templates.composites.provider import Provider
from setpoint.templates.composites.stack import Stack
from setpoint.templates.nesting import check_properties

MAX_NESTED = 10_000
"""Nested stacks that are told of."""


class Nested(msgspec.Struct, frozen=True):
    """One nested stack, by its name in ``members`` of what is around it.

    ``type`` is what the template wrote; ``template`` None where there is none, as for a group. ``given`` are the
    properties in its parameters' place, as far as they are known.
    """

    type: str
    template: Template | None
    given: Mapping[str, Value]
    members: Mapping[str, Nested]


def nested_in(definitions: Iterable[Definition]) -> dict[str, Nested]:
    """The nested stacks among ``definitions``, with those within them.

    Of a group one member stands for all. A stack that a text of the template itself describes has its parameters
    there, and is left out. Raises InvalidInput for more than MAX_NESTED, and for problems of nested templates.
    """
    return _Telling().of(definitions)


class Extent(msgspec.Struct):
    """How many resources there are at all levels, and of which types, as far as that is known before any is there.

    ``sites`` are the places that nested stacks say they are in, each as seen from what is around it.
    """

    count: int = 0
    types: set[str] = msgspec.field(default_factory=set)
    sites: set[Site] = msgspec.field(default_factory=set)

    @property
    def is_elsewhere(self) -> bool:
        """Whether some of it is elsewhere than its stack."""
        return bool(self.sites - {HERE})


def extent(definitions: Iterable[Definition], most: float = math.inf) -> Extent:
    """The extent of ``definitions`` with all that is nested in them.

    Of more than ``most`` no more is told than that: members are counted before they are looked into. Raises
    InvalidInput for problems of nested templates.
    """
    found, level = Extent(), list(definitions)
    found.count = len(level)
    while level and found.count <= most:
        found.types.update(one.kind.name for one in level)
        inside = []
        for one in level:
            if is_composite(one.kind) and found.count <= most:
                members = _members(one, one.kind)
                found.count += members.number
                found.sites.add(members.site)
                inside.append(members)
        level = [member for members in inside for member in members.made()] if found.count <= most else []
    return found


class _Members(NamedTuple):
    """The members of a composite: how many, and, when they are wanted, what they are; and where."""

    number: int
    made: Callable[[], Iterable[Definition]]
    site: Site = HERE


def _members(definition: Definition, kind: CompositeKind) -> _Members:
    known = check_properties(kind, definition.properties, definition.place_of, Findings())
    shape = kind.shape(known, NO_PAST)
    if shape is None:
        return _Members(0, tuple)
    if isinstance(kind, Group) and shape["members"]:
        names, one = shape["members"], tuple(kind.sample(definition, known).definitions.values())
        if all(_is_plain(each, known[PROPERTY]) for each in one):  # then it stands for all of them
            return _Members(len(names), lambda: one)
        return _Members(len(names), lambda: [*kind.compose(definition, known, shape).definitions.values()])
    composition = kind.compose(definition, known, shape)
    members = composition.definitions.values()
    return _Members(len(members), lambda: members, composition.site)


def _is_plain(one: Definition, mould: Value) -> bool:
    """Whether a member of a group is a single resource, of a type in which its number does not stand."""
    return not is_composite(one.kind) and isinstance(mould, Mapping) and mould.get("type") == one.type


class _Telling:
    """Counts what was told."""

    def __init__(self) -> None:
        self._left = MAX_NESTED

    def of(self, definitions: Iterable[Definition]) -> dict[str, Nested]:
        found: dict[str, Nested] = {}
        for definition in definitions:
            kind = definition.kind
            if is_composite(kind) and not isinstance(kind, Stack):
                name = definition.address.rpartition("/")[2]
                found[name] = self._nested(definition, kind)
        return found

    def _nested(self, definition: Definition, kind: CompositeKind) -> Nested:
        self._left -= 1
        if self._left < 0:
            raise InvalidInput([Diagnostic(f"there are more than {MAX_NESTED:,} nested stacks")])
        known = check_properties(kind, definition.properties, definition.place_of, Findings())
        inside = _composed(definition, kind, known)
        template, given = _described(kind, known)
        return Nested(
            type=definition.type,
            template=template,
            given={name: value for name, value in given.items() if is_known(value)},
            members=self.of(inside.definitions.values()) if inside else {},
        )


def _described(
    kind: CompositeKind, known: Mapping[str, Value]
) -> tuple[Template | None, Mapping[str, Value]]:
    """The template that it is made from, where it has one that is known, with what its parameters are given."""
    if isinstance(kind, Provider):
        return kind.template, known
    if isinstance(kind, AwsStack) and is_known(known.get(URL)):
        given = known.get(kind.parameters)
        return kind.template(known), given if isinstance(given, Mapping) else {}
    return None, {}


def _composed(definition: Definition, kind: CompositeKind, known: Mapping[str, Value]) -> Composition | None:
    """What is in it; None where that is not known yet."""
    if isinstance(kind, Group):
        member = known.get(PROPERTY)
        named = isinstance(member, Mapping) and is_known(member.get("type"))
        return kind.sample(definition, known) if named else None
    shape = kind.shape(known, NO_PAST)
    return None if shape is None else kind.compose(definition, known, shape)
