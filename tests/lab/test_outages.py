"""A network that fails in the middle of a large create: it refuses, hangs and cuts, and the right state comes of it."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from setpoint.cli.exits import Exit
from setpoint.clouds.openstack.client.transport import Transport
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.model.incarnation import Status
from tests.lab.command import Command
from tests.lab.conftest import RunningLab
from tests.lab.front import Front, front
from tests.lab.living import living
from tests.lab.proxy import Asked, Fate
from tests.waiting import until_true

pytestmark = pytest.mark.lab

SERVICES = ("network", "compute")
PORTS, SERVERS = "/v2.0/ports", "/v2.1/servers"
SIZE = 50

WIDE = f"""
parameters: {{mark: {{type: string}}}}
resources:
  net: {{type: OS::Neutron::Net}}
  subnet:
    type: OS::Neutron::Subnet
    properties: {{network: {{get_resource: net}}, cidr: 10.9.0.0/24}}
  group:
    type: OS::Heat::ResourceGroup
    depends_on: subnet
    properties:
      count: {SIZE}
      resource_def:
        type: one.yaml
        properties: {{net: {{get_resource: net}}, name: {{list_join: ["-", [{{get_param: mark}}, "%index%"]]}}}}
"""
ONE = """
heat_template_version: 2021-04-16
parameters: {net: {type: string}, name: {type: string}}
resources:
  port: {type: OS::Neutron::Port, properties: {network: {get_param: net}, name: {get_param: name}}}
  server:
    type: OS::Nova::Server
    properties:
      name: {get_param: name}
      flavor: m1.nano
      image: cirros
      networks: [{port: {get_resource: port}}]
"""


class Outages:
    """Three outages, each begun when so many servers were asked for, and over when it has been felt."""

    def __init__(self, before: Front, transport: Transport) -> None:
        self.before = before
        self.transport = transport
        self.felt: list[str] = []

    async def come_and_go(self) -> None:
        for number, outage in enumerate((self.refusing, self.cutting, self.hanging), 1):
            await until_true(lambda asked=10 * number: self.asked_for >= asked, within=240)  # type: ignore[misc]
            await outage()
            self.felt.append(outage.__name__)

    @property
    def asked_for(self) -> int:
        return self.before["compute"].arrived("POST", SERVERS)

    async def refusing(self) -> None:
        sent = self.transport.sent
        await self.before.refuse()
        await until_true(lambda: self.transport.sent > sent + 10, within=60)
        await self.before.listen()

    async def cutting(self) -> None:
        fates = itertools.cycle((Fate.LOST, Fate.CUT))
        await self._until(10, lambda _asked: next(fates))

    async def hanging(self) -> None:
        await self._until(3, lambda _asked: Fate.HANG)
        await self.before.refuse()  # what hangs is let go of
        await self.before.listen()

    async def _until(self, many: int, fate: Callable[[Asked], Fate]) -> None:
        """Let so many requests come to grief."""
        came = sum(len(one.came) for one in self.before.proxies.values())
        self.before.decide(fate)
        await until_true(
            lambda: sum(len(one.came) for one in self.before.proxies.values()) >= came + many, within=60
        )
        self.before.decide(lambda _asked: Fate.PASS)


async def test_in_the_middle_of_fifty_servers(lab: RunningLab, tmp_path: Path) -> None:
    mark = f"t{uuid.uuid4().hex[:6]}"
    files = {"one.yaml": ONE}
    async with (
        front(lab, tmp_path, *SERVICES, api_timeout=20) as before,
        living(lab, before.file, files) as life,
    ):
        assert isinstance(life.cloud, OpenStackCloud)
        outages = Outages(before, life.cloud.region.connection.transport)
        coming = asyncio.create_task(outages.come_and_go())
        result = await life.up(WIDE, mark=mark)
        await coming
        assert outages.felt == ["refusing", "cutting", "hanging"]
        assert (result.stack.action, result.stack.status) == ("CREATE", Status.COMPLETE)
        names = sorted(f"{mark}-{number}" for number in range(SIZE))
        there = lab.cloud()
        servers = there.get("compute", f"/servers?name={mark}")["servers"]
        ports = there.get("network", "/v2.0/ports?fields=id&fields=name")["ports"]
        assert sorted(one["name"] for one in servers) == names
        assert sorted(one["name"] for one in ports if one["name"].startswith(mark)) == names
        assert {one["id"] for one in servers} == {
            life.one(f"group/{number}/server").physical_id for number in range(SIZE)
        }
        await life.down()
        # Nova goes on to list what it has deleted until its books are in order, one server after the other.
        left = there.get("compute", f"/servers/detail?name={mark}")["servers"]
        assert [one["name"] for one in left if one["status"] != "DELETED"] == []


TWO = """
resources:
  net: {type: OS::Neutron::Net}
  port: {type: OS::Neutron::Port, properties: {network: {get_resource: net}}}
"""


async def test_longer_than_the_stack_may_take(lab: RunningLab, tmp_path: Path, command: Command) -> None:
    command.write("app.yaml", TWO)
    up = ("up", "app.yaml", "--cloud", "lab", "--yes", "--json")
    async with front(lab, tmp_path, "network") as before:
        before["network"].decide = Down("POST", PORTS)
        ran = await command.run(*up, "--timeout", "10s")
        assert ran.code == Exit.FAILED
        (failure,) = ran.json["failures"]
        assert failure["summary"] == "timed out: not done within 10 s"
        assert "still under way: create port (network" in failure["detail"]
        assert ran.json["stack_status"] == "CREATE_FAILED"
        before.decide(lambda _asked: Fate.PASS)
        ran = await command.good(*up, "--timeout", "0")
        assert ran.json["stack_status"] == "CREATE_COMPLETE"
        assert before["network"].arrived("POST", PORTS) == 1
        assert before["network"].arrived("POST", "/v2.0/networks") == 1
        await command.good("down", "app", "--yes")


class Down:
    """The network goes down after the answer to a request would have come, and stays so."""

    def __init__(self, method: str, path: str) -> None:
        self.last = (method, path)
        self.is_down = False

    def __call__(self, asked: Asked) -> Fate:
        if self.is_down:
            return Fate.LOST
        self.is_down = (asked.method, asked.path) == self.last
        return Fate.CUT if self.is_down else Fate.PASS
