"""Queues on the simulated cloud: messages stay until they are taken out. They are in memory, and end with it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from setpoint.clouds.queues import Message
from setpoint.model.errors import SetpointError
from setpoint.model.value import Plain

PAGE = 20
"""Messages that are shown at once."""


class SimulatedQueues:
    """See :class:`setpoint.clouds.queues.Queues`. ``held`` is the truth, by the queues' names.

    What stands in ``trouble`` is raised by the next calls, one by one, and None lets one through.
    """

    def __init__(self) -> None:
        """Have none."""
        self.held: dict[str, list[Message]] = {}
        self.trouble: deque[SetpointError | None] = deque()
        self._number = 0

    async def put(self, queue: str, bodies: Sequence[Plain], ttl: float) -> None:
        """See :class:`setpoint.clouds.queues.Queues`."""
        self._fail()
        for body in bodies:
            self._number += 1
            self.held.setdefault(queue, []).append(Message(f"message-{self._number}", body))

    async def look(self, queue: str) -> Sequence[Message]:
        """See :class:`setpoint.clouds.queues.Queues`."""
        self._fail()
        return self.held.get(queue, [])[:PAGE]

    async def take_out(self, queue: str, messages: Sequence[Message]) -> None:
        """See :class:`setpoint.clouds.queues.Queues`."""
        self._fail()
        ids = {one.id for one in messages}
        self.held[queue] = [one for one in self.held.get(queue, []) if one.id not in ids]

    async def remove(self, queue: str) -> None:
        """See :class:`setpoint.clouds.queues.Queues`."""
        self._fail()
        self.held.pop(queue, None)

    def _fail(self) -> None:
        trouble = self.trouble.popleft() if self.trouble else None
        if trouble is not None:
            raise trouble
