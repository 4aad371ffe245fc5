"""What people ask of a stack that somebody else may be driving: a row that the stack's owner carries out."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from setpoint.model.address import Address
from setpoint.model.stack import StackId
from setpoint.model.value import Value


class Ask(enum.StrEnum):
    """The kinds of request."""

    CANCEL = "cancel"
    """End the running plan; ``note["rollback"]`` says whether a plan back follows."""
    SUPERSEDE = "supersede"
    """Stop starting steps and let go of the stack: a newer revision waits for it."""
    ACT = "act"
    """Do to the stack what ``note["action"]`` says (a word of :class:`setpoint.model.incarnation.Action`), as whoever
    drives stacks for a service gets to it. ``note["revision"]`` is what a CREATE, UPDATE or RESTORE goes towards,
    ``note["snapshot"]`` the id of one that a SNAPSHOT or RESTORE is about."""
    SIGNAL = "signal"
    """An outside message to the resource at ``address``; ``note`` is its body. ``unset_hook`` clears a hook; else it is
    for that one life of the resource, ``incarnation``, which stood there when it came."""


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request. ``number`` is given by the store; ``at`` is seconds since the epoch."""

    stack: StackId
    ask: Ask
    address: Address = Address("")
    incarnation: str = ""
    note: Mapping[str, Value] = {}
    number: int = 0
    at: float = 0
    by: str = ""
