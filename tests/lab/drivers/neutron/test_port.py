"""``OS::Neutron::Port`` on a real Neutron."""

from __future__ import annotations

import pytest

from setpoint.clouds.driver import Facts
from setpoint.model.observation import Ready
from tests.lab.drivers.neutron.ground import Ground, drift, refused, repair, seen

pytestmark = pytest.mark.lab


async def test_its_life(ground: Ground) -> None:
    _, subnet = await ground.network()
    await ground.make("security-groups", "security_group", name=ground.mark)
    wanted = {
        "name": "certified",
        "network": ground.mark,
        "fixed_ips": [{"subnet": ground.mark, "ip_address": "10.9.0.7"}],
        "mac_address": "FA:16:3E:00:12:34",
        "security_groups": [ground.mark],
        "allowed_address_pairs": [{"ip_address": "10.9.0.99"}, {"ip_address": "10.0.0.0/8"}],
        "tags": ["b", "a"],
    }
    await ground.certify(
        "Port",
        wanted,
        changed={
            **wanted,
            "name": "certified-again",
            "admin_state_up": False,
            "fixed_ips": [{"subnet": subnet}, {"ip_address": "10.9.0.7"}],
            "security_groups": [],
            "allowed_address_pairs": [],
            "port_security_enabled": False,
            "device_id": "somebody",
            "device_owner": "theirs",
            "tags": ["c"],
            "value_specs": {"description": "mine"},
        },
        replaced={**wanted, "mac_address": "fa:16:3e:00:12:35"},
        refused=(
            {"fixed_ips": []},
            {"network": "x", "fixed_ips": [{"subnet": "y"}], "no_fixed_ips": True},
            {"network": "x", "mac_address": "perhaps"},
        ),
        failing={"network": ground.mark, "fixed_ips": [{"ip_address": "10.7.0.7"}]},
    )


async def test_what_it_offers(ground: Ground) -> None:
    net, subnet = await ground.network()
    port = await ground.lead("Port", network=net).make()
    offered = port.attributes
    assert offered["network"]["name"] == ground.mark
    assert offered["network_id"] == net
    assert [one["id"] for one in offered["subnets"]] == [subnet]
    assert offered["fixed_ips"][0]["ip_address"].startswith("10.9.0.")
    assert offered["port_security_enabled"] is True
    assert len(offered["security_groups"]) == 1, "it is in the default group"
    assert offered["show"]["description"] == "", "the token is nobody's business"


async def test_without_addresses(ground: Ground) -> None:
    net, subnet = await ground.network()
    port = await ground.lead("Port", network=net, no_fixed_ips=True).make()
    assert port.attributes["fixed_ips"] == []
    await ground.change(f"ports/{port.physical_id}", "port", fixed_ips=[{"subnet_id": subnet}])
    assert await drift(port) == {"no_fixed_ips": False}
    await repair(port)
    await port.change(no_fixed_ips=None, fixed_ips=[{"subnet": subnet, "ip_address": "10.9.0.9"}])
    assert port.attributes["fixed_ips"] == [{"subnet_id": subnet, "ip_address": "10.9.0.9"}]


async def test_one_that_had_no_address_gets_one_of_the_youngest_subnets(ground: Ground) -> None:
    net, _ = await ground.network()
    port = await ground.lead("Port", network=ground.mark, no_fixed_ips=True).make()
    younger, of_version_6 = [await ground.subnet(net, cidr) for cidr in ("10.8.0.0/24", "2001:db8::/64")]
    await port.change(no_fixed_ips=None)
    first, second = [one["subnet_id"] for one in port.attributes["fixed_ips"]]
    made = {one: (await ground.show(f"subnets/{one}", "subnet"))["created_at"] for one in (first, younger)}
    assert made[first] == made[younger], "neither is younger, by Neutron's clock, which counts whole seconds"
    assert second == of_version_6


async def test_what_an_administrator_may_say(above: Ground) -> None:
    await above.network()
    policy = await above.make("qos/policies", "policy", name=above.mark)
    port = above.lead("Port", network=above.mark, qos_policy=above.mark)
    await port.make()
    assert port.attributes["qos_policy_id"] == policy["id"]
    await port.change(**{"qos_policy": None, "binding:vnic_type": "direct"})
    shown = await above.show(f"ports/{port.physical_id}", "port")
    assert (shown["qos_policy_id"], shown["binding:vnic_type"]) == (None, "direct")


async def test_what_a_cloud_does_not_offer_is_told(ground: Ground) -> None:
    net, _ = await ground.network()
    extensions = {"dns-integration": {"dns_name": "web"}}
    extensions["uplink-status-propagation"] = {"propagate_uplink_status": True}  # type: ignore[dict-item]
    for extension, properties in extensions.items():
        port = ground.lead("Port", network=net, **properties)
        if not await ground.offers(extension):
            await refused(port.make(), *properties)


async def test_a_name_in_the_dns(ground: Ground) -> None:
    net, _ = await ground.network()
    if not await ground.offers("dns-integration"):
        return
    port = await ground.lead("Port", network=net, dns_name="Web").make()
    assert port.attributes["dns_assignment"][0]["hostname"] == "web"
    assert await drift(port) == {}, "names are the same in capitals"
    await port.change(dns_name=None)
    assert port.attributes["show"]["dns_name"] == ""


async def test_drift_is_seen_and_repaired(ground: Ground) -> None:
    net, subnet = await ground.network()
    port = ground.lead(
        "Port", network=net, fixed_ips=[{"subnet": subnet, "ip_address": "10.9.0.7"}], tags=["a"]
    )
    await port.make()
    path = f"ports/{port.physical_id}"
    pairs = [{"ip_address": "10.1.0.1"}]
    await ground.change(
        path, "port", name="theirs", fixed_ips=[{"ip_address": "10.9.0.8"}], allowed_address_pairs=pairs
    )
    await ground.service.put(f"{path}/tags", {"tags": []})
    assert await drift(port) == {
        "fixed_ips": [{"subnet": subnet, "ip_address": "10.9.0.8"}],
        "tags": [],
    }, "what nobody asked for is not compared"
    await repair(port)


async def test_groups_that_are_not_wanted_any_more(ground: Ground) -> None:
    net, _ = await ground.network()
    group = await ground.make("security-groups", "security_group", name=ground.mark)
    port = await ground.lead("Port", network=net, security_groups=[group["id"]]).make()
    await port.change(security_groups=None)
    assert port.attributes["security_groups"] != [group["id"]], "it is in the default group again"
    assert len(port.attributes["security_groups"]) == 1


async def test_many_are_seen_at_once(ground: Ground) -> None:
    net, subnet = await ground.network()
    await ground.subnet(net, "2001:db8::/64")
    ports = [await ground.lead("Port", network=ground.mark).make() for _number in range(3)]
    seen_now = await ports[0].driver.observe([one.subject for one in ports], Facts(0))
    for one in ports:
        found = seen_now[one.token]
        assert isinstance(found, Ready), found
        assert len(found.attributes["fixed_ips"]) == 2, found
        assert len(found.attributes["subnets"]) == 2
    assert (await seen(ports[0]))["network"] == ground.mark
    del subnet
