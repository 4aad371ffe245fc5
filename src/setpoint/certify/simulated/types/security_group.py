"""``OS::Neutron::SecurityGroup``: rules for ports. Ports that it protects keep it; its rules go with it."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.simulated_type import SimulatedType, need, revised
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain


class SecurityGroup(SimulatedType):
    """A security group, with the rules that it was given itself."""

    name = "OS::Neutron::SecurityGroup"
    title = "security group"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse the reserved name, rules that make no sense, and the same rule twice."""
        if thing.name == "default":
            raise refusals.conflict("the name of a security group cannot be 'default'")
        rules = thing.properties.get("rules") or []
        for rule in rules:
            if rule.get("remote_group_id"):
                need(world, SecurityGroup, rule["remote_group_id"], Bond.KNOWS, thing)
        thing.bonds.pop(thing.id, None)
        thing.claims = [claim_of(rule, thing.id) for rule in rules]
        if len(set(thing.claims)) < len(rules):
            raise refusals.conflict("the same rule is there twice")
        thing.usage = {"security_groups": 1, "security_group_rules": len(rules)}

    def lost(self, world: World, thing: Thing, other: str) -> Thing:
        """Rules for members of a group that is gone go with it, as in Neutron."""
        rules = [rule for rule in thing.properties.get("rules") or [] if rule.get("remote_group_id") != other]
        left = revised(super().lost(world, thing, other), properties={**thing.properties, "rules": rules})
        return revised(left, claims=[claim_of(rule, thing.id) for rule in rules])


def claim_of(rule: Mapping[str, Plain], group: str) -> str:
    """What makes a rule the same as another one of its group. Refuses a rule that makes no sense."""
    low, high = rule.get("port_range_min"), rule.get("port_range_max")
    protocol = rule.get("protocol")
    if (
        low is not None
        and high is not None
        and low > high
        and protocol not in ("icmp", "ipv6-icmp", "icmpv6")
    ):
        raise refusals.bad_request(f"the range of ports {low}-{high} is empty")
    if (low is not None or high is not None) and protocol is None:
        raise refusals.bad_request("a rule with ports needs a protocol")
    remote = [rule.get(key) for key in ("remote_ip_prefix", "remote_group_id", "remote_group")]
    if len([one for one in remote if one]) > 1:
        raise refusals.bad_request("a rule cannot name both a prefix and a group")
    parts = (rule.get("direction", "ingress"), rule.get("ethertype", "IPv4"), protocol, low, high, *remote)
    return f"rule {' '.join(str(part) for part in parts if part is not None)} of security group {group}"
