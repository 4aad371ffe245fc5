"""``OS::Nova::Quota``: how much a project may have. Only an administrator may say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.drivers.nova.nova import COMPUTE, PROJECTS
from setpoint.clouds.openstack.rest.quota import QuotaDriver
from setpoint.model.value import Plain

NETWORKS = frozenset({"fixed_ips", "floating_ips", "security_groups", "security_group_rules"})
"""Quotas of networking that Nova had; up to microversion 2.35 it still takes them, and they bound nothing."""

FILES = frozenset({"injected_files", "injected_file_content_bytes", "injected_file_path_bytes"})
"""Quotas of files that servers are given; up to microversion 2.56."""


class Quota(QuotaDriver):
    """The quotas of one project, also where that has more already."""

    api, projects = COMPUTE, PROJECTS
    path, one, many = "os-quota-sets", "quota_set", "quota_sets"
    more: ClassVar[Mapping[str, Plain]] = {"force": True}

    def speaking(self, wanted: Mapping[str, int]) -> Service:
        """See :meth:`QuotaDriver.speaking`."""
        if NETWORKS & wanted.keys():
            return self.service.at_most("2.35")
        return self.service.at_most("2.56") if FILES & wanted.keys() else self.service


DRIVER = Quota
