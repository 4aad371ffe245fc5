"""``OS::Neutron::SecurityGroupRule``: one rule of a security group, as a resource of its own."""

from __future__ import annotations

from setpoint.certify.simulated.simulated_type import SimulatedType, need
from setpoint.certify.simulated.types.security_group import SecurityGroup, claim_of
from setpoint.certify.simulated.world import Bond, Thing, World


class SecurityGroupRule(SimulatedType):
    """A rule; goes with its group, and with the group whose members it lets in."""

    name = "OS::Neutron::SecurityGroupRule"
    title = "security group rule"
    takes = ("security_group_rules",)
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a rule that makes no sense, and one that its group has already."""
        wanted = thing.properties
        group = need(world, SecurityGroup, wanted["security_group"], Bond.PART, thing)
        if wanted.get("remote_group"):
            need(world, SecurityGroup, wanted["remote_group"], Bond.PART, thing)
        thing.claims = [claim_of(wanted, group.id)]
        thing.usage = self.usage(thing.properties)
