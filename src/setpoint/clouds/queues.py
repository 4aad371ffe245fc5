"""Queues of messages on a cloud, as others than drivers use them: for signals that are left there, and for events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import msgspec

from setpoint.model.value import Plain


class Message(msgspec.Struct, frozen=True):
    """What is in a queue, until it is taken out or its time is over."""

    id: str
    body: Plain


class Queues(Protocol):
    """The queues of the project that a cloud is connected to. One comes to be when something is put into it.

    All raise Retry where that may help, and ResourceError.
    """

    async def put(self, queue: str, bodies: Sequence[Plain], ttl: float) -> None:
        """Put messages into a queue, in that order, to be kept for ``ttl`` seconds. Raises LostAnswer."""
        ...

    async def look(self, queue: str) -> Sequence[Message]:
        """What has been in a queue for longest, some of it at once; nothing where there is no such queue."""
        ...

    async def take_out(self, queue: str, messages: Sequence[Message]) -> None:
        """Remove messages. Safe to repeat. Raises LostAnswer."""
        ...

    async def remove(self, queue: str) -> None:
        """Remove a queue with all that is in it. Safe to repeat. Raises LostAnswer."""
        ...


@runtime_checkable
class Queueing(Protocol):
    """A cloud that has queues."""

    async def queues(self) -> Queues | None:
        """Those of its project; None where it has no such service after all. Raises Retry, ResourceError."""
        ...
