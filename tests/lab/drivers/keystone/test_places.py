"""``OS::Keystone::Domain``, ``Project``, ``Region``, ``Service`` and ``Endpoint`` on a real Keystone."""

from __future__ import annotations

from typing import Any

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.driver import Facts
from setpoint.model.observation import Ready
from tests.lab.drivers.ground import IDENTITY, NETWORK, Ground
from tests.lab.drivers.keystone.people import project, shown
from tests.lab.drivers.neutron.ground import drift, repair

pytestmark = pytest.mark.lab

DOMAIN, PROJECT = "OS::Keystone::Domain", "OS::Keystone::Project"
REGION, SERVICE, ENDPOINT = "OS::Keystone::Region", "OS::Keystone::Service", "OS::Keystone::Endpoint"


async def certify(above: Ground, type: str, **examples: Any) -> None:
    driver = above.cloud.driver(type)
    assert driver is not None
    await certify_driver(driver, Examples(**examples))


async def test_the_life_of_a_domain(above: Ground) -> None:
    mark = above.mark
    await certify(
        above,
        DOMAIN,
        wanted={"name": f"{mark}-acme", "description": "a company"},
        changed={"name": f"{mark}-acme-2", "enabled": False},
        refused=({"enabled": "perhaps"},),
        failing={"name": "x" * 100},
    )


async def test_the_life_of_a_project(above: Ground) -> None:
    mark = above.mark
    await project(above, "above")
    wanted = {
        "name": f"{mark}-shop",
        "domain": "Default",
        "description": "sells",
        "parent": f"{mark}-above",
        "tags": ["red", "green"],
    }
    await certify(
        above,
        PROJECT,
        wanted=wanted,
        changed={"name": f"{mark}-store", "domain": "Default", "enabled": False, "parent": f"{mark}-above"},
        replaced={**wanted, "parent": "other"},
        refused=({"tags": "red"},),
        failing={"name": f"{mark}-x", "tags": ["a/b"]},
    )


async def test_what_a_project_is(above: Ground) -> None:
    one = await above.lead(PROJECT, name=f"{above.mark}-shop", tags=["red", "green"]).make()
    service, path = above.service(IDENTITY), f"projects/{one.physical_id}"
    seen = await one.look()
    assert isinstance(seen, Ready)
    assert {**seen.attributes, "show": 0} == {
        "domain_id": "default",
        "enabled": True,
        "is_domain": False,
        "name": f"{above.mark}-shop",
        "parent_id": "default",
        "show": 0,
    }
    await service.patch(path, {"project": {"tags": ["blue"], "description": "changed"}})
    assert await drift(one) == {"tags": ["blue"], "description": "changed"}
    await repair(one)
    assert set((await shown(above, path))["tags"]) == {"red", "green"}
    await one.change(tags=None, description=None)
    assert (await shown(above, path))["tags"] == []

    groups = above.service(NETWORK)
    told = {"project_id": one.physical_id, "name": "default"}
    assert await groups.pages("security-groups", "security_groups", **told), "Neutron makes one when asked"
    await one.remove()
    everybodys = await groups.pages("security-groups", "security_groups", name="default")
    assert one.physical_id not in {group["project_id"] for group in everybodys}


async def test_the_life_of_a_region(above: Ground) -> None:
    mark = above.mark
    await certify(
        above,
        REGION,
        wanted={"id": f"{mark} East/1", "description": "east", "parent_region": "RegionOne"},
        changed={"id": f"{mark} East/1", "enabled": False},
        replaced={"id": f"{mark}-west"},
        failing={"id": "RegionOne"},
    )


async def test_regions_without_an_id(above: Ground) -> None:
    ones = [await above.lead(REGION, description=f"{above.mark}").make() for _ in range(3)]
    seen = await ones[0].driver.observe([one.subject for one in ones], Facts(0))
    assert all(isinstance(seen[one.token], Ready) for one in ones)
    for one in ones:
        found = await one.driver.find(one.token, one.want)
        assert found is not None
        assert found.physical_id == one.physical_id
    inner = await above.lead(REGION, parent_region=ones[0].physical_id).make()
    await inner.change(parent_region=None)
    assert (await shown(above, f"regions/{inner.physical_id}"))["parent_region_id"] is None


async def test_the_lives_of_a_service_and_an_endpoint(above: Ground) -> None:
    mark = above.mark
    await certify(
        above,
        SERVICE,
        wanted={"name": f"{mark}-shop", "type": f"{mark}-shop", "description": "sells"},
        changed={"name": f"{mark}-store", "type": f"{mark}-store", "enabled": False},
        refused=({"name": "x"},),
        failing={"type": "x" * 300},
    )
    await above.make(IDENTITY, "services", "service", name=f"{mark}-shop", type=f"{mark}-shop")
    wanted = {
        "name": f"{mark}-here",
        "region": "RegionOne",
        "service": f"{mark}-shop",
        "interface": "internal",
        "url": "http://127.0.0.1:1/%(project_id)s",
        "enabled": False,
    }
    await certify(
        above,
        ENDPOINT,
        wanted=wanted,
        changed={"service": f"{mark}-shop", "interface": "public", "url": "http://127.0.0.1:2"},
        refused=({**wanted, "interface": "secret"},),
        failing={**wanted, "url": "no address"},
    )


async def test_an_endpoint_changed_behind_its_back(above: Ground) -> None:
    service = await above.make(IDENTITY, "services", "service", name=above.mark, type=above.mark)
    told = {"service": service["id"], "interface": "admin", "url": "http://127.0.0.1:1", "name": "here"}
    one = await above.lead(ENDPOINT, **told).make()
    path = f"endpoints/{one.physical_id}"
    await above.service(IDENTITY).patch(path, {"endpoint": {"url": "http://127.0.0.1:9", "name": "x"}})
    assert await drift(one) == {"url": "http://127.0.0.1:9", "name": "x"}
    await repair(one)
