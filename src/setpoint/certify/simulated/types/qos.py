"""``OS::Neutron::QoSPolicy`` and its rules. Networks and ports keep a policy; its rules go with it."""

from __future__ import annotations

from setpoint.certify.simulated.simulated_type import SimulatedType, need
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain


class QosPolicy(SimulatedType):
    """A policy."""

    name = "OS::Neutron::QoSPolicy"
    title = "QoS policy"
    has_status = False

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Neutron shows it."""
        rules = [one for kind in RULES for one in world.bound_to(thing.id, kind)]
        return {"rules": [{"id": one.id, "type": RULES[one.type]} for one in rules]}


class _Rule(SimulatedType):
    """A rule of one kind: its policy has one, or one for each direction."""

    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse a second one."""
        policy = need(world, QosPolicy, thing.properties["policy"], Bond.PART, thing)
        direction = thing.properties.get("direction", "both ways")
        thing.claims = [f"{RULES[self.name]} {direction} of QoS policy {policy.id}"]


class QosBandwidthLimitRule(_Rule):
    """At most so much."""

    name = "OS::Neutron::QoSBandwidthLimitRule"
    title = "bandwidth limit"


class QosDscpMarkingRule(_Rule):
    """A mark."""

    name = "OS::Neutron::QoSDscpMarkingRule"
    title = "DSCP marking"


class QosMinimumBandwidthRule(_Rule):
    """At least so much."""

    name = "OS::Neutron::QoSMinimumBandwidthRule"
    title = "minimum bandwidth"


class QosMinimumPacketRateRule(_Rule):
    """At least so many packets."""

    name = "OS::Neutron::QoSMinimumPacketRateRule"
    title = "minimum packet rate"


RULES = {
    QosBandwidthLimitRule.name: "bandwidth_limit",
    QosDscpMarkingRule.name: "dscp_marking",
    QosMinimumBandwidthRule.name: "minimum_bandwidth",
    QosMinimumPacketRateRule.name: "minimum_packet_rate",
}
