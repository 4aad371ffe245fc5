"""``OS::Neutron::Router``: joins subnets, and them to an external network. Its interfaces keep it."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.addresses import fixed_ips, taken
from setpoint.certify.simulated.simulated_type import SimulatedType, describe, need
from setpoint.certify.simulated.types.net import Net
from setpoint.certify.simulated.types.subnet import Subnet
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain

FLOATING_IP = "OS::Neutron::FloatingIP"


class Router(SimulatedType):
    """A router; its gateway has an address on the external network, and floating IPs need it."""

    name = "OS::Neutron::Router"
    title = "router"
    takes = ("routers",)

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a gateway that is no external network, and another gateway while floating IPs use this one."""
        wanted = thing.properties.get("external_gateway_info") or {}
        net = need(world, Net, wanted["network"], Bond.HOLDS, thing) if wanted.get("network") else None
        if net is not None and not net.state.get("external"):
            raise refusals.bad_request(
                f"{describe(Net, net)} is not external", advice="name an external network"
            )
        if before is not None and before.state["gateway"] != (net.id if net else None):
            _refuse_without_gateway(world, before)
        if before is None or before.properties.get("external_gateway_info") != (wanted or None):
            subnets = world.bound_to(net.id, Subnet.name) if net else []
            thing.state["gateway_ips"] = fixed_ips(world, subnets, wanted.get("external_fixed_ips") or None)
        thing.state["gateway"] = net.id if net else None
        for fixed in thing.state["gateway_ips"]:
            subnet = need(world, Subnet, fixed["subnet_id"], Bond.HOLDS, thing)
            thing.claims.append(taken(subnet, fixed["ip_address"]))
        thing.usage = self.usage(thing.properties)

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Neutron shows it."""
        wanted = thing.properties.get("external_gateway_info") or {}
        gateway = {
            "network_id": thing.state["gateway"],
            "enable_snat": wanted.get("enable_snat", True),
            "external_fixed_ips": thing.state["gateway_ips"],
        }
        return {
            "admin_state_up": thing.properties.get("admin_state_up", True),
            "external_gateway_info": gateway if thing.state["gateway"] else None,
            "name": thing.name,
            "status": thing.status,
            "tenant_id": thing.properties.get("tenant_id", "simulated"),
        }


def _refuse_without_gateway(world: World, router: Thing) -> None:
    if world.bound_to(router.id, FLOATING_IP):
        raise refusals.conflict(
            f"the gateway of {describe(Router, router)} is in use", detail="by floating IPs"
        )
