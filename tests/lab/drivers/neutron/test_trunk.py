"""``OS::Neutron::Trunk`` on a real Neutron."""

from __future__ import annotations

import pytest

from tests.lab.drivers.neutron.ground import Ground, drift, refused, repair

pytestmark = pytest.mark.lab


async def ports(ground: Ground, count: int) -> list[str]:
    net, _ = await ground.network()
    made = [
        await ground.make("ports", "port", network_id=net, name=f"{ground.mark}-{number}")
        for number in range(count)
    ]
    return [one["id"] for one in made]


def sub_port(port: str, number: int) -> dict[str, object]:
    return {"port": port, "segmentation_type": "vlan", "segmentation_id": number}


async def test_its_life(ground: Ground) -> None:
    parent, one, two, _ = await ports(ground, 4)
    wanted = {
        "port": f"{ground.mark}-0",
        "name": "certified",
        "description": "mine",
        "sub_ports": [sub_port(f"{ground.mark}-1", 101), sub_port(two, 102)],
    }
    await ground.certify(
        "Trunk",
        wanted,
        changed={
            "port": f"{ground.mark}-0",
            "name": "certified-again",
            "admin_state_up": False,
            "sub_ports": [sub_port(one, 102), sub_port(f"{ground.mark}-3", 101)],
        },
        replaced={**wanted, "port": parent},
        refused=({**wanted, "sub_ports": [sub_port("x", 5000)]}, {"name": "no port"}),
        failing={"port": f"{ground.mark}-1", "sub_ports": [sub_port(f"{ground.mark}-1", 7)]},
    )


async def test_its_ports_are_exchanged_while_it_is_down(ground: Ground) -> None:
    parent, one, two = await ports(ground, 3)
    trunk = ground.lead("Trunk", port=parent, admin_state_up=False, sub_ports=[sub_port(one, 7)])
    await trunk.make()
    assert trunk.attributes["port_id"] == parent
    await trunk.change(sub_ports=[sub_port(two, 7)])
    assert await drift(trunk) == {}
    assert (await ground.show(f"trunks/{trunk.physical_id}", "trunk"))["admin_state_up"] is False
    await trunk.remove()


async def test_drift_is_seen_and_repaired(ground: Ground) -> None:
    parent, one, two = await ports(ground, 3)
    trunk = await ground.lead("Trunk", port=parent, sub_ports=[sub_port(one, 7)]).make()
    path = f"trunks/{trunk.physical_id}"
    more = {"port_id": two, "segmentation_type": "vlan", "segmentation_id": 8}
    await ground.service.put(f"{path}/add_subports", {"sub_ports": [more]})
    await ground.service.put(f"{path}/remove_subports", {"sub_ports": [{"port_id": one}]})
    assert await drift(trunk) == {"sub_ports": [sub_port(two, 8)]}
    await repair(trunk)


async def test_a_port_that_is_in_a_trunk_already_is_told(ground: Ground) -> None:
    parent, one, other = await ports(ground, 3)
    await ground.lead("Trunk", port=parent, sub_ports=[sub_port(one, 7)]).make()
    await refused(ground.lead("Trunk", port=other, sub_ports=[sub_port(one, 8)]).make(), "in use")
