"""Rules of QoS policies: each of a kind that its policy has once, or once for each direction.

A policy shows its rules. A token cannot travel with one: its policy, kind and direction are enough to find it.
"""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.neutron.neutron import QOS_POLICIES
from setpoint.clouds.openstack.drivers.neutron.parts import Child
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain


class QosRule(Child):
    """A rule of one kind."""

    path, one, many = "qos/policies", "policy", "policies"
    whole_named = ("policy", QOS_POLICIES)

    def part(self, whole: Shown, id: str, wanted: Mapping[str, Plain]) -> Shown | None:
        """See :meth:`Part.part`."""
        return next((one for one in whole.get("rules", ()) if one["id"] == id), None)

    def is_it(self, shown: Shown, token: str, want: Want) -> bool:
        """See :meth:`Child.is_it`."""
        return bool(shown.get("direction") == want.properties.get("direction"))
