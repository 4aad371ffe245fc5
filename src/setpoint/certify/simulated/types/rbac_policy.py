"""``OS::Neutron::RBACPolicy``: that another project may use something. It goes with that."""

from __future__ import annotations

from setpoint.certify.simulated.simulated_type import SimulatedType, need
from setpoint.certify.simulated.types.net import Net
from setpoint.certify.simulated.types.pools import AddressScope, SubnetPool
from setpoint.certify.simulated.types.qos import QosPolicy
from setpoint.certify.simulated.types.security_group import SecurityGroup
from setpoint.certify.simulated.world import Bond, Thing, World

OBJECTS: dict[str, type[SimulatedType]] = {
    "address_scope": AddressScope,
    "network": Net,
    "qos_policy": QosPolicy,
    "security_group": SecurityGroup,
    "subnetpool": SubnetPool,
}


class RBACPolicy(SimulatedType):
    """A policy; there are no two for the same thing, action and project."""

    name = "OS::Neutron::RBACPolicy"
    title = "RBAC policy"
    takes = ("rbac_policies",)
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a second one."""
        wanted = thing.properties
        shared = need(world, OBJECTS[wanted["object_type"]], wanted["object_id"], Bond.PART, thing)
        thing.claims = [f"{wanted['action']} to {shared.id} for project {wanted['target_tenant']}"]
        thing.usage = self.usage(wanted)
