"""``OS::Neutron::Net`` on a real Neutron."""

from __future__ import annotations

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.openstack.cloud import OpenStackCloud

pytestmark = pytest.mark.lab


async def test_its_life(cloud: OpenStackCloud) -> None:
    driver = cloud.driver("OS::Neutron::Net")
    assert driver is not None
    await certify_driver(
        driver,
        Examples(
            wanted={"name": "certified", "tags": ["b", "a"], "admin_state_up": True},
            changed={"name": "certified-again", "tags": ["c"], "admin_state_up": False},
            replaced={"name": "certified", "tenant_id": "other"},
            refused=({"admin_state_up": "perhaps"}, {"colour": "red"}),
        ),
    )
