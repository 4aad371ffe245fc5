"""``OS::Glance::WebImage`` on a real Glance, which fetches from a web server of the test's."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Broken, Pending, Ready
from tests.lab.drivers.ground import IMAGE, Ground

pytestmark = pytest.mark.lab

TYPE = "OS::Glance::WebImage"
FORMATS = {"container_format": "bare", "disk_format": "raw"}
KERNEL = "6a2e5c6e-1f2d-4f7a-9d0c-6a3d5a3c1b11"


@pytest.fixture(name="site")
async def _site() -> AsyncIterator[str]:
    """The address of a web server that has one image, a kibibyte large."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=bytes(1024), content_type="application/octet-stream")

    app = web.Application()
    app.router.add_get("/image", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("")).rstrip("/")


async def ready(one: Any) -> Ready:
    seen = await one.look()
    assert isinstance(seen, Ready)
    return seen


async def test_its_life(ground: Ground, site: str) -> None:
    driver = ground.cloud.driver(TYPE)
    assert driver is not None
    wanted = {
        "id": str(uuid.uuid4()),
        "name": f"{ground.mark}-image",
        "location": f"{site}/image",
        **FORMATS,
        "min_disk": 1,
        "min_ram": 64,
        "visibility": "shared",
        "members": [f"{ground.mark}-friend"],
        "tags": ["a", "b"],
        "architecture": "x86_64",
        "os_distro": "debian",
        "os_version": "12",
        "extra_properties": {"hw_disk_bus": "virtio", "number": 7},
    }
    changed = {
        **wanted,
        "members": [f"{ground.mark}-other"],
        "tags": ["b", "c"],
        "architecture": "aarch64",
        "os_distro": None,
        "os_version": "13",
        "kernel_id": KERNEL,
        "ramdisk_id": KERNEL,
        "extra_properties": {"number": 8, "hw_scsi_model": "virtio-scsi"},
    }
    await certify_driver(
        driver,
        Examples(
            wanted=wanted,
            changed={name: value for name, value in changed.items() if value is not None},
            replaced={**wanted, "min_ram": 65},
            refused=(
                {"location": site},
                {**wanted, "visibility": "private"},
                {**wanted, "container_format": "ami"},
            ),
            failing={**FORMATS, "location": f"{site}/image", "visibility": "public"},
            patience=300,
            pause=0.2,
        ),
    )


async def test_protection_and_drift(ground: Ground, site: str) -> None:
    image = await ground.lead(TYPE, **FORMATS, location=f"{site}/image", protected=True, tags=["a"]).make()
    shown = (await ready(image)).attributes["show"]
    assert shown["name"] == image.want.name
    assert shown["tags"] == ["a"], "the token is nobody else's business"
    assert shown["size"] == 1024
    with pytest.raises(ResourceError, match="is protected"):
        await image.driver.delete(image.subject)
    glance, path = ground.service(IMAGE), f"images/{image.physical_id}"
    await glance.put(f"{path}/tags/b")
    await image.change(protected=False, visibility="community", extra_properties={"a/b": "c"})
    seen = (await ready(image)).seen
    assert seen["tags"] == ["a"], "what was added is taken away"
    assert seen["visibility"] == "community"
    assert seen["extra_properties"] == {"a/b": "c"}
    found = await image.driver.find(image.token, image.want)
    assert found is not None, "an update leaves the token where it is, and a community's image is found"
    await image.remove()


async def test_contents_that_do_not_arrive_are_told_of_and_fetched_again(ground: Ground, site: str) -> None:
    image = ground.lead(TYPE, **FORMATS, location=f"{site}/nothing")
    outcome: Any = await image.driver.create(image.want, image.token)
    image.physical_id, image.cursor = outcome.physical_id, outcome.cursor
    outcome = await image.driver.go_on(image.subject, image.want)
    image.cursor = outcome.cursor
    seen = await image.until(lambda seen: not isinstance(seen, Pending))
    assert isinstance(seen, Broken)
    assert "did not get them" in seen.why
    assert "Task failed" in seen.why
    again: Any = await image.driver.update(image.subject, image.want.properties, image.want.properties)
    assert again.cursor, "it is to go on with fetching"
    image.cursor = None
    await image.remove()
    with pytest.raises(ResourceError, match="filtering"):
        await ground.lead(TYPE, **FORMATS, location="file:///etc/passwd").make()


async def test_only_administrators_say_whether_it_may_be_used(above: Ground, site: str) -> None:
    told = {**FORMATS, "location": f"{site}/image"}
    image = await above.lead(TYPE, **told, active=False, visibility="public").make()
    assert (await ready(image)).seen["active"] is False
    await image.change(active=True, owner="demo")
    seen = (await ready(image)).seen
    assert seen["active"] is True
    assert seen["owner"] == "demo"
    await image.remove()
