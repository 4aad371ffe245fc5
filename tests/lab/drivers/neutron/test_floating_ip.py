"""``OS::Neutron::FloatingIP``, its association and its forwardings, on a real Neutron."""

from __future__ import annotations

import pytest

from setpoint.clouds.driver import Facts
from setpoint.model.observation import Gone, Ready
from tests.lab.drivers.neutron.ground import PUBLIC, Ground, drift, refused, repair, seen

pytestmark = pytest.mark.lab


async def reached(ground: Ground) -> tuple[str, str]:
    """A port that floating IPs can reach: its id and its address."""
    net, subnet = await ground.network()
    await ground.router(subnet, gateway=True)
    port = await ground.port(net)
    return port["id"], port["fixed_ips"][0]["ip_address"]


async def test_its_life(ground: Ground) -> None:
    port, address = await reached(ground)
    wanted = {"floating_network": PUBLIC, "value_specs": {"description": "mine"}}
    await ground.certify(
        "FloatingIP",
        wanted,
        changed={**wanted, "port_id": ground.mark, "fixed_ip_address": address},
        replaced={**wanted, "floating_ip_address": "172.24.7.202"},
        refused=(
            {},
            {**wanted, "fixed_ip_address": address},
            {"floating_network": PUBLIC, "value_specs": {"tenant_id": "x"}},
        ),
        failing={"floating_network": ground.mark},
    )
    one = ground.lead("FloatingIP", floating_network=PUBLIC, port_id=port)
    await one.make()
    assert one.attributes["fixed_ip_address"] == address
    assert one.attributes["router_id"]


async def test_an_address_that_is_asked_for(above: Ground) -> None:
    address = "172.24.7.203"
    told = {"floating_network": PUBLIC, "floating_subnet": f"{PUBLIC}-subnet"}
    one = await above.lead("FloatingIP", **told, floating_ip_address=address).make()
    assert one.attributes["floating_ip_address"] == address
    assert one.attributes["floating_network_id"] == await above.public()
    assert await drift(one) == {}


async def test_a_name_in_the_dns(ground: Ground) -> None:
    one = ground.lead("FloatingIP", floating_network=PUBLIC, dns_name="Web", dns_domain="lab.example.")
    if not await ground.offers("dns-integration"):
        await refused(one.make(), "dns_name")
        return
    await one.make()
    assert await drift(one) == {}, "a cloud without a DNS service shows none"


async def test_it_moves_from_port_to_port(ground: Ground) -> None:
    port, _ = await reached(ground)
    (found,) = await ground.service.pages("ports", "ports", id=port)
    other = await ground.port(found["network_id"], description="other")
    one = await ground.lead("FloatingIP", floating_network=PUBLIC, port_id=port).make()
    await one.change(port_id=other["id"])
    assert one.attributes["port_id"] == other["id"]
    await ground.change(f"floatingips/{one.physical_id}", "floatingip", port_id=None)
    assert await drift(one) == {"port_id": None}
    await repair(one)
    await one.change(port_id=None)
    assert one.attributes["port_id"] is None
    assert one.attributes["router_id"] is None


async def test_a_port_that_no_router_leads_to_is_told(ground: Ground) -> None:
    net, _ = await ground.network()
    port = await ground.port(net)
    one = ground.lead("FloatingIP", floating_network=PUBLIC, port_id=port["id"])
    await refused(one.make(), "is not reachable from subnet")


# ---- associations


async def test_the_life_of_an_association(ground: Ground) -> None:
    port, address = await reached(ground)
    first = await ground.make("floatingips", "floatingip", floating_network_id=await ground.public())
    second = await ground.make("floatingips", "floatingip", floating_network_id=await ground.public())
    await ground.certify(
        "FloatingIPAssociation",
        {"floatingip_id": first["id"], "port_id": ground.mark},
        changed={"floatingip_id": second["id"], "port_id": port, "fixed_ip_address": address},
        refused=({"port_id": "x"},),
        failing={"floatingip_id": first["id"], "port_id": "00000000-0000-4000-8000-000000000000"},
    )
    for one in (first, second):
        shown = await ground.show(f"floatingips/{one['id']}", "floatingip")
        assert shown["port_id"] is None, "it was left associated"


async def test_an_association_that_was_ended_or_moved_behind_our_back(ground: Ground) -> None:
    port, _ = await reached(ground)
    (found,) = await ground.service.pages("ports", "ports", id=port)
    other = await ground.port(found["network_id"], description="other")
    floating = await ground.make("floatingips", "floatingip", floating_network_id=await ground.public())
    path = f"floatingips/{floating['id']}"
    one = await ground.lead("FloatingIPAssociation", floatingip_id=floating["id"], port_id=port).make()
    await ground.change(path, "floatingip", port_id=other["id"])
    assert await drift(one) == {"port_id": other["id"]}
    await one.remove()
    assert (await ground.show(path, "floatingip"))["port_id"] == other["id"], "somebody else's was ended"
    await ground.change(path, "floatingip", port_id=None)
    assert isinstance(await one.look(), Gone)


# ---- forwardings


async def test_the_life_of_a_forwarding(ground: Ground) -> None:
    port, address = await reached(ground)
    floating = await ground.make("floatingips", "floatingip", floating_network_id=await ground.public())
    wanted = {
        "floating_ip": floating["id"],
        "internal_port": ground.mark,
        "internal_ip_address": address,
        "internal_port_number": 80,
        "external_port": 8080,
        "protocol": "tcp",
    }
    await ground.certify(
        "FloatingIPPortForward",
        wanted,
        changed={**wanted, "internal_port": port, "internal_port_number": 81, "external_port": 8081}
        | {"protocol": "udp"},
        replaced={**wanted, "floating_ip": "other"},
        refused=(
            {**wanted, "external_port": 70000},
            {key: value for key, value in wanted.items() if key != "internal_port_number"},
        ),
        failing={**wanted, "internal_ip_address": "10.7.0.7"},
    )


async def test_forwardings_are_seen_at_once_and_as_they_are(ground: Ground) -> None:
    port, address = await reached(ground)
    ones = []
    for number in range(3):
        floating = await ground.make("floatingips", "floatingip", floating_network_id=await ground.public())
        told = {"floating_ip": floating["id"], "internal_port": port, "internal_ip_address": address}
        one = ground.lead(
            "FloatingIPPortForward",
            **told,
            internal_port_number=80 + number,
            external_port=8000 + number,
            protocol="tcp",
        )
        ones.append(await one.make())
    place = f"floatingips/{ones[0].want.properties['floating_ip']}/port_forwardings/{ones[0].physical_id}"
    await ground.change(place, "port_forwarding", external_port=9000)
    await ground.service.delete(
        f"floatingips/{ones[1].want.properties['floating_ip']}/port_forwardings/{ones[1].physical_id}"
    )
    found = await ones[0].driver.observe([one.subject for one in ones], Facts(0))
    assert [type(found[one.token]) for one in ones] == [Ready, Gone, Ready]
    assert (await seen(ones[0]))["external_port"] == 9000
    await repair(ones[0])
