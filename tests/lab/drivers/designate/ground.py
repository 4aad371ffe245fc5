"""Zones, made by plain calls or led, which are told to go at the end; and a name server to copy one from."""

from __future__ import annotations

import asyncio
import struct
from contextlib import AsyncExitStack, suppress
from typing import Any

from setpoint.certify.led import Examples, Led
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.clouds.openstack.drivers.designate.designate import DNS
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.observation import Observation, Pending
from tests.lab.drivers.ground import Ground


class Names(Ground):
    """One cloud's Designate."""

    def __init__(self, cloud: OpenStackCloud) -> None:
        super().__init__(cloud)
        self.later = AsyncExitStack()
        self.dns = self.service(DNS)
        self.name = f"{self.mark}.org."

    def lead(self, type: str, /, **properties: Any) -> Led:
        """A resource that is told to go at the end."""
        driver = self.cloud.driver(f"OS::Designate::{type}")
        assert driver is not None
        one = Led(driver, Examples(wanted={}, patience=120, pause=0.2), properties)
        self.later.push_async_callback(_told_to_go, one)
        return one

    async def zone(self, **more: Any) -> str:
        """A zone called ``name``: its id. Records of it go with it."""
        made = await self.dns.post("zones", {"name": self.name, "email": "me@example.org", **more})
        self.later.push_async_callback(self._go, f"zones/{made['id']}")
        async with asyncio.timeout(60):
            while made["status"] != "ACTIVE":
                await asyncio.sleep(0.2)
                made = await self.dns.get(f"zones/{made['id']}")
        return str(made["id"])

    async def copied(self, zone: str) -> dict[str, Any]:
        """A zone, now that it has been copied from elsewhere."""
        async with asyncio.timeout(60):
            shown: dict[str, Any] = await self.dns.get(f"zones/{zone}")
            while not shown["transferred_at"]:
                await asyncio.sleep(0.2)
                shown = await self.dns.get(f"zones/{zone}")
        return shown

    async def _go(self, path: str) -> None:
        with suppress(NotFound):
            await self.dns.delete(path)


async def _told_to_go(one: Led) -> None:
    with suppress(ResourceError):  # gone already, or never made in a zone that there never was
        found = None if one.physical_id else await one.driver.find(one.token, one.want)
        one.physical_id = found.physical_id if found is not None else one.physical_id
        if one.physical_id:
            await one.driver.delete(one.subject)


def is_at_rest(seen: Observation) -> bool:
    return not isinstance(seen, Pending)


# ---- a name server that has one zone, and gives it away (RFC 1035, RFC 5936)


class NameServer:
    """Answers whatever it is asked over TCP with the whole of one zone: its SOA, two records, its SOA again."""

    def __init__(self, zone: str, serial: int) -> None:
        self.zone = zone
        self.serial = serial
        self.asked = 0
        self._server: asyncio.Server | None = None

    async def open(self) -> str:
        """Begin to answer: its address."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        return f"{host}:{port}"

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while True:
                (length,) = struct.unpack("!H", await reader.readexactly(2))
                question = await reader.readexactly(length)
                self.asked += 1
                told = self._all_of_it(question)
                writer.write(struct.pack("!H", len(told)) + told)
        writer.close()

    def _all_of_it(self, question: bytes) -> bytes:
        end = question.index(0, 12) + 5
        is_transfer = struct.unpack("!H", question[end - 4 : end - 2]) == (252,)
        server, numbers = _name("ns." + self.zone), struct.pack("!5I", self.serial, *(3600,) * 4)
        soa = _record(self.zone, 6, server * 2 + numbers)
        others = [_record(self.zone, 2, server), _record("www." + self.zone, 1, bytes((10, 0, 0, 1)))]
        records = [soa, *others, soa] if is_transfer else [soa]
        head = question[:2] + struct.pack("!5H", 0x8400, 1, len(records), 0, 0)
        return head + question[12:end] + b"".join(records)


def _record(name: str, type: int, data: bytes) -> bytes:
    return _name(name) + struct.pack("!HHIH", type, 1, 3600, len(data)) + data


def _name(name: str) -> bytes:
    return b"".join(bytes((len(part),)) + part.encode() for part in name.split("."))
