"""What a cloud says of a resource when it is looked at, and what it answers to a deed."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from setpoint.model.value import Plain, Value


class Ready(msgspec.Struct, frozen=True, gc=False, tag=True):
    """It is there and works. ``attributes`` are offered to others; ``seen`` are properties as the cloud has them.

    ``seen`` holds only those properties that can be read back, in the schema's normal form; drift is
    ``recorded`` against ``seen``.
    """

    attributes: Mapping[str, Value] = {}
    seen: Mapping[str, Value] = {}


class Pending(msgspec.Struct, frozen=True, tag=True):
    """It is on its way. ``look_at`` is a time (seconds since the epoch) before which looking again is useless."""

    why: str
    look_at: float | None = None


class Broken(msgspec.Struct, frozen=True, tag=True):
    """It is there and does not work, and waiting will not mend it. ``error`` is what Heat's users know that by."""

    why: str
    seen: Mapping[str, Value] = {}
    attributes: Mapping[str, Value] = {}
    error: str = "ResourceInError"


class Gone(msgspec.Struct, frozen=True, tag=True):
    """It is not there. Where its place is still kept for it, an update brings it back as the same thing."""

    is_place_kept: bool = False


Observation = Ready | Pending | Broken | Gone


class Done(msgspec.Struct, frozen=True, gc=False, tag=True):
    """A deed was done at once; nothing to wait for. ``keys`` prove that somebody may signal what was made."""

    physical_id: str
    attributes: Mapping[str, Value] = {}
    seen: Mapping[str, Value] = {}
    keys: Mapping[str, Value] = {}


class Accepted(msgspec.Struct, frozen=True, tag=True):
    """A deed was accepted; observe until it is Ready (or Gone, for a delete).

    ``cursor`` is None for deeds of one phase. Otherwise, when that is so, the driver's ``go_on(cursor)`` does the next
    phase. It is journalled: plain data only. ``keys`` are those of :class:`Done`, where it is to be signalled first.
    """

    physical_id: str
    cursor: Plain = None
    keys: Mapping[str, Value] = {}


Outcome = Done | Accepted
