"""A create whose answer is lost is found by its token and adopted, on every service, and never done again."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from lab.rest import Cloud, send
from setpoint.clouds.openstack.cloud import OpenStackCloud
from tests.lab.command import Command
from tests.lab.conftest import RunningLab
from tests.lab.front import Front, front, once
from tests.lab.living import living
from tests.lab.proxy import Asked, Fate
from tests.waiting import until_true

pytestmark = pytest.mark.lab


class Row(msgspec.Struct, frozen=True):
    """A type, what is wanted of it besides a name, and where its service makes one."""

    type: str
    service: str
    path: str
    wanted: Mapping[str, Any] = {}
    called: str = "{}"
    """What its names are like."""


def of(resource: str) -> Mapping[str, str]:
    return {"get_resource": resource}


ROWS: Mapping[str, Row] = {
    "net": Row("OS::Neutron::Net", "network", "/v2.0/networks"),
    "subnet": Row(
        "OS::Neutron::Subnet", "network", "/v2.0/subnets", {"network": of("net"), "cidr": "10.9.0.0/24"}
    ),
    "port": Row("OS::Neutron::Port", "network", "/v2.0/ports", {"network": of("net")}),
    "router": Row("OS::Neutron::Router", "network", "/v2.0/routers"),
    "group": Row("OS::Neutron::SecurityGroup", "network", "/v2.0/security-groups"),
    "server": Row(
        "OS::Nova::Server",
        "compute",
        "/v2.1/servers",
        {"flavor": "m1.nano", "image": "cirros", "networks": [{"subnet": "private-subnet"}]},
    ),
    "balancer": Row(
        "OS::Octavia::LoadBalancer",
        "load-balancer",
        "/v2/lbaas/loadbalancers",
        {"vip_subnet": "private-subnet"},
    ),
    "listener": Row(
        "OS::Octavia::Listener",
        "load-balancer",
        "/v2/lbaas/listeners",
        {"loadbalancer": of("balancer"), "protocol": "HTTP", "protocol_port": 80},
    ),
    "volume": Row("OS::Cinder::Volume", "block-storage", "/v3/{project}/volumes", {"size": 1}),
    "zone": Row("OS::Designate::Zone", "dns", "/v2/zones", {"email": "me@example.org"}, "{}.example.org."),
}
"""What each service makes that can carry a token; a new type is a line here."""

ON_A_NETWORK = msgspec.structs.replace(
    ROWS["server"], wanted={**ROWS["server"].wanted, "networks": [{"network": "private"}]}
)
"""A server for which no port is brought."""

SERVICES = tuple(dict.fromkeys(row.service for row in ROWS.values()))


def template(mark: str, names: Mapping[str, Row]) -> str:
    resources = {
        name: {"type": row.type, "properties": {"name": row.called.format(f"{mark}-{name}"), **row.wanted}}
        for name, row in names.items()
    }
    return yaml.safe_dump({"resources": resources})


def of_service(service: str) -> dict[str, Row]:
    return {name: row for name, row in ROWS.items() if row.service == service}


def path(cloud: Cloud, row: Row) -> str:
    return row.path.format(project=cloud.project_id)


def ids(cloud: Cloud, row: Row, name: str) -> list[str]:
    """What the service itself has under a name."""
    token, name = {"X-Auth-Token": cloud.token}, row.called.format(name)
    listed, _ = send("GET", f"{cloud.root(row.service)}{path(cloud, row)}?name={name}", None, token)
    things = next(value for key, value in listed.items() if key.replace("_", "-") in row.path)
    return [thing["id"] for thing in things if thing["name"] == name]


def none_of(cloud: Cloud, rows: Mapping[str, Row], mark: str) -> bool:
    """Whether nothing is left; Nova lists what is gone for a moment."""
    return not any(ids(cloud, row, f"{mark}-{name}") for name, row in rows.items())


@pytest.mark.parametrize("fates", ((Fate.CUT, Fate.GATEWAY_TIMEOUT), (Fate.LATE,)), ids=("lost", "late"))
@pytest.mark.parametrize("service", SERVICES)
async def test_it_is_adopted(lab: RunningLab, tmp_path: Path, service: str, fates: tuple[Fate, ...]) -> None:
    rows, mark, there = of_service(service), f"t{uuid.uuid4().hex[:6]}", lab.cloud()
    async with front(lab, tmp_path, service) as before, living(lab, before.file) as life:
        paths = (path(there, row) for row in rows.values())
        before.decide(once("POST", dict(zip(paths, itertools.cycle(fates), strict=False))))
        await life.up(template(mark, rows))
        for name, row in rows.items():
            assert before[service].arrived("POST", path(there, row)) == 1
            assert ids(there, row, f"{mark}-{name}") == [life.one(name).physical_id]
        assert await life.drift() == {}
        await life.down()
        await until_true(lambda: none_of(there, rows, mark), within=30)


async def test_what_was_brought_for_one_that_was_never_made_is_taken_back(
    lab: RunningLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OpenStackCloud, "lateness", 1.0)
    rows, mark, there = of_service("compute"), f"t{uuid.uuid4().hex[:6]}", lab.cloud()
    async with front(lab, tmp_path, "compute", "network") as before, living(lab, before.file) as life:
        before.decide(once("POST", {ROWS["server"].path: Fate.LOST}))
        await life.up(template(mark, rows))
        assert before["network"].arrived("POST", ROWS["port"].path) == 2
        assert len(ids(there, ROWS["port"], f"{mark}-server-port-0")) == 1
        assert ids(there, ROWS["server"], f"{mark}-server") == [life.one("server").physical_id]
        await life.down()
    assert ids(there, ROWS["port"], f"{mark}-server-port-0") == []


@pytest.mark.parametrize("fate", (Fate.UNANSWERED, Fate.LATE), ids=lambda one: one.name)
async def test_killed_before_each_answer_the_command_carries_on(
    lab: RunningLab, tmp_path: Path, command: Command, fate: Fate
) -> None:
    several = {name: ROWS[name] for name in ("net", "subnet", "port", "group")} | {"server": ON_A_NETWORK}
    rows = several if fate is Fate.UNANSWERED else of_service("compute")
    mark, there = f"t{uuid.uuid4().hex[:6]}", lab.cloud()
    command.write("app.yaml", template(mark, rows))
    up = ("up", "app.yaml", "--cloud", "lab", "--yes")
    async with front(lab, tmp_path, *{row.service for row in rows.values()}) as before:
        left = set(rows)
        while left:
            left -= await killed_at_a_create(command, before, {name: rows[name] for name in left}, fate, up)
        before.decide(lambda _asked: Fate.PASS)
        assert "was cut off" in (await command.good(*up)).err
        for name, row in rows.items():
            assert len(ids(there, row, f"{mark}-{name}")) == 1
            assert before[row.service].arrived("POST", row.path) == 1
        await command.good("down", "app", "--yes")
        await until_true(lambda: none_of(there, rows, mark), within=30)


async def killed_at_a_create(
    command: Command, before: Front, rows: Mapping[str, Row], fate: Fate, up: tuple[str, ...]
) -> set[str]:
    """Kill ``up`` when creates have arrived whose answers are not there yet; whose those were."""
    reached, asked_of = asyncio.Event(), set[str]()

    def decide(asked: Asked) -> Fate:
        for name, row in rows.items():
            if asked.method == "POST" and asked.path == row.path:
                asked_of.add(name)
                reached.set()
                return fate
        return Fate.PASS

    before.decide(decide)
    async with command.started(*up) as process, asyncio.timeout(120):
        ended = asyncio.ensure_future(process.wait())
        await asyncio.wait({ended, asyncio.ensure_future(reached.wait())}, return_when="FIRST_COMPLETED")
        assert reached.is_set(), await process.communicate()
    return asked_of
