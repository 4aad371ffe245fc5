"""``OS::Cinder::Quota``: how much a project may have. Cinder refuses less than the project has already."""

from __future__ import annotations

from setpoint.clouds.openstack.drivers.cinder.cinder import BLOCK_STORAGE, PROJECTS
from setpoint.clouds.openstack.rest.quota import QuotaDriver


class Quota(QuotaDriver):
    """The quotas of one project."""

    api, projects = BLOCK_STORAGE, PROJECTS
    path, one, many = "os-quota-sets", "quota_set", "quota_sets"


DRIVER = Quota
