"""``OS::Nova::HostAggregate`` on a real Nova."""

from __future__ import annotations

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.model.observation import Ready
from tests.lab.drivers.ground import Ground

pytestmark = pytest.mark.lab

AGGREGATE = "OS::Nova::HostAggregate"


async def test_its_life(admin: OpenStackCloud) -> None:
    driver, mark = admin.driver(AGGREGATE), Ground(admin).mark
    assert driver is not None
    wanted = {"name": f"{mark}-aggregate", "metadata": {"ssd": "true", "old": "1"}, "hosts": ["lab"]}
    await certify_driver(
        driver,
        Examples(
            wanted=wanted,
            changed={"name": f"{mark}-other", "metadata": {"ssd": "false"}, "availability_zone": mark},
            refused=({}, {"name": "x", "hosts": "lab"}),
            failing={"name": "x" * 300},
        ),
    )


async def test_its_zone_and_whose_it_is(admin: OpenStackCloud) -> None:
    above = Ground(admin)
    async with above.later:
        zoned = await above.lead(AGGREGATE, name=f"{above.mark}-zoned", availability_zone=above.mark).make()
        seen = await zoned.look()
        assert isinstance(seen, Ready)
        assert seen.seen == {"name": f"{above.mark}-zoned", "availability_zone": above.mark, "metadata": {}}
        await zoned.change(availability_zone=f"{above.mark}-2", metadata={"a": "b"})
        path = f"os-aggregates/{zoned.physical_id}"
        assert (await above.nova.get(path))["aggregate"]["availability_zone"] == f"{above.mark}-2"

        same = above.lead(AGGREGATE, name=f"{above.mark}-zoned")
        assert await same.driver.find(same.token, same.want) is None, (
            "it has metadata that this one is not to have"
        )
