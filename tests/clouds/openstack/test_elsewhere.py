"""From one region to another: what was told of the one is not taken for the other's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from setpoint.clouds.cloud import CloudSettings
from setpoint.clouds.openstack.cloud import OpenStackCloud, cloud
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.model.site import Site

AUTH = {"auth_url": "http://keystone/v3", "username": "me", "password": "secret", "project_name": "mine"}


def told(folder: Path, **entry: Any) -> OpenStackCloud:
    file = folder / "clouds.yaml"
    file.write_text(yaml.safe_dump({"clouds": {"here": {"auth": AUTH, **entry}}}))
    return cloud(CloudSettings("here", "local", ""), {"OS_CLIENT_CONFIG_FILE": str(file)})


async def there(here: OpenStackCloud, **site: Any) -> CloudConfig:
    return (await here.elsewhere(Site(**site))).region.connection.config


async def test_addresses_and_bus_are_of_one_region(tmp_path: Path) -> None:
    here = told(
        tmp_path,
        region_name="One",
        network_endpoint_override="http://one/",
        setpoint={"notifications": "amqp://one"},
    )
    found = await there(here, region="Two")
    assert (found.region, found.endpoint_of("network"), found.options) == ("Two", "", {})
    same = await there(here, region="One", insecure=True)
    assert (same.endpoint_of("network"), same.verify) == ("http://one/", False)


async def test_what_is_told_of_the_other_region_holds_there(tmp_path: Path) -> None:
    values = {"network_endpoint_override": "http://two/", "setpoint": {"notifications": "amqp://two"}}
    here = told(
        tmp_path,
        regions=["One", {"name": "Two", "values": values}],
        network_endpoint_override="http://one/",
    )
    assert here.region.connection.config.endpoint_of("network") == "http://one/"
    found = await there(here, region="Two")
    assert found.endpoint_of("network") == "http://two/"
    assert found.options == {"notifications": "amqp://two"}


@pytest.mark.parametrize("region", ("Two", ""))
async def test_who_we_are_stays(tmp_path: Path, region: str) -> None:
    here = told(tmp_path, region_name="One")
    found = await there(here, region=region)
    assert AUTH.items() <= dict(found.auth).items()
    assert found.auth_type == "password"
