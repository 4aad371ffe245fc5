"""``OS::Nova::Flavor`` on a real Nova."""

from __future__ import annotations

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Ready
from tests.lab.drivers.ground import Ground

pytestmark = pytest.mark.lab

FLAVOR = "OS::Nova::Flavor"


async def test_its_life(admin: OpenStackCloud) -> None:
    driver, mark = admin.driver(FLAVOR), Ground(admin).mark
    assert driver is not None
    wanted = {
        "name": f"{mark}-flavor",
        "flavorid": f"{mark}.1",
        "ram": 65,
        "vcpus": 2,
        "disk": 1,
        "swap": 8,
        "ephemeral": 1,
        "rxtx_factor": 2.0,
        "is_public": False,
        "tenants": ["demo"],
        "extra_specs": {"hw:cpu_policy": "shared", "quota:cpu_shares": 5},
    }
    await certify_driver(
        driver,
        Examples(
            wanted=wanted,
            changed={**wanted, "tenants": ["admin", "demo"], "extra_specs": {"quota:cpu_shares": 6}},
            replaced={**wanted, "ram": 66},
            refused=({"ram": 1}, {"vcpus": 1}),
            failing={"ram": -1, "vcpus": 1},
        ),
    )


async def test_what_it_is_without_being_told(admin: OpenStackCloud) -> None:
    above = Ground(admin)
    async with above.later:
        flavor = await above.lead(FLAVOR, ram=64, vcpus=1, is_public=False).make()
        seen = await flavor.look()
        assert isinstance(seen, Ready)
        shown = seen.attributes["show"]
        assert shown["name"] == flavor.want.name
        assert not shown["description"], "the token is nobody else's business"
        assert seen.attributes["is_public"] is False
        assert shown["tenants"] == [await admin.region.connection.project()]
        assert seen.seen["swap"] == 0


async def test_only_administrators_make_them(ground: Ground) -> None:
    flavor = ground.lead(FLAVOR, ram=64, vcpus=1)
    with pytest.raises(ResourceError, match="403") as refused:
        await flavor.make()
    assert "role" in refused.value.diagnostic.advice
