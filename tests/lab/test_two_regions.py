"""One stack in both regions of a real cloud: a nested stack with a ``context`` is made, changed and removed there."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.cli.shell import HEADER
from tests.lab.command import Command
from tests.lab.conftest import RunningLab
from tests.lab.front import front

pytestmark = pytest.mark.lab

APP = """
parameters: {mark: {type: string}, port: {type: number, default: 80}, there: {type: string, default: RegionTwo}}
resources:
  near: {type: OS::Neutron::Net, properties: {name: {get_param: mark}}}
  far:
    type: OS::Heat::Stack
    properties:
      template: {get_file: far.yaml}
      context: {region_name: {get_param: there}}
      parameters: {mark: {get_param: mark}, port: {get_param: port}}
  after:
    type: OS::Neutron::Net
    properties: {name: {list_join: ["-", [after, {get_attr: [far, outputs, server]}]]}}
outputs: {server: {value: {get_attr: [far, outputs, server]}}}
"""
FAR = """
parameters: {mark: {type: string}, port: {type: number}}
resources:
  net: {type: OS::Neutron::Net, properties: {name: {get_param: mark}}}
  group:
    type: OS::Neutron::SecurityGroup
    properties:
      name: {get_param: mark}
      rules: [{protocol: tcp, port_range_min: {get_param: port}, port_range_max: {get_param: port}}]
  server:
    type: OS::Nova::Server
    properties:
      name: {get_param: mark}
      flavor: m1.nano
      image: cirros
      networks: [{allocate_network: none}]
outputs: {server: {value: {get_resource: server}}}
"""


class There:
    """What a region has under a name."""

    def __init__(self, lab: RunningLab, region: str, mark: str) -> None:
        self._cloud = lab.in_region(region)
        self._mark = mark

    def of(self, service: str, path: str, key: str) -> list[str]:
        return [one["id"] for one in self._cloud.get(service, f"{path}?name={self._mark}")[key]]

    @property
    def nets(self) -> list[str]:
        return self.of("network", "/v2.0/networks", "networks")

    @property
    def servers(self) -> list[str]:
        return self.of("compute", "/servers", "servers")

    @property
    def opened(self) -> set[int]:
        found = self._cloud.get("network", f"/v2.0/security-groups?name={self._mark}")["security_groups"]
        return {rule["port_range_min"] for group in found for rule in group["security_group_rules"]} - {None}


async def test_a_stack_in_two_regions(lab: RunningLab, tmp_path: Path, command: Command) -> None:
    mark = f"t{uuid.uuid4().hex[:6]}"
    near, far = There(lab, "RegionOne", mark), There(lab, "RegionTwo", mark)
    command.write("app.yaml", APP)
    (tmp_path / "far.yaml").write_text(HEADER + FAR)
    up = ("up", "app.yaml", "--cloud", "lab", "--yes", "-P", f"mark={mark}")
    # What is told of one region, its bus and the addresses of its services, is not that of the other.
    async with front(lab, tmp_path, "network", "compute", setpoint={"notifications": lab.bus("RegionOne")}):
        ran = await command.good(*up, "--json")
        outputs = {one["output_key"]: one["output_value"] for one in ran.json["outputs"]}
        assert far.servers == [outputs["server"]]
        assert near.servers == []
        before = (near.nets, far.nets)
        assert [len(nets) for nets in before] == [1, 1]
        assert far.opened == {80}
        await command.good("drift", "app")
        await command.good(*up, "-P", "port=443")
        assert far.opened == {443}
        assert (near.nets, far.nets) == before
        assert far.servers == [outputs["server"]]
        ran = await command.good(*up, "-P", "port=443")
        assert "to create" not in ran.out
        await command.good("down", "app", "--yes")
        assert [near.nets, far.nets, far.servers, far.opened] == [[], [], [], set()]


async def test_a_region_that_there_is_not(lab: RunningLab, tmp_path: Path, command: Command) -> None:
    command.write("app.yaml", APP)
    (tmp_path / "far.yaml").write_text(HEADER + FAR)
    async with front(lab, tmp_path):
        ran = await command.run(
            *("up", "app.yaml", "--cloud", "lab", "--yes"), "-P", "mark=none", "-P", "there=RegionTow"
        )
        assert "the cloud has no region 'RegionTow'" in ran.err
        assert "did you mean 'RegionTwo'?" in ran.err
        assert near_nothing(lab)


def near_nothing(lab: RunningLab) -> bool:
    return There(lab, "RegionOne", "none").nets == []
