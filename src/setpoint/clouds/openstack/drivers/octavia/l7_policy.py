"""``OS::Octavia::L7Policy``: what a listener does with requests that some rules are about."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.octavia.octavia import LISTENERS, POOLS, OctaviaDriver
from setpoint.clouds.openstack.rest.field import Field


class L7Policy(OctaviaDriver):
    """A policy."""

    path, one, many = "lbaas/l7policies", "l7policy", "l7policies"
    fields = (
        Field("name"),
        Field("description"),
        Field("admin_state_up"),
        Field("action"),
        Field("redirect_pool", "redirect_pool_id", POOLS),
        Field("redirect_url"),
        Field("position", out=int),
        Field("listener", "listener_id", LISTENERS, updates=False),
    )


DRIVER = L7Policy
