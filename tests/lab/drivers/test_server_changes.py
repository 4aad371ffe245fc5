"""How ``OS::Nova::Server`` changes on a real Nova: resized, rebuilt, changed by others."""

from __future__ import annotations

import asyncio
import base64
import time
from typing import Any

import pytest

from setpoint.certify.led import Led
from setpoint.clouds.driver import Facts
from setpoint.model.change import Change, heaviest
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Gone, Pending, Ready
from tests.lab.drivers.ground import COMPUTE, IMAGE, Ground

pytestmark = pytest.mark.lab

SERVER = "OS::Nova::Server"
PLAIN: dict[str, Any] = {"flavor": "m1.nano", "image": "cirros", "networks": [{"allocate_network": "none"}]}


async def image(ground: Ground) -> str:
    """Another image, by its name."""
    told = {"name": f"{ground.mark}-image", "disk_format": "raw", "container_format": "bare"}
    made = await ground.make(IMAGE, "images", "", **told)
    headers = {"Content-Type": "application/octet-stream"}
    await ground.service(IMAGE).send("PUT", f"images/{made['id']}/file", headers=headers, content=b"\0")
    return str(told["name"])


async def shown(ground: Ground, server: Led) -> Any:
    return (await ground.nova.get(f"servers/{server.physical_id}"))["server"]


def facts() -> Facts:
    return Facts(time.time())


def cost(server: Led, **properties: Any) -> Change:
    given = {**server.given, **properties}
    return heaviest(server.driver.kind.how_to_change(server.given, given))


async def test_it_is_rebuilt(above: Ground, ground: Ground) -> None:
    other = await image(ground)
    server = ground.lead(SERVER, **PLAIN, metadata={"a": "b"}, user_data="one", user_data_format="RAW")
    await server.make()
    assert cost(server, image=other) is Change.IN_PLACE
    assert cost(server, image=other, image_update_policy="REPLACE") is Change.REPLACE
    assert cost(server, user_data="two") is Change.REPLACE
    await server.change(image=other, admin_pass="pass phrase")
    seen = await server.look()
    assert isinstance(seen, Ready)
    assert seen.seen["image"] == other
    assert seen.seen["metadata"] == {"a": "b"}

    renewing = {"user_data_update_policy": "REBUILD"}
    assert cost(server, user_data="two", **renewing) is Change.IN_PLACE
    await server.change(user_data="two", **renewing)
    told = (await above.nova.get(f"servers/{server.physical_id}"))["server"]
    assert base64.b64decode(told["OS-EXT-SRV-ATTR:user_data"]) == b"two"
    assert told["image"]["id"] == (await shown(ground, server))["image"]["id"]
    await server.change(user_data="three", user_data_update_policy="IGNORE")
    again = (await above.nova.get(f"servers/{server.physical_id}"))["server"]
    assert again["OS-EXT-SRV-ATTR:user_data"] == told["OS-EXT-SRV-ATTR:user_data"]


async def test_that_the_hypervisor_keeps_no_ephemeral_disk_is_told(ground: Ground) -> None:
    server = await ground.lead(SERVER, **PLAIN).make()
    with pytest.raises(AssertionError, match="not support preserving ephemeral"):
        await server.change(image=await image(ground), image_update_policy="REBUILD_PRESERVE_EPHEMERAL")


@pytest.mark.parametrize(
    ("is_admin", "why"),
    ((False, "cold_migrate ended in an error"), (True, "No valid host")),
    ids=["user", "admin"],
)
async def test_a_resize_that_fails_says_why_and_can_be_taken_back(
    above: Ground, ground: Ground, *, is_admin: bool, why: str
) -> None:
    huge = await above.make(
        COMPUTE, "flavors", "flavor", name=f"{ground.mark}-huge", ram=2**30, vcpus=1, disk=1
    )
    mine = above if is_admin else ground
    server = await mine.lead(SERVER, **PLAIN).make()
    with pytest.raises(ResourceError, match="could not be resized") as refused:
        await server.change(flavor=huge["name"])
    assert why in refused.value.diagnostic.summary
    server.cursor = None
    await server.change(flavor="m1.tiny", flavor_update_policy="RESIZE")
    assert (await shown(mine, server))["flavor"]["original_name"] == "m1.tiny"
    assert cost(server, flavor="m1.nano", flavor_update_policy="REPLACE") is Change.REPLACE


async def test_what_somebody_else_has_resized_is_confirmed(ground: Ground) -> None:
    server = await ground.lead(SERVER, **PLAIN).make()
    flavors = {one["name"]: one["id"] for one in await ground.nova.pages("flavors/detail", "flavors")}
    path = f"servers/{server.physical_id}"
    await ground.nova.post(f"{path}/action", {"resize": {"flavorRef": flavors["m1.tiny"]}})
    await ground.until(COMPUTE, path, "server", status="VERIFY_RESIZE")
    seen = await server.look()
    assert isinstance(seen, Ready)
    assert seen.seen["flavor"] == flavors["m1.tiny"], "drift"
    server.want = server.wanting({**PLAIN, "flavor": "m1.tiny"})
    server.given = {**PLAIN, "flavor": "m1.tiny"}
    await server.change(flavor="m1.nano")
    found = await shown(ground, server)
    assert (found["status"], found["flavor"]["original_name"]) == ("ACTIVE", "m1.nano")


async def test_what_others_do_to_it_is_seen_and_put_right(ground: Ground) -> None:
    server = ground.lead(SERVER, **PLAIN, name=f"{ground.mark}-mine", metadata={"a": "b"}, tags=["x"])
    await server.make()
    path = f"servers/{server.physical_id}"
    await ground.nova.put(path, {"server": {"name": f"{ground.mark}-theirs"}})
    await ground.nova.put(f"{path}/metadata", {"metadata": {"a": "c", "d": "e"}})
    await ground.nova.put(f"{path}/tags/y")
    seen = await server.look()
    assert isinstance(seen, Ready)
    assert seen.seen["name"] == f"{ground.mark}-theirs"
    assert seen.seen["metadata"] == {"a": "c", "d": "e"}
    assert seen.seen["tags"] == ["x", "y"]
    assert seen.attributes["tags"] == ["x", "y"], "and not our token"

    await server.change()
    seen = await server.look()
    assert isinstance(seen, Ready)
    for name in ("name", "metadata", "tags"):
        assert seen.seen[name] == server.want.properties[name]
    assert await server.driver.find(server.token, server.want), "the token is there still"

    await ground.nova.post(f"{path}/action", {"os-stop": None})
    await ground.until(COMPUTE, path, "server", status="SHUTOFF")
    assert isinstance(await server.look(), Ready), "a server that somebody has stopped is not broken"
    await ground.nova.delete(path)
    await server.until(lambda seen: isinstance(seen, Gone))


async def test_many_are_waited_for_by_few_calls(ground: Ground) -> None:
    driver = ground.cloud.driver(SERVER)
    assert driver is not None
    servers = [ground.lead(SERVER, **PLAIN) for _ in range(5)]
    for server in servers:
        server.physical_id = (await driver.create(server.want, server.token)).physical_id
        server.since = facts().now
    transport, looks = ground.cloud.region.connection.transport, 0
    pending = servers
    sent = transport.sent
    async with asyncio.timeout(300):
        while pending:
            seen = await driver.observe([one.subject for one in pending], facts())
            looks += 1
            pending = [one for one in pending if isinstance(seen[one.token], Pending)]
            await asyncio.sleep(1)
    about_ports = 4  # of what has become ready: ports, floating IPs, networks, subnets
    assert transport.sent - sent <= looks + about_ports * len(servers) + 3
    for server in servers:
        await driver.delete(server.subject)
        server.cursor, server.since = {"going": True}, facts().now
    sent, looks, left = transport.sent, 0, servers
    async with asyncio.timeout(300):
        while left:
            seen = await driver.observe([one.subject for one in left], facts())
            looks += 1
            left = [one for one in left if not isinstance(seen[one.token], Gone)]
            await asyncio.sleep(1)
    assert transport.sent - sent <= looks + 2
