"""What a notification of a service says: which things it names, and whether it is worth a look at them.

In whatever version of whichever schema it is, not more is read of it than the ids and whether something is still under
way: what is read too little costs a look, and what is overlooked is seen by a look that comes later.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

UUID = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


class Notification(msgspec.Struct):
    """The part of it that is read."""

    event_type: str = ""
    payload: dict[str, Any] = {}


class _Envelope(msgspec.Struct):
    """How the bus carries one ("version 2.0" of oslo.messaging)."""

    message: str = msgspec.field(default="", name="oslo.message")


def named(body: bytes) -> set[str]:
    """The ids in a message, unless that says that something is only on its way: then none is worth a look."""
    if is_on_the_way(_read(body)):
        return set()
    return {match.decode() for match in UUID.findall(body)}


def is_on_the_way(told: Notification) -> bool:
    """Whether it says that something begins, or that a server is at work and will tell of that again."""
    if told.event_type.endswith(".start") or told.event_type.startswith("scheduler."):
        return True
    if not told.event_type.endswith("instance.update"):
        return False
    versioned = told.payload.get("nova_object.data")
    server = versioned if isinstance(versioned, dict) else told.payload
    return bool(server.get("task_state") or server.get("new_task_state") or server.get("state") == "building")


def _read(body: bytes) -> Notification:
    try:
        message = msgspec.json.decode(body, type=_Envelope).message
        return msgspec.json.decode(message or body, type=Notification)
    except msgspec.DecodeError:
        return Notification()
