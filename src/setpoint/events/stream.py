"""Following the event log from a number on: what is there, then what comes, each once and in order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from setpoint.model.event import Event
from setpoint.model.stack import StackId
from setpoint.store.records import Records

PAGE = 500
"""Events read at once."""


class Ears(Protocol):
    """What :class:`setpoint.events.wake.Listener` offers to whoever waits."""

    async def hear(self) -> None:
        """Return when it is time to look."""
        ...


async def follow(
    records: Records, ears: Ears, *, stack: StackId | None = None, after: int = 0
) -> AsyncIterator[Event]:
    """All events of the project, or of one stack, with a number above ``after``. It ends only when it is left."""
    while True:
        page = records.events(stack, after=after, limit=PAGE)
        for event in page:
            after = event.number
            yield event
        if len(page) < PAGE:
            await ears.hear()
