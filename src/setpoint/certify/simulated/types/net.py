"""``OS::Neutron::Net``: a network. Its subnets go with it; ports keep it."""

from __future__ import annotations

from setpoint.certify.simulated.simulated_type import SimulatedType
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain

EXTERNAL = "router:external"


class Net(SimulatedType):
    """A network; external where ``value_specs`` say so, or where it was provided."""

    name = "OS::Neutron::Net"
    title = "network"
    takes = ("networks",)

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Any network may be."""
        specs = thing.properties.get("value_specs") or {}
        thing.state["external"] = str(specs.get(EXTERNAL, False)).lower() == "true"
        thing.usage = self.usage(thing.properties)

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Neutron shows it."""
        wanted = thing.properties
        return {
            "admin_state_up": wanted.get("admin_state_up", True),
            "l2_adjacency": True,
            "mtu": 1450,
            "name": thing.name,
            "port_security_enabled": wanted.get("port_security_enabled", True),
            "qos_policy_id": wanted.get("qos_policy"),
            "segments": None,
            "status": thing.status,
            "subnets": [subnet.id for subnet in world.bound_to(thing.id, "OS::Neutron::Subnet")],
            "tenant_id": wanted.get("tenant_id", "simulated"),
        }
