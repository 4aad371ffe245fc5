"""``OS::Neutron::Subnet`` on a real Neutron."""

from __future__ import annotations

import pytest

from setpoint.clouds.driver import Facts
from setpoint.model.observation import Gone
from tests.lab.drivers.neutron.ground import Ground, drift, refused, repair

pytestmark = pytest.mark.lab


async def test_its_life(ground: Ground) -> None:
    net = await ground.make("networks", "network", name=ground.mark)
    wanted = {
        "name": "certified",
        "network": ground.mark,
        "cidr": "10.9.0.0/24",
        "gateway_ip": "10.9.0.254",
        "dns_nameservers": ["8.8.8.8", "1.1.1.1"],
        "allocation_pools": [
            {"start": "10.9.0.100", "end": "10.9.0.120"},
            {"start": "10.9.0.10", "end": "10.9.0.20"},
        ],
        "host_routes": [{"destination": "10.0.0.0/8", "nexthop": "10.9.0.1"}],
        "tags": ["a"],
    }
    await ground.certify(
        "Subnet",
        wanted,
        changed={
            **wanted,
            "name": "certified-again",
            "gateway_ip": "",
            "dns_nameservers": ["9.9.9.9"],
            "enable_dhcp": False,
            "allocation_pools": [{"start": "10.9.0.50", "end": "10.9.0.60"}],
            "host_routes": [],
            "tags": [],
            "value_specs": {"description": "mine"},
        },
        replaced={**wanted, "network": net["id"], "cidr": "10.8.0.0/24"},
        refused=(
            {"network": "x"},
            {"network": "x", "cidr": "10.0.0.0/24", "subnetpool": "y"},
            {"network": "x", "cidr": "10.0.0.0/24", "ipv6_ra_mode": "slaac"},
        ),
        failing={"network": ground.mark, "cidr": "10.9.0.0/24", "gateway_ip": "10.7.0.1", "enable_dhcp": True}
        | {"allocation_pools": [{"start": "10.7.0.2", "end": "10.7.0.9"}]},
    )


async def test_addresses_of_the_newer_kind(ground: Ground) -> None:
    await ground.make("networks", "network", name=ground.mark)
    modes = {"ipv6_ra_mode": "slaac", "ipv6_address_mode": "slaac"}
    subnet = ground.lead("Subnet", network=ground.mark, cidr="2001:0DB8:0:1::/64", ip_version=6, **modes)
    await subnet.make()
    assert subnet.attributes["cidr"] == "2001:db8:0:1::/64"
    assert subnet.attributes["gateway_ip"] == "2001:db8:0:1::"
    assert await drift(subnet) == {}, "the same addresses, written in another way, are the same"


async def test_addresses_from_a_pool(ground: Ground) -> None:
    await ground.make("networks", "network", name=ground.mark)
    await ground.make("subnetpools", "subnetpool", name=ground.mark, prefixes=["10.200.0.0/16"])
    subnet = ground.lead("Subnet", network=ground.mark, subnetpool=ground.mark, prefixlen=26)
    await subnet.make()
    assert str(subnet.attributes["cidr"]).endswith("/26")
    assert await drift(subnet) == {}


async def test_a_gateway_is_the_first_address_or_none(ground: Ground) -> None:
    await ground.make("networks", "network", name=ground.mark)
    first = await ground.lead("Subnet", network=ground.mark, cidr="10.9.0.0/24").make()
    assert first.attributes["gateway_ip"] == "10.9.0.1"
    pool = [{"start": "10.8.0.10", "end": "10.8.0.20"}]
    none = ground.lead(
        "Subnet", network=ground.mark, cidr="10.8.0.0/24", gateway_ip="", allocation_pools=pool
    )
    await none.make()
    assert none.attributes["gateway_ip"] is None
    await ground.change(f"subnets/{none.physical_id}", "subnet", gateway_ip="10.8.0.1")
    assert await drift(none) == {"gateway_ip": "10.8.0.1"}
    await repair(none)


async def test_a_network_that_is_not_there_is_told(ground: Ground) -> None:
    subnet = ground.lead("Subnet", network=f"{ground.mark}-nowhere", cidr="10.9.0.0/24")
    await refused(subnet.make(), "there is no network", "nowhere")


async def test_one_that_was_removed_behind_our_back_is_gone(ground: Ground) -> None:
    await ground.make("networks", "network", name=ground.mark)
    subnets = [
        await ground.lead("Subnet", network=ground.mark, cidr=f"10.{number}.0.0/24").make()
        for number in range(4)
    ]
    await ground.service.delete(f"subnets/{subnets[1].physical_id}")
    seen = await subnets[0].driver.observe([one.subject for one in subnets], Facts(0))
    assert [isinstance(seen[one.token], Gone) for one in subnets] == [False, True, False, False]
