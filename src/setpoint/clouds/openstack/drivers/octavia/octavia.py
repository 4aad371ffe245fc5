"""What Octavia's types share: everything takes a moment, and a load balancer takes one change at a time.

Follows the Load Balancer API v2. Tags travel with a create from v2.5 on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.carrier import Carrier, Tag
from setpoint.clouds.openstack.rest.existing import Told
from setpoint.clouds.openstack.rest.nested import NestedDriver

LOAD_BALANCER = Api("load-balancer", "v2")

LOAD_BALANCERS = Things(LOAD_BALANCER, "lbaas/loadbalancers", "loadbalancers", "load balancer")
LISTENERS = Things(LOAD_BALANCER, "lbaas/listeners", "listeners", "listener")
POOLS = Things(LOAD_BALANCER, "lbaas/pools", "pools", "pool")
L7_POLICIES = Things(LOAD_BALANCER, "lbaas/l7policies", "l7policies", "L7 policy")
FLAVORS = Things(LOAD_BALANCER, "lbaas/flavors", "flavors", "load balancer flavor")
FLAVOR_PROFILES = Things(LOAD_BALANCER, "lbaas/flavorprofiles", "flavorprofiles", "flavor profile")
ZONE_PROFILES = Things(
    LOAD_BALANCER,
    "lbaas/availabilityzoneprofiles",
    "availability_zone_profiles",
    "availability zone profile",
)


class OctaviaDriver(Told):
    """One collection of the load balancing service."""

    api = LOAD_BALANCER
    carrier: ClassVar[Carrier | None] = Tag()
    waits = True
    goes_slowly = True
    status = "provisioning_status"
    working = frozenset({"PENDING_CREATE", "PENDING_UPDATE", "PENDING_DELETE"})
    gone = frozenset({"DELETED"})
    untold = frozenset({"tenant_id"})


class OctaviaNestedDriver(OctaviaDriver, NestedDriver):
    """A collection below another one."""


def id_of_first(shown: Mapping[str, Any], key: str) -> str | None:
    """The id of the first of the things that ``shown`` refers to under ``key``; None where there is none."""
    return next((str(one["id"]) for one in shown.get(key) or ()), None)
