"""Of which types the resources of a stack may come to be, at all levels: for whoever has to know that beforehand."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from setpoint.model.definition import Definition
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.kind import is_composite
from setpoint.model.value import is_known
from setpoint.templates.compiler import NO_PAST
from setpoint.templates.composites.group import Group
from setpoint.templates.composites.mould import PROPERTY
from setpoint.templates.nesting import check_properties
from setpoint.templates.selection import select

QUEUE = "ZAQAR_SIGNAL"
"""The transport of signals that come through a queue."""


MOST = 20_000
"""Nested resources that are looked at; where there are more, they may be of any type."""


class Within(msgspec.Struct):
    """The names of types, and whether these are all that there can be.

    ``has_context``: whether anything nested is said to be elsewhere (``context`` of an OS::Heat::Stack).
    ``has_queues``: whether anything may be signalled through a queue.
    """

    types: set[str] = msgspec.field(default_factory=set)
    are_all: bool = True
    has_context: bool = False
    has_queues: bool = False


def kinds_within(definitions: Iterable[Definition]) -> Within:
    """The types of ``definitions`` and of all that is nested in them.

    Of a group one member stands for all, however many it will have. What a group of none would be made of counts as far
    as it is right: as in Heat, it need not be before there is a member. Raises InvalidInput for problems of all other
    nested templates.
    """
    found, level, left = Within(), [(one, True) for one in definitions], MOST
    while level:
        inside: list[tuple[Definition, bool]] = []
        for one, is_there in level:
            found.types.add(one.kind.name)
            found.has_context |= is_composite(one.kind) and bool(one.properties.get("context"))
            transport = one.properties.get("signal_transport", "")
            found.has_queues |= not isinstance(transport, str) or transport == QUEUE
            members = _members(one, is_there=is_there)
            left -= len(members or ())
            if members is None or left < 0:  # there may be anything
                found.are_all, found.has_context, found.has_queues = False, True, True
            if left < 0:
                return found
            inside += members or ()
        level = inside
    return found


def _members(one: Definition, *, is_there: bool) -> list[tuple[Definition, bool]] | None:
    """What is directly in it, and whether there will be any of that; None where that is not known yet."""
    kind = one.kind
    if not is_composite(kind):
        return []
    known = check_properties(kind, one.properties, one.place_of, Findings())
    try:
        shape = kind.shape(known, NO_PAST)
        if isinstance(kind, Group) and is_known(select(known[PROPERTY], ["type"])):
            is_there &= shape is None or bool(shape["members"])
            members = kind.sample(one, known).definitions.values()
        elif shape is None:
            return None
        else:
            members = kind.compose(one, known, shape).definitions.values()
    except InvalidInput:
        if is_there:
            raise
        return []
    return [(member, is_there) for member in members]
