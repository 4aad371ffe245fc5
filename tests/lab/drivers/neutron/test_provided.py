"""What only administrators make: networks with segments of their choice, segments, quotas, labels that are counted."""

from __future__ import annotations

import uuid

import pytest

from setpoint.clouds.openstack.drivers.neutron.neutron import IDENTITY
from setpoint.model.observation import Gone
from tests.lab.drivers.neutron.ground import Ground, drift, refused, repair

pytestmark = pytest.mark.lab

VLAN = {"network_type": "vlan", "physical_network": "physnet1"}


def number() -> int:
    """A segment's number that nobody else takes, most likely."""
    return 200 + uuid.uuid4().int % 800


async def test_the_life_of_a_provider_network(above: Ground) -> None:
    first, second = number(), number()
    wanted = {"name": "certified", **VLAN, "segmentation_id": first, "tags": ["a"]}
    await above.certify(
        "ProviderNet",
        wanted,
        changed={
            "name": "certified-again",
            **VLAN,
            "segmentation_id": second,
            "router_external": True,
            "shared": False,
            "admin_state_up": False,
            "port_security_enabled": False,
            "tags": ["b"],
        },
        replaced={"name": "certified", "network_type": "vxlan", "segmentation_id": first},
        refused=(
            {"network_type": "flat", "segmentation_id": 7},
            {"network_type": "vxlan", "physical_network": "physnet1"},
            {"name": "of no type"},
        ),
        failing={"network_type": "vlan", "physical_network": "nowhere", "segmentation_id": first},
    )


async def test_an_ordinary_user_is_told(ground: Ground) -> None:
    await refused(ground.lead("ProviderNet", **VLAN).make(), "403")


async def test_drift_of_a_provider_network(above: Ground) -> None:
    net = await above.lead("ProviderNet", **VLAN, segmentation_id=number()).make()
    other = number()
    await above.change(f"networks/{net.physical_id}", "network", **{"provider:segmentation_id": other})
    assert await drift(net) == {"segmentation_id": str(other)}
    await repair(net)


async def test_the_life_of_a_segment(above: Ground) -> None:
    await above.make("networks", "network", name=above.mark)
    wanted = {"network": above.mark, **VLAN, "segmentation_id": number(), "name": "certified"}
    if not await above.offers("segment"):
        await refused(above.lead("Segment", **wanted).make(), "404")
        return
    await above.certify(
        "Segment",
        {**wanted, "description": "mine"},
        changed={**wanted, "name": "certified-again"},
        replaced={**wanted, "segmentation_id": 7},
        refused=(
            {"network": "x", "network_type": "vlan"},
            {"network": "x", "network_type": "flat", "physical_network": "p", "segmentation_id": 7},
            {"network": "x", "network_type": "vxlan", "physical_network": "p"},
            {"network": "x", **VLAN, "segmentation_id": 5000},
        ),
        failing={
            "network": above.mark,
            "network_type": "vlan",
            "physical_network": "no",
            "segmentation_id": 7,
        },
    )


async def test_a_subnet_on_a_segment(above: Ground) -> None:
    if not await above.offers("segment"):
        return
    net = await above.make("networks", "network", name=above.mark)
    segment = above.lead("Segment", network=net["id"], **VLAN, segmentation_id=number(), name=above.mark)
    await segment.make()
    subnet = above.lead("Subnet", network=above.mark, cidr="10.9.0.0/24", segment=above.mark)
    await subnet.make()
    assert await drift(subnet) == {}


async def test_the_life_of_a_quota(above: Ground) -> None:
    keystone = above.cloud.region.service(IDENTITY)
    project = (await keystone.post("projects", {"project": {"name": above.mark}}))["project"]["id"]
    above.later.push_async_callback(keystone.delete, f"projects/{project}")
    wanted = {"project": above.mark, "network": 7, "subnet": 8, "port": 9, "router": 3, "floatingip": 4}
    await above.certify(
        "Quota",
        {**wanted, "subnetpool": -1, "rbac_policy": 5, "security_group": 6, "security_group_rule": 60},
        changed={"project": above.mark, "network": 70, "subnet": 8},
        replaced={"project": project, "network": 7},
        refused=({"project": "x"}, {"project": "x", "network": -2}),
        failing={"project": f"{above.mark}-nobody", "network": 7},
    )
    quota = await above.lead("Quota", project=above.mark, router=3).make()
    assert quota.physical_id == project
    await above.change(f"quotas/{project}", "quota", router=5)
    assert await drift(quota) == {"router": 5}
    await repair(quota)
    await above.service.delete(f"quotas/{project}")
    assert isinstance(await quota.look(), Gone)


async def test_what_is_counted(above: Ground) -> None:
    wanted = {"name": "certified", "description": "mine", "shared": True}
    if not await above.offers("metering"):
        await refused(above.lead("MeteringLabel", **wanted).make(), "404")
        return
    await above.certify(
        "MeteringLabel", wanted, replaced={**wanted, "name": "other"}, refused=({"shared": "perhaps"},)
    )
    label = await above.lead("MeteringLabel", name=above.mark).make()
    assert (label.attributes["name"], label.attributes["description"]) == (above.mark, "")
    rule = {"metering_label_id": label.physical_id, "remote_ip_prefix": "10.0.0.0/24", "excluded": True}
    await above.certify(
        "MeteringRule",
        {**rule, "direction": "egress"},
        replaced=rule,
        refused=({**rule, "direction": "up"},),
        failing={**rule, "metering_label_id": "00000000-0000-4000-8000-000000000000"},
    )
    first = await above.lead("MeteringRule", **rule).make()
    again = above.lead("MeteringRule", **rule)
    await refused(again.driver.create(again.want, again.token), "overlap")
    assert first.attributes["remote_ip_prefix"] == "10.0.0.0/24"
