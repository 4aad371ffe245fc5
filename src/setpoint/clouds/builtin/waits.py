"""Letting time pass: a deed that takes a while is accepted, with a cursor that says how long it takes and how it ends.

The cursor is recorded, and the engine tells when the deed was accepted; so a wait goes on where it was after a crash,
and takes no coroutine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from setpoint.clouds.driver import Subject
from setpoint.model.observation import Accepted, Broken, Gone, Observation, Pending

_DAY = 86_400.0


def waiting(physical_id: str, seconds: float, *, fails: str = "", goes: bool = False) -> Accepted:
    """A deed that takes ``seconds`` (for ever when negative), and then fails, or leaves nothing there, or is done.

    ``fails`` tells why it fails, if it does.
    """
    return Accepted(physical_id, {"seconds": seconds, "fails": fails, "goes": goes})


def seen(subject: Subject, now: float) -> Observation | None:
    """What is seen of a deed under way; None when it is done, or none is."""
    cursor: Mapping[str, Any] | None = subject.cursor
    if cursor is None:
        return None
    until = subject.since + cursor["seconds"] if cursor["seconds"] >= 0 else now + _DAY
    if now < until:
        return Pending("waiting, as its properties say", look_at=until)
    if cursor["goes"]:
        return Gone()
    return Broken(cursor["fails"], error="ValueError") if cursor["fails"] else None
