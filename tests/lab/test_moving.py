"""A stack moves from the real Heat to Setpoint and back: nothing of what it made is touched, and nothing is to do."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest

from lab.rest import Cloud, Refused
from setpoint.cli.carried import carried_source
from setpoint.engine.requests.carry import abandon, adopt
from setpoint.model.value import Plain
from tests.lab.conftest import RunningLab
from tests.lab.drivers.conftest import opened
from tests.lab.watching import PATIENCE, asked, called_by_another_name, gone, settled
from tests.scenarios.life import Life, complete
from tests.waiting import until

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("heat_as_it_is")]

HEAT = "orchestration"
PORT = {"type": "OS::Neutron::Port", "properties": {"network": {"get_resource": "net"}}}
TEMPLATE = {
    "heat_template_version": "2021-04-16",
    "parameters": {"flavor": {"type": "string"}, "size": {"type": "number", "default": 2}},
    "resources": {
        "net": {"type": "OS::Neutron::Net"},
        "subnet": {
            "type": "OS::Neutron::Subnet",
            "properties": {"network": {"get_resource": "net"}, "cidr": "10.61.0.0/24"},
        },
        "web": {
            "type": "OS::Neutron::SecurityGroup",
            "properties": {
                "rules": [
                    {"protocol": "tcp", "port_range_min": 80, "port_range_max": 80},
                    {"protocol": "icmp"},
                ]
            },
        },
        "port": {
            **PORT,
            "depends_on": "subnet",
            "properties": {"network": {"get_resource": "net"}, "security_groups": [{"get_resource": "web"}]},
        },
        "server": {
            "type": "OS::Nova::Server",
            "properties": {
                "flavor": {"get_param": "flavor"},
                "image": "cirros",
                "networks": [{"port": {"get_resource": "port"}}],
                "metadata": {"role": "web"},
            },
        },
        "volume": {"type": "OS::Cinder::Volume", "properties": {"size": 1}},
        "attachment": {
            "type": "OS::Cinder::VolumeAttachment",
            "properties": {
                "instance_uuid": {"get_resource": "server"},
                "volume_id": {"get_resource": "volume"},
            },
        },
        "group": {
            "type": "OS::Heat::ResourceGroup",
            "depends_on": "subnet",
            "properties": {
                "count": {"get_param": "size"},
                "resource_def": {"type": "file:///pair.yaml", "properties": {"net": {"get_resource": "net"}}},
            },
        },
        "password": {"type": "OS::Heat::RandomString", "properties": {"length": 20}},
    },
    "outputs": {
        "password": {"value": {"get_attr": ["password", "value"]}},
        "address": {"value": {"get_attr": ["server", "first_address"]}},
        "ports": {"value": {"get_attr": ["group", "port"]}},
    },
}
PAIR = """
heat_template_version: 2021-04-16
parameters: {net: {type: string}}
resources:
  port: {type: OS::Neutron::Port, properties: {network: {get_param: net}}}
outputs:
  port: {value: {get_resource: port}}
"""
FILES = {"file:///pair.yaml": PAIR}


class Heat:
    """The real one: stacks that are removed at the end, should the test not do it."""

    def __init__(self, cloud: Cloud, undo: ExitStack) -> None:
        self.cloud = cloud
        self._undo = undo

    def make(self, wanted: dict[str, Any], status: str) -> str:
        """Begin a stack, and wait for it; its path."""
        stack = self.cloud.post(HEAT, "/stacks", wanted)["stack"]["id"]
        path = f"/stacks/{wanted['stack_name']}/{stack}"
        self._undo.callback(self.remove, path)
        settled(self.cloud, HEAT, path, "stack_status", status)
        return path

    def abandon(self, path: str) -> dict[str, Any]:
        """What it says of a stack that it gives up; of what it has made, what is left goes at the end."""
        made = self.made(path)
        told: dict[str, Any] = self.cloud.call("DELETE", HEAT, f"{path}/abandon")
        self._undo.callback(sweep, self.cloud, made)
        settled(self.cloud, HEAT, path, "stack_status", "DELETE_COMPLETE")
        return told

    def remove(self, path: str) -> None:
        """Let it remove the stack, and all that is in it, unless that is gone."""
        if self.cloud.get(HEAT, path)["stack"]["stack_status"] != "DELETE_COMPLETE":
            self.cloud.call("DELETE", HEAT, path)
            settled(self.cloud, HEAT, path, "stack_status", "DELETE_COMPLETE")

    def made(self, path: str) -> list[tuple[str, str]]:
        """Type and physical id of everything in a stack."""
        listed = self.cloud.get(HEAT, f"{path}/resources?nested_depth=3")["resources"]
        return [(one["resource_type"], one["physical_resource_id"]) for one in listed]

    def outputs(self, path: str) -> dict[str, Any]:
        shown = self.cloud.get(HEAT, path)["stack"]["outputs"]
        return {one["output_key"]: one["output_value"] for one in shown}

    def ids(self, path: str) -> dict[str, str]:
        """The physical ids of all that is no stack, by address."""
        listed = self.cloud.get(HEAT, f"{path}/resources?nested_depth=3")["resources"]
        names = {one["physical_resource_id"]: one for one in listed}

        def address(one: dict[str, Any]) -> str:
            container = re.findall(r"/stacks/[^/]+/([^/]+)", one["links"][1]["href"])[0]
            outer = names.get(container)
            return f"{address(outer)}/{one['resource_name']}" if outer else str(one["resource_name"])

        nested = {re.findall(r"/stacks/[^/]+/([^/]+)", one["links"][1]["href"])[0] for one in listed}
        return {
            address(one): one["physical_resource_id"]
            for one in listed
            if one["physical_resource_id"] not in nested and one["resource_type"] != "OS::Heat::RandomString"
        }


PLACES = {
    "OS::Nova::Server": ("compute", "/servers"),
    "OS::Cinder::Volume": ("block-storage", "/volumes"),
    "OS::Neutron::Port": ("network", "/v2.0/ports"),
    "OS::Neutron::Net": ("network", "/v2.0/networks"),
    "OS::Neutron::SecurityGroup": ("network", "/v2.0/security-groups"),
}
"""Where things of each type are, those that others keep from going last."""


def sweep(cloud: Cloud, made: Sequence[tuple[str, str]]) -> None:
    """Remove what is left of these."""
    for type_name, (service, path) in PLACES.items():
        for one in [f"{path}/{known}" for kind, known in made if kind == type_name]:
            until(partial(removed, cloud, service, one), PATIENCE)
            gone(cloud, service, one)


def removed(cloud: Cloud, service: str, path: str) -> bool:
    """Whether it goes, or is gone; a volume is kept for a while by the server that it was in."""
    try:
        cloud.call("DELETE", service, path)
    except Refused as refused:
        return refused.status == 404
    return True


@pytest.fixture
def heat(lab: RunningLab) -> Iterator[Heat]:
    with ExitStack() as undo:
        yield Heat(lab.cloud(), undo)


def ids(life: Life) -> dict[str, str]:
    return {
        one.address: one.physical_id
        for one in life.recorded
        if not one.composite and one.type != "OS::Heat::RandomString"
    }


async def test_a_stack_moves_from_heat_and_back(
    lab: RunningLab, heat: Heat, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = called_by_another_name(monkeypatch)
    name = f"moving-{uuid.uuid4().hex[:8]}"
    parameters = {"flavor": "m1.nano"}
    wanted = {"stack_name": name, "template": TEMPLATE, "files": FILES, "parameters": parameters}
    path = heat.make(wanted, "CREATE_COMPLETE")
    theirs, outputs = heat.ids(path), heat.outputs(path)
    told = heat.abandon(path)

    cloud = await opened(lab)
    life = Life(cloud, time.time)
    life.name = name
    try:
        source = carried_source({"template_text": "", "template_name": "", **told}, [])
        complete(await adopt(life.engine, life.stack, source, told))
        assert ids(life) == theirs
        assert {key: shown(one["value"]) for key, one in life.stack.outputs.items()} == outputs
        assert (await life.plan_of(source)).is_empty
        assert await life.drift() == {}
        ours: dict[str, Plain] = await abandon(life.engine, name)
    finally:
        await cloud.close()
    calls = asked(lab.settings, agent)
    assert calls
    assert [call for call in calls if not call.startswith("GET ")] == []

    carried = {
        "stack_name": f"{name}-back",
        "adopt_stack_data": json.dumps(ours),
        "files": ours["files"],
        "parameters": {},
        "timeout_mins": 10,
    }
    path = heat.make(carried, "ADOPT_COMPLETE")
    assert heat.ids(path) == theirs
    assert heat.outputs(path) == outputs


BROUGHT = {
    "heat_template_version": "2021-04-16",
    "resources": {
        "net": {"type": "OS::Neutron::Net"},
        "subnet": {
            "type": "OS::Neutron::Subnet",
            "properties": {"network": {"get_resource": "net"}, "cidr": "10.67.0.0/24"},
        },
        "server": {
            "type": "OS::Nova::Server",
            "properties": {
                "flavor": "m1.nano",
                "image": "cirros",
                "networks": [{"subnet": {"get_resource": "subnet"}}],
            },
        },
    },
}


async def test_a_port_that_heat_has_brought_goes_with_its_server(lab: RunningLab, heat: Heat) -> None:
    name = f"moving-{uuid.uuid4().hex[:8]}"
    told = heat.abandon(heat.make({"stack_name": name, "template": BROUGHT}, "CREATE_COMPLETE"))
    server = told["resources"]["server"]["resource_id"]
    (port,) = heat.cloud.get("network", f"/v2.0/ports?device_id={server}")["ports"]
    cloud = await opened(lab)
    life = Life(cloud, time.time)
    life.name = name
    try:
        source = carried_source({"template_text": "", "template_name": "", **told}, [])
        complete(await adopt(life.engine, life.stack, source, told))
        assert (await life.plan_of(source)).is_empty
        await life.down()
    finally:
        await cloud.close()
    assert gone(heat.cloud, "network", f"/v2.0/ports/{port['id']}")
    assert gone(heat.cloud, "network", f"/v2.0/networks/{port['network_id']}")


def shown(value: Any) -> Any:
    return value.reveal() if hasattr(value, "reveal") else value
