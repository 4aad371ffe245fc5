"""The simulated cloud refuses what a real one refuses, and says why; what was refused has changed nothing."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from setpoint.certify.simulated.discovery import refusal as type_refusal
from setpoint.certify.simulated.saved import encode
from setpoint.certify.simulated.timings import INSTANT, REALISTIC, Timings
from setpoint.certify.simulated.world import World
from setpoint.certify.virtual_time import run
from setpoint.clouds.driver import Subject
from setpoint.model.errors import Conflict, NotFound, ResourceError, Retry, SetpointError
from setpoint.model.observation import Gone
from tests.certify.simulated.hand import (
    ASSOCIATION,
    ATTACHMENT,
    FILE,
    FLOATING,
    GROUP,
    INTERFACE,
    KEY,
    NET,
    PORT,
    PROCESS,
    ROUTE,
    ROUTER,
    RULE,
    SERVER,
    SUBNET,
    VOLUME,
    Hand,
    hand,
    refusal,
)

NOWHERE = "11111111-2222-4333-8444-555555555555"
BOOTABLE = {"flavor": "m1.small", "image": "cirros"}

Doing = Callable[[], Awaitable[Any]]
Scene = Callable[[Hand], Awaitable[Doing]]
"""Sets the scene, and gives the deed that is to be refused."""

SCENES: list[tuple[Scene, type[SetpointError], str]] = []


def refuses(kind: type[SetpointError], why: str) -> Callable[[Scene], Scene]:
    def note(scene: Scene) -> Scene:
        SCENES.append((scene, kind, why))
        return scene

    return note


# --- networks


@refuses(Conflict, "409: network net is in use: by port port")
async def deleting_a_network_with_ports(me: Hand) -> Doing:
    net, _ = await me.subnet()
    await me.make(PORT, "port", network=net.physical_id)
    return lambda: me.remove(NET, net)


@refuses(Conflict, "409: subnet net-sub is in use: by port port")
async def deleting_a_subnet_with_ports(me: Hand) -> Doing:
    net, subnet = await me.subnet()
    await me.make(PORT, "port", network=net.physical_id)
    return lambda: me.remove(SUBNET, subnet)


@refuses(Conflict, "409: subnet net-sub is in use: by port")
async def deleting_a_subnet_that_a_server_is_on(me: Hand) -> Doing:
    net, subnet = await me.subnet()
    await me.server(networks=[{"network": net.physical_id}])
    return lambda: me.remove(SUBNET, subnet)


@refuses(ResourceError, f"404: there is no network '{NOWHERE}'")
async def a_subnet_of_no_network(me: Hand) -> Doing:
    return lambda: me.make(SUBNET, network=NOWHERE, cidr="10.0.0.0/24")


@refuses(Conflict, "409: 2 networks are called 'twin' (refer to it by its id)")
async def a_name_that_two_networks_have(me: Hand) -> Doing:
    for token in ("one", "two"):
        await me.make(NET, "twin", token=token)
    return lambda: me.make(SUBNET, network="twin", cidr="10.0.0.0/24")


@refuses(ResourceError, "400: 10.0.0.128/25 overlaps with subnet net-sub (10.0.0.0/24)")
async def overlapping_subnets_of_a_network(me: Hand) -> Doing:
    net, _ = await me.subnet("10.0.0.0/24")
    return lambda: me.make(SUBNET, network=net.physical_id, cidr="10.0.0.128/25")


@refuses(ResourceError, "400: '10.0.0.5/24' is no CIDR: 10.0.0.5/24 has host bits set")
async def a_cidr_that_names_a_host(me: Hand) -> Doing:
    net = await me.make(NET)
    return lambda: me.make(SUBNET, network=net.physical_id, cidr="10.0.0.5/24")


@refuses(ResourceError, "400: fd00::/64 is not of IP version 4")
async def a_cidr_of_the_other_version(me: Hand) -> Doing:
    net = await me.make(NET)
    return lambda: me.make(SUBNET, network=net.physical_id, cidr="fd00::/64")


@refuses(ResourceError, "400: the gateway 10.0.1.1 is not in 10.0.0.0/24")
async def a_gateway_elsewhere(me: Hand) -> Doing:
    net = await me.make(NET)
    return lambda: me.make(SUBNET, network=net.physical_id, cidr="10.0.0.0/24", gateway_ip="10.0.1.1")


@refuses(ResourceError, "400: the pool 10.0.1.5-10.0.1.9 is not in 10.0.0.0/24")
async def a_pool_elsewhere(me: Hand) -> Doing:
    net = await me.make(NET)
    pools = [{"start": "10.0.1.5", "end": "10.0.1.9"}]
    return lambda: me.make(SUBNET, network=net.physical_id, cidr="10.0.0.0/24", allocation_pools=pools)


@refuses(Conflict, "409: the pool 10.0.0.8-10.0.0.20 overlaps with another one")
async def overlapping_pools(me: Hand) -> Doing:
    net = await me.make(NET)
    pools = [{"start": "10.0.0.8", "end": "10.0.0.20"}, {"start": "10.0.0.5", "end": "10.0.0.9"}]
    return lambda: me.make(SUBNET, network=net.physical_id, cidr="10.0.0.0/24", allocation_pools=pools)


@refuses(Conflict, "409: the gateway 10.0.0.5 is in the pool 10.0.0.5-10.0.0.9")
async def a_gateway_in_a_pool(me: Hand) -> Doing:
    net = await me.make(NET)
    given: dict[str, Any] = {"cidr": "10.0.0.0/24", "gateway_ip": "10.0.0.5"}
    given["allocation_pools"] = [{"start": "10.0.0.5", "end": "10.0.0.9"}]
    return lambda: me.make(SUBNET, network=net.physical_id, **given)


@refuses(Conflict, "409: the gateway 10.0.0.9 is in the pool 10.0.0.2-10.0.0.254")
async def moving_the_gateway_into_the_pool(me: Hand) -> Doing:
    _, subnet = await me.subnet()
    return lambda: me.change(SUBNET, subnet, gateway_ip="10.0.0.9")


@refuses(Conflict, "409: subnet pool pool has no free addresses left")
async def a_subnet_from_a_pool_that_is_used_up(me: Hand) -> Doing:
    net = await me.make(NET)
    pool = await me.make("OS::Neutron::SubnetPool", "pool", prefixes=["10.0.0.0/25"])
    given: dict[str, Any] = {"network": net.physical_id, "subnetpool": pool.physical_id, "prefixlen": 26}
    for _number in range(2):
        await me.make(SUBNET, **given)
    return lambda: me.make(SUBNET, **given)


@refuses(ResourceError, "400: subnet pool pool gives prefixes of 20 to 24 bits")
async def a_subnet_that_is_too_small_for_its_pool(me: Hand) -> Doing:
    net = await me.make(NET)
    given: dict[str, Any] = {"min_prefixlen": 20, "default_prefixlen": 22, "max_prefixlen": 24}
    pool = await me.make("OS::Neutron::SubnetPool", "pool", prefixes=["10.0.0.0/8"], **given)
    return lambda: me.make(SUBNET, network=net.physical_id, subnetpool=pool.physical_id, prefixlen=28)


@refuses(Conflict, "409: subnet pool pool is in use: by subnet sub")
async def deleting_a_pool_that_a_subnet_is_from(me: Hand) -> Doing:
    net = await me.make(NET)
    pool = await me.make("OS::Neutron::SubnetPool", "pool", prefixes=["10.0.0.0/8"])
    await me.make(SUBNET, "sub", network=net.physical_id, subnetpool=pool.physical_id)
    return lambda: me.remove("OS::Neutron::SubnetPool", pool)


@refuses(ResourceError, "400: the prefixes of a pool cannot be taken away")
async def taking_a_prefix_from_a_pool(me: Hand) -> Doing:
    pool = await me.make("OS::Neutron::SubnetPool", prefixes=["10.0.0.0/8", "172.16.0.0/12"])
    return lambda: me.change("OS::Neutron::SubnetPool", pool, prefixes=["10.0.0.0/8"])


@refuses(Conflict, "409: subnet pool pool has some of these prefixes: in the same scope")
async def two_pools_of_a_scope_with_the_same_addresses(me: Hand) -> Doing:
    scope = await me.make("OS::Neutron::AddressScope")
    given: dict[str, Any] = {"prefixes": ["10.0.0.0/8"], "address_scope": scope.physical_id}
    await me.make("OS::Neutron::SubnetPool", "pool", **given)
    return lambda: me.make("OS::Neutron::SubnetPool", **given)


@refuses(Conflict, "409: vlan 7 of physnet1 is taken")
async def two_networks_with_one_number(me: Hand) -> Doing:
    given: dict[str, Any] = {"network_type": "vlan", "physical_network": "physnet1", "segmentation_id": 7}
    await me.make("OS::Neutron::ProviderNet", **given)
    return lambda: me.make("OS::Neutron::ProviderNet", **given)


@refuses(ResourceError, f"404: there is no QoS policy '{NOWHERE}'")
async def a_network_with_no_such_policy(me: Hand) -> Doing:
    return lambda: me.make(NET, qos_policy=NOWHERE)


@refuses(Conflict, "409: QoS policy gold is in use: by port port")
async def deleting_a_policy_of_a_port(me: Hand) -> Doing:
    net, _ = await me.subnet()
    policy = await me.make("OS::Neutron::QoSPolicy", "gold")
    await me.make(PORT, "port", network=net.physical_id, qos_policy="gold")
    return lambda: me.remove("OS::Neutron::QoSPolicy", policy)


@refuses(Conflict, "409: dscp_marking both ways of QoS policy")
async def a_second_mark_of_a_policy(me: Hand) -> Doing:
    policy = await me.make("OS::Neutron::QoSPolicy")
    given: dict[str, Any] = {"policy": policy.physical_id, "dscp_mark": 8}
    await me.make("OS::Neutron::QoSDscpMarkingRule", **given)
    return lambda: me.make("OS::Neutron::QoSDscpMarkingRule", **given)


@refuses(Conflict, "409: access_as_shared to")
async def allowing_the_same_twice(me: Hand) -> Doing:
    net = await me.make(NET)
    given = {"object_type": "network", "object_id": net.physical_id, "action": "access_as_shared"}
    await me.make("OS::Neutron::RBACPolicy", **given, target_tenant="*")
    return lambda: me.make("OS::Neutron::RBACPolicy", **given, target_tenant="*")


@refuses(Conflict, "409: 10.0.0.0/24 overlaps with 10.0.0.0/8: of the same label")
async def counting_the_same_twice(me: Hand) -> Doing:
    label = (await me.make("OS::Neutron::MeteringLabel")).physical_id
    await me.make("OS::Neutron::MeteringRule", metering_label_id=label, remote_ip_prefix="10.0.0.0/8")
    return lambda: me.make(
        "OS::Neutron::MeteringRule", metering_label_id=label, remote_ip_prefix="10.0.0.0/24"
    )


# --- trunks


def sub_port(port: Subject, number: int) -> dict[str, Any]:
    return {"port": port.physical_id, "segmentation_type": "vlan", "segmentation_id": number}


@refuses(Conflict, "409: trunk of port")
async def a_port_in_two_trunks(me: Hand) -> Doing:
    net, _ = await me.subnet()
    one, two, child = [await me.make(PORT, network=net.physical_id) for _number in range(3)]
    await me.make("OS::Neutron::Trunk", port=one.physical_id, sub_ports=[sub_port(child, 7)])
    return lambda: me.make("OS::Neutron::Trunk", port=two.physical_id, sub_ports=[sub_port(child, 7)])


@refuses(Conflict, "409: two sub ports cannot have the same number")
async def a_number_of_two_sub_ports(me: Hand) -> Doing:
    net, _ = await me.subnet()
    one, *children = [await me.make(PORT, network=net.physical_id) for _number in range(3)]
    entries = [sub_port(child, 7) for child in children]
    return lambda: me.make("OS::Neutron::Trunk", port=one.physical_id, sub_ports=entries)


@refuses(Conflict, "409: port child is in use: by trunk trunk")
async def deleting_a_sub_port(me: Hand) -> Doing:
    net, _ = await me.subnet()
    one = await me.make(PORT, network=net.physical_id)
    child = await me.make(PORT, "child", network=net.physical_id)
    await me.make("OS::Neutron::Trunk", "trunk", port=one.physical_id, sub_ports=[sub_port(child, 7)])
    return lambda: me.remove(PORT, child)


# --- routes and forwardings

ROUTE_OF_ROUTER = "OS::Neutron::ExtraRoute"


@refuses(ResourceError, "400: the next hop 10.8.0.9 is not connected with router router")
async def a_route_to_nowhere(me: Hand) -> Doing:
    _net, _subnet, router, _interface = await me.routed()
    return lambda: me.make(
        ROUTE_OF_ROUTER, router_id=router.physical_id, destination="10.9.0.0/24", nexthop="10.8.0.9"
    )


@refuses(Conflict, "409: route to 10.9.0.0/24 by 10.0.0.9 on router")
async def a_route_that_is_there_already(me: Hand) -> Doing:
    _net, _subnet, router, _interface = await me.routed()
    route = {"destination": "10.9.0.0/24", "nexthop": "10.0.0.9"}
    await me.make("OS::Neutron::ExtraRouteSet", router=router.physical_id, routes=[route])
    return lambda: me.make(ROUTE_OF_ROUTER, router_id=router.physical_id, **route)


@refuses(Conflict, "409: router interface interface is in use: by route route")
async def deleting_an_interface_that_a_route_leads_through(me: Hand) -> Doing:
    _net, _subnet, router, interface = await me.routed()
    given = {"router_id": router.physical_id, "destination": "10.9.0.0/24", "nexthop": "10.0.0.9"}
    await me.make(ROUTE_OF_ROUTER, "route", **given)
    return lambda: me.remove(INTERFACE, interface)


async def forwarded(me: Hand) -> tuple[Subject, Subject, dict[str, Any]]:
    """A floating IP with a forwarding, the interface that it leads through, and what the forwarding is."""
    net, _subnet, _router, interface = await me.routed()
    port = await me.make(PORT, "port", network=net.physical_id)
    floating = await me.make(FLOATING, "floating", floating_network="public")
    given = {
        "floating_ip": floating.physical_id,
        "internal_port": port.physical_id,
        "internal_ip_address": (await me.attributes(PORT, port))["fixed_ips"][0]["ip_address"],
        "internal_port_number": 80,
        "external_port": 80,
        "protocol": "tcp",
    }
    await me.make("OS::Neutron::FloatingIPPortForward", "forwarding", **given)
    return floating, interface, given


@refuses(Conflict, "409: router interface interface is in use: by port forwarding forwarding")
async def deleting_an_interface_that_a_forwarding_leads_through(me: Hand) -> Doing:
    _floating, interface, _given = await forwarded(me)
    return lambda: me.remove(INTERFACE, interface)


@refuses(Conflict, "409: floating IP floating is in use: by port forwardings")
async def a_port_for_a_floating_ip_that_forwards(me: Hand) -> Doing:
    floating, _interface, given = await forwarded(me)
    return lambda: me.change(FLOATING, floating, port_id=given["internal_port"])


@refuses(Conflict, "409: forwarding from tcp 80 of floating IP")
async def a_port_of_a_floating_ip_that_is_forwarded_already(me: Hand) -> Doing:
    _floating, _interface, given = await forwarded(me)
    return lambda: me.make("OS::Neutron::FloatingIPPortForward", **{**given, "internal_port_number": 81})


# --- ports


@refuses(Conflict, "is taken: by first")
async def a_duplicate_fixed_address(me: Hand) -> Doing:
    net, _ = await me.subnet()
    wanted: dict[str, Any] = {"network": net.physical_id, "fixed_ips": [{"ip_address": "10.0.0.9"}]}
    await me.make(PORT, "first", **wanted)
    return lambda: me.make(PORT, **wanted)


@refuses(Conflict, "is taken: by first")
async def a_duplicate_mac_address(me: Hand) -> Doing:
    net, _ = await me.subnet()
    wanted = {"network": net.physical_id, "mac_address": "fa:16:3e:00:00:99"}
    await me.make(PORT, "first", **wanted)
    return lambda: me.make(PORT, **wanted)


@refuses(ResourceError, "400: 10.0.1.9 is not in subnet net-sub (10.0.0.0/24)")
async def an_address_that_is_not_the_subnets(me: Hand) -> Doing:
    net, subnet = await me.subnet()
    fixed = [{"subnet": subnet.physical_id, "ip_address": "10.0.1.9"}]
    return lambda: me.make(PORT, network=net.physical_id, fixed_ips=fixed)


@refuses(ResourceError, "400: no subnet of the network has the address 10.0.1.9")
async def an_address_of_no_subnet(me: Hand) -> Doing:
    net, _ = await me.subnet()
    return lambda: me.make(PORT, network=net.physical_id, fixed_ips=[{"ip_address": "10.0.1.9"}])


@refuses(ResourceError, "400: the network has no subnet")
async def a_subnet_of_another_network(me: Hand) -> Doing:
    net, _ = await me.subnet()
    _, other = await me.subnet("10.1.0.0/24", "other")
    return lambda: me.make(PORT, network=net.physical_id, fixed_ips=[{"subnet": other.physical_id}])


@refuses(Conflict, "409: subnet net-sub has no free addresses")
async def more_ports_than_addresses(me: Hand) -> Doing:
    net, _ = await me.subnet("10.0.0.0/29")
    for _ in range(5):
        await me.make(PORT, network=net.physical_id)
    return lambda: me.make(PORT, network=net.physical_id)


@refuses(ResourceError, "404: there is no security group 'web'")
async def a_port_with_an_unknown_group(me: Hand) -> Doing:
    net = await me.make(NET)
    return lambda: me.make(PORT, network=net.physical_id, security_groups=["web"])


@refuses(Conflict, "409: security group web is in use: by port port")
async def deleting_a_group_in_use(me: Hand) -> Doing:
    net, group = await me.make(NET), await me.make(GROUP, "web")
    await me.make(PORT, "port", network=net.physical_id, security_groups=[group.physical_id])
    return lambda: me.remove(GROUP, group)


@refuses(Conflict, "409: the same rule is there twice")
async def the_same_rule_twice_in_a_group(me: Hand) -> Doing:
    return lambda: me.make(GROUP, rules=[{"protocol": "tcp"}, {"protocol": "tcp"}])


@refuses(Conflict, "is taken")
async def a_rule_that_its_group_has(me: Hand) -> Doing:
    group = await me.make(GROUP, rules=[{"protocol": "tcp", "port_range_min": 22, "port_range_max": 22}])
    wanted: dict[str, Any] = {"protocol": "tcp", "port_range_min": 22, "port_range_max": 22}
    return lambda: me.make(RULE, security_group=group.physical_id, **wanted)


@refuses(ResourceError, "400: a rule with ports needs a protocol")
async def ports_without_protocol(me: Hand) -> Doing:
    return lambda: me.make(GROUP, rules=[{"port_range_min": 22, "port_range_max": 22}])


@refuses(ResourceError, "400: a rule cannot name both a prefix and a group")
async def a_rule_with_two_remotes(me: Hand) -> Doing:
    group = await me.make(GROUP)
    remotes = {"remote_ip_prefix": "10.0.0.0/8", "remote_group_id": group.physical_id}
    return lambda: me.make(GROUP, rules=[{"protocol": "tcp", **remotes}])


# --- routers and floating IPs


@refuses(Conflict, "409: router router is in use: by router interface interface")
async def deleting_a_router_with_interfaces(me: Hand) -> Doing:
    _, _, router, _ = await me.routed()
    return lambda: me.remove(ROUTER, router)


@refuses(Conflict, "409: subnet net-sub is in use: by router interface interface")
async def deleting_a_subnet_with_an_interface(me: Hand) -> Doing:
    _, subnet, _, _ = await me.routed()
    return lambda: me.remove(SUBNET, subnet)


@refuses(Conflict, "is taken: by interface")
async def joining_a_subnet_twice(me: Hand) -> Doing:
    _, subnet, router, _ = await me.routed()
    return lambda: me.make(INTERFACE, router=router.physical_id, subnet=subnet.physical_id)


@refuses(ResourceError, "400: subnet other-sub overlaps with 10.0.0.0/24 on the router")
async def joining_overlapping_subnets(me: Hand) -> Doing:
    _, _, router, _ = await me.routed()
    _, other = await me.subnet("10.0.0.0/25", "other")
    return lambda: me.make(INTERFACE, router=router.physical_id, subnet=other.physical_id)


@refuses(ResourceError, "400: subnet bare has no gateway address")
async def joining_a_subnet_without_gateway(me: Hand) -> Doing:
    net, router = await me.make(NET), await me.make(ROUTER)
    subnet = await me.make(SUBNET, "bare", network=net.physical_id, cidr="10.0.0.0/24", gateway_ip="")
    return lambda: me.make(INTERFACE, router=router.physical_id, subnet=subnet.physical_id)


@refuses(Conflict, "is taken: by server")
async def joining_by_a_port_that_a_server_uses(me: Hand) -> Doing:
    net, _ = await me.subnet()
    port, router = await me.make(PORT, network=net.physical_id), await me.make(ROUTER)
    await me.server(networks=[{"port": port.physical_id}])
    return lambda: me.make(INTERFACE, router=router.physical_id, port=port.physical_id)


@refuses(ResourceError, "403: port port is in use: by server web")
async def deleting_the_port_of_a_server(me: Hand) -> Doing:
    net, _ = await me.subnet()
    port = await me.make(PORT, "port", network=net.physical_id)
    await me.server("web", networks=[{"port": port.physical_id}])
    return lambda: me.remove(PORT, port)


@refuses(
    ResourceError, "400: the addresses of port cannot be changed: floating IP 198.18.0.3 stands for 10.0.0.2"
)
async def taking_the_address_that_a_floating_ip_stands_for(me: Hand) -> Doing:
    net, *_ = await me.routed()
    port = await me.make(PORT, "port", network=net.physical_id)
    await me.make(FLOATING, floating_network="public", port_id=port.physical_id)
    return lambda: me.change(PORT, port, no_fixed_ips=True)


@refuses(Conflict, "409: port port is in use: by router interface")
async def deleting_the_port_of_an_interface(me: Hand) -> Doing:
    net, _ = await me.subnet()
    port, router = await me.make(PORT, "port", network=net.physical_id), await me.make(ROUTER)
    await me.make(INTERFACE, router=router.physical_id, port=port.physical_id)
    return lambda: me.remove(PORT, port)


@refuses(ResourceError, "400: network net is not external")
async def a_gateway_that_is_not_external(me: Hand) -> Doing:
    net, _ = await me.subnet()
    return lambda: me.make(ROUTER, external_gateway_info={"network": net.physical_id})


@refuses(ResourceError, "400: network net is not external")
async def floating_on_an_inner_network(me: Hand) -> Doing:
    net, _ = await me.subnet()
    return lambda: me.make(FLOATING, floating_network=net.physical_id)


@refuses(ResourceError, "404: there is no way from the external network to subnet 'net-sub'")
async def floating_without_a_router_on_the_way(me: Hand) -> Doing:
    net, _ = await me.subnet()
    port = await me.make(PORT, network=net.physical_id)
    return lambda: me.make(FLOATING, floating_network="public", port_id=port.physical_id)


@refuses(ResourceError, "404: there is no way from the external network to subnet 'net-sub'")
async def floating_with_a_router_without_gateway(me: Hand) -> Doing:
    net, subnet = await me.subnet()
    router, port = await me.make(ROUTER), await me.make(PORT, network=net.physical_id)
    await me.make(INTERFACE, router=router.physical_id, subnet=subnet.physical_id)
    return lambda: me.make(FLOATING, floating_network="public", port_id=port.physical_id)


@refuses(ResourceError, "400: port port has no address 10.0.0.77")
async def floating_for_an_address_that_the_port_has_not(me: Hand) -> Doing:
    net, *_ = await me.routed()
    port = await me.make(PORT, "port", network=net.physical_id)
    wanted = {"port_id": port.physical_id, "fixed_ip_address": "10.0.0.77"}
    return lambda: me.make(FLOATING, floating_network="public", **wanted)


@refuses(Conflict, "is taken: by first")
async def two_floating_ips_for_an_address(me: Hand) -> Doing:
    net, *_ = await me.routed()
    port = await me.make(PORT, network=net.physical_id)
    await me.make(FLOATING, "first", floating_network="public", port_id=port.physical_id)
    return lambda: me.make(FLOATING, floating_network="public", port_id=port.physical_id)


@refuses(Conflict, "is taken: by first")
async def associating_an_address_that_has_one(me: Hand) -> Doing:
    net, *_ = await me.routed()
    port = await me.make(PORT, network=net.physical_id)
    await me.make(FLOATING, "first", floating_network="public", port_id=port.physical_id)
    other = await me.make(FLOATING, floating_network="public")
    return lambda: me.make(ASSOCIATION, floatingip_id=other.physical_id, port_id=port.physical_id)


@refuses(Conflict, "is taken: by first")
async def a_floating_address_that_is_taken(me: Hand) -> Doing:
    wanted = {"floating_network": "public", "floating_ip_address": "198.18.0.99"}
    await me.make(FLOATING, "first", **wanted)
    return lambda: me.make(FLOATING, **wanted)


@refuses(Conflict, "409: router interface interface is in use: by floating IP ip")
async def deleting_an_interface_that_a_floating_ip_needs(me: Hand) -> Doing:
    net, _, _, interface = await me.routed()
    port = await me.make(PORT, network=net.physical_id)
    await me.make(FLOATING, "ip", floating_network="public", port_id=port.physical_id)
    return lambda: me.remove(INTERFACE, interface)


@refuses(Conflict, "409: the gateway of router router is in use: by floating IPs")
async def taking_the_gateway_from_floating_ips(me: Hand) -> Doing:
    net, _, router, _ = await me.routed()
    port = await me.make(PORT, network=net.physical_id)
    await me.make(FLOATING, floating_network="public", port_id=port.physical_id)
    return lambda: me.change(ROUTER, router, external_gateway_info=None)


# --- servers and keys


@refuses(ResourceError, "400: network net has no subnet (let the server depend on the subnet)")
async def a_server_on_a_network_without_subnet(me: Hand) -> Doing:
    net = await me.make(NET, "net")
    return lambda: me.make(SERVER, **BOOTABLE, networks=[{"network": net.physical_id}])


@refuses(Conflict, "is taken: by server")
async def a_server_with_a_port_in_use(me: Hand) -> Doing:
    net, _ = await me.subnet()
    port = await me.make(PORT, network=net.physical_id)
    await me.server(networks=[{"port": port.physical_id}])
    return lambda: me.make(SERVER, **BOOTABLE, networks=[{"port": port.physical_id}])


@refuses(Conflict, "409: 2 networks are possible (give the server its networks)")
async def a_server_that_says_not_which_network(me: Hand) -> Doing:
    await me.subnet("10.0.0.0/24", "one")
    await me.subnet("10.1.0.0/24", "two")
    return lambda: me.make(SERVER, **BOOTABLE)


@refuses(Conflict, "409: subnet net-sub has no free addresses")
async def a_server_without_an_address_left(me: Hand) -> Doing:
    net, _ = await me.subnet("10.0.0.0/30")
    await me.make(PORT, network=net.physical_id)
    return lambda: me.make(SERVER, **BOOTABLE, networks=[{"network": net.physical_id}])


@refuses(ResourceError, "404: there is no key pair 'mine'")
async def a_server_with_an_unknown_key(me: Hand) -> Doing:
    return lambda: me.make(SERVER, **BOOTABLE, key_name="mine")


@refuses(ResourceError, "404: there is no flavor 'huge' (there are: small)")
async def a_flavor_that_is_not_offered(me: Hand) -> Doing:
    me.world.offers["flavor"] = ["small"]
    return lambda: me.make(SERVER, flavor="huge", image="cirros")


@refuses(ResourceError, "404: there is no image 'cirros' (there are: none)")
async def an_image_that_is_not_offered(me: Hand) -> Doing:
    me.world.offers["image"] = []
    return lambda: me.make(SERVER, **BOOTABLE)


@refuses(ResourceError, "404: there is no volume type 'fast'")
async def a_volume_type_that_is_not_offered(me: Hand) -> Doing:
    me.world.offers["volume_type"] = ["slow"]
    return lambda: me.make(VOLUME, size=1, volume_type="fast")


@refuses(Conflict, "409: server server cannot be resized while it is SUSPENDED")
async def resizing_a_sleeping_server(me: Hand) -> Doing:
    server = await me.server()
    driver: Any = me.driver(SERVER)
    await me.settled(SERVER, server, await driver.suspend(server), me.want(SERVER, dict(server.properties)))
    return lambda: me.change(SERVER, server, flavor="m1.large")


@refuses(Conflict, "is taken: by my-key")
async def a_key_of_the_same_name(me: Hand) -> Doing:
    await me.make(KEY, "a", name="my-key")
    return lambda: me.make(KEY, "b", name="my-key")


@refuses(ResourceError, "400: the public key is not in a form that ssh knows")
async def a_key_that_is_none(me: Hand) -> Doing:
    return lambda: me.make(KEY, "a", name="my-key", public_key="rubbish")


# --- volumes


@refuses(ResourceError, "400: volume disk cannot be of 1 GiB: 5 GiB are there, and it cannot shrink")
async def shrinking_a_volume(me: Hand) -> Doing:
    volume = await me.make(VOLUME, "disk", size=5)
    return lambda: me.change(VOLUME, volume, size=1)


@refuses(ResourceError, "400: volume disk cannot be of 1 GiB")
async def a_copy_that_is_smaller(me: Hand) -> Doing:
    source = await me.make(VOLUME, size=5)
    return lambda: me.make(VOLUME, "disk", source_volid=source.physical_id, size=1)


@refuses(ResourceError, f"404: there is no backup '{NOWHERE}'")
async def a_volume_from_no_backup(me: Hand) -> Doing:
    return lambda: me.make(VOLUME, backup_id=NOWHERE)


@refuses(Conflict, "409: volume disk is in use: by volume attachment attachment")
async def deleting_an_attached_volume(me: Hand) -> Doing:
    volume, server = await me.make(VOLUME, "disk", size=1), await me.server()
    ids = {"instance_uuid": server.physical_id, "volume_id": volume.physical_id}
    await me.make(ATTACHMENT, "attachment", **ids)
    return lambda: me.remove(VOLUME, volume)


@refuses(Conflict, "409: volume disk is in use: by server server")
async def deleting_a_volume_that_a_server_boots_from(me: Hand) -> Doing:
    volume = await me.make(VOLUME, "disk", size=1)
    disk = {"device_name": "vda", "volume_id": volume.physical_id, "delete_on_termination": False}
    await me.server(image=None, block_device_mapping=[disk])
    return lambda: me.remove(VOLUME, volume)


@refuses(Conflict, "is taken: by attachment")
async def attaching_an_attached_volume(me: Hand) -> Doing:
    volume, server = await me.make(VOLUME, size=1), await me.server()
    ids = {"instance_uuid": server.physical_id, "volume_id": volume.physical_id}
    await me.make(ATTACHMENT, "attachment", **ids)
    ids["instance_uuid"] = (await me.server("other")).physical_id
    return lambda: me.make(ATTACHMENT, **ids)


@refuses(Conflict, "409: device /dev/vdb of server")
async def two_volumes_at_one_device(me: Hand) -> Doing:
    server = await me.server()
    ids = [(await me.make(VOLUME, size=1)).physical_id for _ in range(2)]
    at = {"instance_uuid": server.physical_id, "mountpoint": "/dev/vdb"}
    await me.make(ATTACHMENT, volume_id=ids[0], **at)
    return lambda: me.make(ATTACHMENT, volume_id=ids[1], **at)


@refuses(ResourceError, "404: there is no server")
async def attaching_to_no_server(me: Hand) -> Doing:
    volume = await me.make(VOLUME, size=1)
    return lambda: me.make(ATTACHMENT, instance_uuid=NOWHERE, volume_id=volume.physical_id)


# --- this machine


@refuses(Conflict, "409: port 8080 of this machine is taken: by first")
async def two_processes_on_a_port(me: Hand) -> Doing:
    wanted: dict[str, Any] = {"command": ["web"], "ports": {"http": "8080"}}
    await me.make(PROCESS, "first", **wanted)
    return lambda: me.make(PROCESS, **wanted)


@refuses(Conflict, "409: port 8080 of this machine is taken: by first")
async def a_route_on_the_port_of_a_process(me: Hand) -> Doing:
    await me.make(PROCESS, "first", command=["web"], ports={"http": "8080"})
    return lambda: me.make(ROUTE, port="8080")


@refuses(Conflict, "409: path /etc/app.conf is taken: by first")
async def two_files_at_a_path(me: Hand) -> Doing:
    await me.make(FILE, "first", path="/etc/app.conf", content="")
    return lambda: me.make(FILE, path="/etc/app.conf", content="")


# --- any type


@refuses(NotFound, "404: there is no network")
async def deleting_what_is_not_there(me: Hand) -> Doing:
    return lambda: me.remove(NET, Subject(NOWHERE, "token"))


@refuses(NotFound, "404: there is no network")
async def updating_what_is_not_there(me: Hand) -> Doing:
    return lambda: me.driver(NET).update(Subject(NOWHERE, "token"), {}, {"name": "new"})


@refuses(NotFound, "404: there is no network")
async def updating_one_type_by_the_id_of_another(me: Hand) -> Doing:
    router = await me.make(ROUTER)
    return lambda: me.driver(NET).update(router, {}, {"name": "new"})


@refuses(ResourceError, "400: cidr of subnet net-sub cannot be changed")
async def changing_what_cannot_be_changed(me: Hand) -> Doing:
    _, subnet = await me.subnet()
    wanted = {**subnet.properties, "cidr": "10.5.0.0/24"}
    return lambda: me.driver(SUBNET).update(subnet, subnet.properties, wanted)


@refuses(ResourceError, "403: quota exceeded for servers: 1 more wanted, 2 of 2 in use")
async def more_than_the_quota(me: Hand) -> Doing:
    me.world.quotas["servers"] = 2
    for name in ("one", "two"):
        await me.server(name)
    return lambda: me.server("three")


@refuses(ResourceError, "403: quota exceeded for gigabytes: 6 more wanted, 5 of 10 in use")
async def growing_beyond_the_quota(me: Hand) -> Doing:
    me.world.quotas["gigabytes"] = 10
    volume = await me.make(VOLUME, size=5)
    return lambda: me.change(VOLUME, volume, size=11)


@pytest.mark.parametrize(("scene", "kind", "why"), SCENES, ids=[scene.__name__ for scene, *_ in SCENES])
def test_refused(scene: Scene, kind: type[SetpointError], why: str) -> None:
    async def main() -> None:
        me = hand()
        deed = await scene(me)
        before = things(me.world)
        refused = await refusal(deed())  # type: ignore[arg-type]
        assert type(refused) is kind
        assert why in str(refused)
        assert things(me.world) == before

    run(main())


def things(world: World) -> bytes:
    """Everything that is there; not how many ids and calls there have been."""
    made, called = world.made, world.called
    world.made = world.called = 0
    found = encode(world)
    world.made, world.called = made, called
    return found


# --- while the service is at work


async def building_volume(me: Hand) -> Subject:
    want = me.want(VOLUME, {"size": 1}, "disk")
    outcome = await me.driver(VOLUME).create(want, "disk")
    return Subject(outcome.physical_id, "disk", want.properties)


async def deleting_it(me: Hand) -> None:
    await me.driver(VOLUME).delete(await building_volume(me))


async def changing_it(me: Hand) -> None:
    volume = await building_volume(me)
    await me.driver(VOLUME).update(volume, {}, {**volume.properties, "size": 2})


async def attaching_it(me: Hand) -> None:
    server = await me.server()
    volume = await building_volume(me)
    await me.make(ATTACHMENT, instance_uuid=server.physical_id, volume_id=volume.physical_id)


async def saving_it(me: Hand) -> None:
    driver: Any = me.driver(VOLUME)
    await driver.snapshot(await building_volume(me), "a-snapshot")


@pytest.mark.parametrize("deed", (deleting_it, changing_it, attaching_it, saving_it))
def test_asked_to_wait_while_the_volume_is_creating(deed: Callable[[Hand], Awaitable[None]]) -> None:
    async def main() -> None:
        refused = await refusal(deed(hand(REALISTIC)))  # type: ignore[arg-type]
        assert isinstance(refused, Retry)
        assert refused.after > 0
        assert refused.why == "409: volume disk is creating"

    run(main())


def test_nothing_can_be_put_on_what_is_being_deleted() -> None:
    async def main() -> None:
        me = hand(Timings(pace=0, deletes={NET: 10.0}))
        net = await me.make(NET, "net")
        await me.driver(NET).delete(net)
        refused = await refusal(me.make(PORT, network=net.physical_id))
        assert isinstance(refused, Conflict)
        assert str(refused) == "409: network net is being deleted"

    run(main())


# --- what a real cloud does not refuse


def test_a_network_takes_its_subnets_with_it() -> None:
    async def main() -> None:
        me = hand()
        net, subnet = await me.subnet()
        await me.remove(NET, net)
        assert await me.look(SUBNET, subnet) == Gone()

    run(main())


def test_a_server_takes_the_ports_that_it_brought_and_leaves_the_others() -> None:
    async def main() -> None:
        me = hand()
        net, _ = await me.subnet()
        port = await me.make(PORT, network=net.physical_id)
        server = await me.server(networks=[{"port": port.physical_id}, {"network": net.physical_id}])
        assert len(me.world.of_type(PORT)) == 2
        await me.remove(SERVER, server)
        assert [one.id for one in me.world.of_type(PORT)] == [port.physical_id]
        await me.server("next", networks=[{"port": port.physical_id}])

    run(main())


def test_a_server_takes_its_attachments_with_it_and_leaves_the_volume() -> None:
    async def main() -> None:
        me = hand()
        volume, server = await me.make(VOLUME, size=1), await me.server()
        ids = {"instance_uuid": server.physical_id, "volume_id": volume.physical_id}
        attachment = await me.make(ATTACHMENT, **ids)
        assert (await me.attributes(VOLUME, volume))["status"] == "in-use"
        await me.remove(SERVER, server)
        assert await me.look(ATTACHMENT, attachment) == Gone()
        assert (await me.attributes(VOLUME, volume))["status"] == "available"
        await me.remove(VOLUME, volume)

    run(main())


def test_a_floating_ip_outlives_its_port_and_shows_it() -> None:
    async def main() -> None:
        me = hand()
        net, *_ = await me.routed()
        port = await me.make(PORT, network=net.physical_id)
        ip = await me.make(FLOATING, floating_network="public", port_id=port.physical_id)
        assert (await me.attributes(FLOATING, ip))["fixed_ip_address"] == "10.0.0.2"
        await me.remove(PORT, port)
        assert (await me.attributes(FLOATING, ip))["port_id"] is None
        assert (await me.seen(FLOATING, ip))["port_id"] is None

    run(main())


def test_a_volume_for_many_is_attached_to_many() -> None:
    async def main() -> None:
        me = hand()
        volume = await me.make(VOLUME, size=1, multiattach=True)
        for name in ("one", "two"):
            server = await me.server(name)
            await me.make(ATTACHMENT, instance_uuid=server.physical_id, volume_id=volume.physical_id)
        assert len((await me.attributes(VOLUME, volume))["attachments_list"]) == 2

    run(main())


def test_a_deleted_thing_gives_back_its_quota_addresses_and_names() -> None:
    async def main() -> None:
        me = hand(INSTANT, quotas={"ports": 1, "key_pairs": 1})
        net, _ = await me.subnet("10.0.0.0/30")
        for _ in range(3):
            await me.remove(PORT, await me.make(PORT, network=net.physical_id))
            await me.remove(KEY, await me.make(KEY, name="mine"))

    run(main())


# --- types that are not simulated


@pytest.mark.parametrize("type", ("OS::Octavia::LoadBalancer", "AWS::EC2::Instance", "OS::Nova::Serfer", ""))
def test_other_types_are_refused_by_name(type: str) -> None:
    assert hand().cloud.driver(type) is None
    diagnostic = type_refusal(type)
    assert diagnostic.summary == f"the simulated cloud does not have {type}"
    assert "OS::Nova::Server" in diagnostic.detail
