"""``OS::Nova::ServerGroup``: servers that are kept together, or apart."""

from __future__ import annotations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import SimulatedType
from setpoint.certify.simulated.world import Thing, World


class ServerGroup(SimulatedType):
    """A server group."""

    name = "OS::Nova::ServerGroup"
    title = "server group"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse what is not one policy, and rules of a policy that has none."""
        policies = thing.properties["policies"]
        if len(policies) != 1:
            raise refusals.bad_request(f"a server group has one policy, not {len(policies)}")
        if thing.properties.get("rules") and policies != ["anti-affinity"]:
            raise refusals.bad_request(f"policy {policies[0]} has no rules")
        thing.usage = {"server_groups": 1}
