"""Hearing of changes on the cloud's own bus: notifications that its services send over RabbitMQ.

A notification only says that it is time to look: hardly more is read of it than which things it names. Losing the bus
costs time, never correctness: while it is lost, looking goes on at the pace of a cloud that tells nothing, and when it
is back everything is looked at once.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import aio_pika
from aio_pika.abc import (
    AbstractChannel,
    AbstractConnection,
    AbstractIncomingMessage,
    AbstractQueue,
)
from yarl import URL

from setpoint.clouds.openstack.notification import named
from setpoint.model.errors import InvalidInput

EXCHANGES = {
    "nova": "compute",
    "neutron": "network",
    "cinder": "block-storage",
    "glance": "image",
    "keystone": "identity",
    "octavia": "load-balancer",
    "designate": "dns",
    "openstack": "",
}
"""The exchanges to which services send notifications (their ``control_exchange``), and the types of the services."""

TOPICS = ("notifications.*", "versioned_notifications.*")
"""Routing keys: Nova's versioned ones have a topic of their own."""

LOG = logging.getLogger(__name__)

HEARTBEAT = 10
"""Seconds between signs of life, unless the address says otherwise; a bus that hangs is lost after a few of them."""

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
"""Seconds between two tries to connect, doubled each time."""

CONNECTING = 10.0
"""Seconds until we listen, at most."""

LEAVING = 2.0
"""Seconds to say goodbye, at most."""

LOSING = (aio_pika.exceptions.AMQPError, aio_pika.exceptions.ChannelInvalidStateError, OSError, TimeoutError)
"""What happens when the bus is not there, goes away, or does not let us in."""

QUEUE: dict[str, Any] = {"x-expires": 60_000, "x-max-length": 100_000}
"""A queue of ours goes away by itself soon after us, and never fills the bus."""


def address(told: object) -> URL:
    """Where a bus is, as ``told`` by a person. Raises InvalidInput for what is no address of one."""
    try:
        url = URL(str(told))
        is_one = url.scheme in ("amqp", "amqps") and bool(url.host) and url.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        raise InvalidInput.because(
            "`notifications` of the cloud is no address of a message bus",
            advice="write amqp://USER:PASSWORD@HOST:PORT/VHOST under `setpoint` of the cloud in clouds.yaml",
        )
    return url if "heartbeat" in url.query else url.update_query(heartbeat=HEARTBEAT)


class Bus:
    """Listens for as long as it is open. Never raises: what goes wrong is logged, and tried again."""

    def __init__(
        self,
        url: URL,
        hears: Callable[[Iterable[str], str], None],
        found: Callable[[], None],
        lost: Callable[[], None],
    ) -> None:
        """Tell ``hears`` the ids that a message names, and the type of the service that has sent it.

        ``found`` is told when listening begins, and ``lost`` when it ends.
        """
        self._url = url
        self._hears = hears
        self._found = found
        self._lost = lost
        self._listening: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to listen."""
        self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Listen no more. A bus that does not answer any more is left alone soon."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait([self._listening], timeout=LEAVING)
            self._listening = None

    async def _listen(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                async with (
                    asyncio.timeout(CONNECTING) as deadline,
                    await aio_pika.connect(self._url) as connection,
                ):
                    queue = await self._bound(connection)
                    deadline.reschedule(None)
                    pause = FIRST_PAUSE
                    self._found()
                    async with queue.iterator(no_ack=True) as messages:
                        async for message in messages:
                            self._take(message)
            except LOSING as problem:
                told = str(problem) or type(problem).__name__
                LOG.warning("the bus is lost, again in %g s: %s", pause, told)
            self._lost()
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _bound(self, connection: AbstractConnection) -> AbstractQueue:
        """A queue of our own, bound to every exchange that there is."""
        channel = await connection.channel()
        name = f"setpoint.{uuid.uuid4()}"
        queue = await channel.declare_queue(name, exclusive=True, arguments=QUEUE)
        for exchange in EXCHANGES:
            if await _is_there(connection, exchange):
                for topic in TOPICS:
                    await queue.bind(exchange, topic)
        return queue

    def _take(self, message: AbstractIncomingMessage) -> None:
        self._hears(named(message.body), EXCHANGES.get(message.exchange or "", ""))


async def _is_there(connection: AbstractConnection, exchange: str) -> bool:
    """Whether a service made its exchange already. Asking for one that is not there closes the channel."""
    channel: AbstractChannel = await connection.channel()
    try:
        await channel.get_exchange(exchange, ensure=True)
    except aio_pika.exceptions.ChannelNotFoundEntity:
        return False
    await channel.close()
    return True
