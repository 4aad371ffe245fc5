"""The lab does what it is asked, through its plain API and as an ordinary user, and tells of it on the message bus."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from lab.rest import Cloud
from tests.lab.conftest import RunningLab
from tests.lab.watching import gone, listening, settled, told

pytestmark = pytest.mark.lab

BALANCERS = "/v2.0/lbaas/loadbalancers"


@pytest.fixture
def undo() -> Iterator[ExitStack]:
    """Remember what is to be removed at the end, the last first."""
    with ExitStack() as stack:
        yield stack


@pytest.mark.parametrize("region", ("RegionOne", "RegionTwo"))
async def test_a_server(lab: RunningLab, undo: ExitStack, region: str) -> None:
    def make() -> dict[str, Any]:
        flavors = cloud.get("compute", "/flavors")["flavors"]
        images = cloud.get("image", "/v2/images?name=cirros")["images"]
        networks = cloud.get("network", "/v2.0/networks?name=private")["networks"]
        wanted = {
            "name": "test",
            "flavorRef": next(flavor["id"] for flavor in flavors if flavor["name"] == "m1.nano"),
            "imageRef": images[0]["id"],
            "networks": [{"uuid": networks[0]["id"]}],
        }
        path = f"/servers/{cloud.post('compute', '/servers', {'server': wanted})['server']['id']}"
        remove_at_end(undo, cloud, "compute", path)
        return settled(cloud, "compute", path, "status", "ACTIVE")

    cloud = lab.in_region(region)
    server, event = await made(lab.bus(region), "nova", make, "instance.create.end")
    assert [address["addr"] for address in server["addresses"]["private"]]
    told_of = event["payload"]["nova_object.data"]
    assert (told_of["uuid"], told_of["state"], told_of["host"]) == (server["id"], "active", "lab")


@pytest.mark.parametrize("region", ("RegionOne", "RegionTwo"))
async def test_a_volume(lab: RunningLab, undo: ExitStack, region: str) -> None:
    def make() -> dict[str, Any]:
        path = f"/volumes/{cloud.post('volumev3', '/volumes', {'volume': {'size': 1}})['volume']['id']}"
        remove_at_end(undo, cloud, "volumev3", path)
        return settled(cloud, "volumev3", path, "status", "available")

    cloud = lab.in_region(region)
    volume, event = await made(lab.bus(region), "cinder", make, "volume.create.end")
    assert (event["payload"]["volume_id"], event["payload"]["size"]) == (volume["id"], 1)


async def test_a_load_balancer(lab: RunningLab, undo: ExitStack) -> None:
    def make() -> dict[str, Any]:
        (subnet,) = cloud.get("network", "/v2.0/subnets?name=private-subnet")["subnets"]
        wanted = {"loadbalancer": {"vip_subnet_id": subnet["id"]}}
        path = f"{BALANCERS}/{cloud.post('load-balancer', BALANCERS, wanted)['loadbalancer']['id']}"
        remove_at_end(undo, cloud, "load-balancer", path)
        return settled(cloud, "load-balancer", path, "provisioning_status", "ACTIVE")

    cloud = lab.cloud()
    balancer, event = await made(lab.bus("RegionOne"), "octavia", make, "octavia.loadbalancer.create.end")
    assert event["payload"]["vip_address"] == balancer["vip_address"]
    port = lab.cloud("lab-admin").get("network", f"/v2.0/ports/{balancer['vip_port_id']}")["port"]
    assert [address["ip_address"] for address in port["fixed_ips"]] == [balancer["vip_address"]]


@pytest.mark.parametrize("region", ("RegionOne", "RegionTwo"))
async def test_a_network(lab: RunningLab, undo: ExitStack, region: str) -> None:
    def make() -> dict[str, Any]:
        path = f"/v2.0/networks/{cloud.post('network', '/v2.0/networks', {'network': {}})['network']['id']}"
        remove_at_end(undo, cloud, "network", path)
        return settled(cloud, "network", path, "status", "ACTIVE")

    cloud = lab.in_region(region)
    network, event = await made(lab.bus(region), "neutron", make, "network.create.end")
    assert event["payload"]["network"]["id"] == network["id"]


@pytest.mark.parametrize("region", ("RegionOne", "RegionTwo"))
async def test_an_image(lab: RunningLab, undo: ExitStack, region: str) -> None:
    def make() -> dict[str, Any]:
        wanted = {"disk_format": "raw", "container_format": "bare"}
        image: dict[str, Any] = cloud.post("image", "/v2/images", wanted)
        remove_at_end(undo, cloud, "image", f"/v2/images/{image['id']}")
        cloud.call("PUT", "image", f"/v2/images/{image['id']}/file", bytes(10))
        return image

    cloud = lab.in_region(region)
    image, event = await made(lab.bus(region), "glance", make, "image.activate")
    assert (event["payload"]["id"], event["payload"]["size"]) == (image["id"], 10)


async def test_a_person(lab: RunningLab, undo: ExitStack) -> None:
    def make() -> dict[str, Any]:
        user: dict[str, Any] = cloud.post("identity", "/users", {"user": {"name": "of the test"}})["user"]
        remove_at_end(undo, cloud, "identity", f"/users/{user['id']}")
        return user

    cloud = lab.cloud("lab-admin")
    user, event = await made(lab.bus("RegionOne"), "keystone", make, "identity.user.created")
    assert event["payload"]["target"]["id"] == user["id"]


async def made(
    bus: str, exchange: str, make: Callable[[], dict[str, Any]], event: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Make something while listening; return it, and the notification of it."""
    async with listening(bus, exchange) as queue:
        thing = await asyncio.to_thread(make)
        return thing, await told(queue, event, thing["id"])


def remove_at_end(undo: ExitStack, cloud: Cloud, service: str, path: str) -> None:
    undo.callback(gone, cloud, service, path)
    undo.callback(cloud.call, "DELETE", service, path)
