"""Where the events of a stack go besides its own log: event sinks (HOT guide, "Environments", ``event_sinks``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from setpoint.model.value import Plain, Value

ZAQAR_QUEUE = "zaqar-queue"

TYPES = (ZAQAR_QUEUE,)
"""The types of sinks that there are."""

LIFETIME = 3600
"""Seconds that an event is kept in a queue, unless the sink says otherwise (as in Heat)."""


class Sink(msgspec.Struct, frozen=True):
    """A queue that events are put into, to be kept there for ``ttl`` seconds."""

    queue: str
    ttl: float = LIFETIME


def sinks_in(environment: Mapping[str, Value]) -> list[dict[str, Plain]]:
    """The sinks that an environment names, as they are recorded: those of a type that there is."""
    given: Any = environment.get("event_sinks") or []
    return [dict(one) for one in given if one.get("type") in TYPES]


def sink_of(given: Mapping[str, Plain]) -> Sink:
    """One of them, understood."""
    ttl = given.get("ttl")
    return Sink(str(given["target"]), LIFETIME if ttl is None else float(ttl))
