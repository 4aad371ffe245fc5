"""``OS::Octavia::Quota``: how much a project may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from setpoint.clouds.openstack.drivers.nova.nova import PROJECTS
from setpoint.clouds.openstack.drivers.octavia.octavia import LOAD_BALANCER
from setpoint.clouds.openstack.rest.quota import QuotaDriver


class Quota(QuotaDriver):
    """The quotas of one project."""

    api, projects = LOAD_BALANCER, PROJECTS
    path, one, many = "lbaas/quotas", "quota", "quotas"
    keys: ClassVar[Mapping[str, str]] = {"loadbalancer": "load_balancer", "healthmonitor": "health_monitor"}

    def defaults(self, project: str) -> str:
        """See :meth:`QuotaDriver.defaults`."""
        return f"{self.address(project)}/default"


DRIVER = Quota
