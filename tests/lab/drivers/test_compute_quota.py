"""``OS::Nova::Quota`` on a real Nova."""

from __future__ import annotations

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.model.observation import Gone, Ready
from tests.lab.drivers.ground import IDENTITY, Ground

pytestmark = pytest.mark.lab

QUOTA = "OS::Nova::Quota"


async def test_its_life(admin: OpenStackCloud) -> None:
    driver, above = admin.driver(QUOTA), Ground(admin)
    assert driver is not None
    async with above.later:
        project = await above.make(IDENTITY, "projects", "project", name=f"{above.mark}-project")
        wanted = {"project": project["name"], "instances": 3, "ram": -1, "key_pairs": 4}
        await certify_driver(
            driver,
            Examples(
                wanted=wanted,
                changed={**wanted, "cores": 5, "instances": 2, "metadata_items": 1, "server_groups": 2},
                replaced={**wanted, "project": "demo"},
                refused=({"instances": 1}, {**wanted, "ram": -2}),
                failing={**wanted, "project": "nobody"},
            ),
        )


async def test_quotas_that_newer_novas_do_not_have(admin: OpenStackCloud) -> None:
    above = Ground(admin)
    async with above.later:
        project = await above.make(IDENTITY, "projects", "project", name=f"{above.mark}-project")
        limits = {"injected_files": 1, "injected_file_content_bytes": 2, "injected_file_path_bytes": 3}
        quota = await above.lead(QUOTA, project=project["id"], server_group_members=2, **limits).make()
        seen = await quota.look()
        assert isinstance(seen, Ready)
        assert seen.seen == {**limits, "server_group_members": 2}
        await quota.change(floating_ips=5, fixed_ips=6, security_groups=7, security_group_rules=8)
        await above.nova.delete(f"os-quota-sets/{project['id']}")
        assert await quota.look() == Gone(), "somebody took it back"
