"""Where calls, watchers and timers leave their messages for the one loop that owns a run."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

Message = Callable[[], None]
"""Something for the loop to do, with all state at hand."""


class Inbox:
    """Messages in the order in which they came."""

    def __init__(self) -> None:
        """Start empty."""
        self._messages: deque[Message] = deque()
        self._bell = asyncio.Event()
        self.timers = 0
        """How many messages are still to come by :meth:`later`."""

    def __len__(self) -> int:
        """How many messages wait."""
        return len(self._messages)

    def post(self, message: Message, *, first: bool = False) -> None:
        """Leave a message, after all others or before them."""
        if first:
            self._messages.appendleft(message)
        else:
            self._messages.append(message)
        self._bell.set()

    def later(self, seconds: float, message: Message) -> None:
        """Leave a message after a while; a run does not end before it has come."""

        def ring() -> None:
            self.timers -= 1
            message()

        self.timers += 1
        asyncio.get_running_loop().call_later(seconds, self.post, ring)

    def work_off(self, at_most: int) -> None:
        """Do what so many messages say, those included that come meanwhile."""
        self._bell.clear()
        while self._messages and at_most:
            self._messages.popleft()()
            at_most -= 1

    async def wait(self) -> None:
        """Return when there is a message."""
        if not self._messages:
            await self._bell.wait()
