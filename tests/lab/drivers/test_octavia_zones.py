"""What an administrator says of load balancers: availability zones, their profiles, quotas, on a real Octavia."""

from __future__ import annotations

import json

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.openstack.client.service import Api
from setpoint.model.errors import Conflict
from setpoint.model.observation import Ready
from tests.lab.drivers.ground import IDENTITY, Ground

pytestmark = pytest.mark.lab

PROFILE, ZONE = "OS::Octavia::AvailabilityZoneProfile", "OS::Octavia::AvailabilityZone"
QUOTA = "OS::Octavia::Quota"
LOAD_BALANCER = Api("load-balancer", "v2")
DATA = json.dumps({"compute_zone": "nova"})


async def test_the_life_of_a_profile(above: Ground) -> None:
    driver = above.cloud.driver(PROFILE)
    assert driver is not None
    wanted = {"name": f"{above.mark}-profile", "provider_name": "amphora", "availability_zone_data": DATA}
    await certify_driver(
        driver,
        Examples(
            wanted=wanted,
            changed={**wanted, "name": f"{above.mark}-other"},
            refused=({"name": "x"}, {**wanted, "availability_zone_data": "{"}),
            failing={**wanted, "availability_zone_data": '{"nothing": "known"}'},
            forgets_its_token=True,
        ),
    )


async def test_the_life_of_a_zone(above: Ground) -> None:
    driver = above.cloud.driver(ZONE)
    assert driver is not None
    told = {"provider_name": "amphora", "availability_zone_data": DATA}
    profile = await above.lead(PROFILE, name=f"{above.mark}-profile", **told).make()
    wanted = {"name": f"{above.mark}-zone", "availability_zone_profile": f"{above.mark}-profile"}
    await certify_driver(
        driver,
        Examples(
            wanted=wanted,
            changed={**wanted, "description": "what it is for", "enabled": False},
            replaced={**wanted, "name": f"{above.mark}-other"},
            refused=({"name": "x"},),
            failing={**wanted, "availability_zone_profile": "nothing"},
        ),
    )
    zone = await above.lead(ZONE, **wanted).make()
    assert zone.physical_id == f"{above.mark}-zone"
    with pytest.raises(Conflict):
        await above.lead(ZONE, **wanted).make()
    path, body = f"lbaas/availabilityzones/{above.mark}-zone", {"availability_zone": {"description": "new"}}
    await above.service(LOAD_BALANCER).put(path, body)
    assert await driver.find("another-token", zone.want) is None, "it is otherwise by now"
    await zone.change()
    seen = await zone.look()
    assert isinstance(seen, Ready)
    assert seen.seen["description"] == ""
    assert seen.attributes["availability_zone_profile_id"] == profile.physical_id
    await zone.remove()


async def test_the_life_of_a_quota(above: Ground) -> None:
    driver = above.cloud.driver(QUOTA)
    assert driver is not None
    project = await above.make(IDENTITY, "projects", "project", name=f"{above.mark}-project")
    wanted = {"project": project["name"], "loadbalancer": 3, "pool": -1}
    await certify_driver(
        driver,
        Examples(
            wanted=wanted,
            changed={**wanted, "listener": 4, "member": 5, "healthmonitor": 6, "pool": 7},
            replaced={**wanted, "project": "demo"},
            refused=({"project": "x"}, {**wanted, "pool": -2}),
            failing={**wanted, "project": "nobody"},
        ),
    )
