"""The lab does what it is asked, through its plain API and as an ordinary user, and tells of it on the message bus."""

import asyncio
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from lab.rest import Cloud
from tests.lab.conftest import RunningLab
from tests.lab.watching import PATIENCE, gone, listening, settled, told
from tests.waiting import until

pytestmark = pytest.mark.lab

STACK = {
    "heat_template_version": "2021-04-16",
    "resources": {
        "net": {"type": "OS::Neutron::Net"},
        "sub": {
            "type": "OS::Neutron::Subnet",
            "properties": {"network": {"get_resource": "net"}, "cidr": "10.9.0.0/24"},
        },
        "handle": {"type": "OS::Heat::WaitConditionHandle"},  # makes a user, and a trust
        "server": {
            "type": "OS::Nova::Server",
            "depends_on": "sub",
            "properties": {
                "flavor": "m1.nano",
                "image": "cirros",
                "networks": [{"network": {"get_resource": "net"}}],
            },
        },
    },
}
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


async def test_a_zone(lab: RunningLab, undo: ExitStack) -> None:
    def make() -> dict[str, Any]:
        wanted = {"name": f"{uuid.uuid4().hex}.example.", "email": "somebody@example.com"}
        path = f"/v2/zones/{cloud.post('dns', '/v2/zones', wanted)['id']}"
        remove_at_end(undo, cloud, "dns", path)
        return settled(cloud, "dns", path, "status", "ACTIVE")

    cloud = lab.cloud()
    zone, event = await made(lab.bus("RegionOne"), "designate", make, "dns.zone.create")
    assert event["payload"]["name"] == zone["name"]


def test_a_secret(lab: RunningLab, undo: ExitStack) -> None:
    cloud = lab.cloud()
    wanted = {"payload": "hush", "payload_content_type": "text/plain"}
    path = "/v1/secrets/" + cloud.post("key-manager", "/v1/secrets", wanted)["secret_ref"].rpartition("/")[2]
    remove_at_end(undo, cloud, "key-manager", path)
    assert cloud.call("GET", "key-manager", f"{path}/payload", Accept="text/plain") == "hush"


def test_an_alarm_on_measurements(lab: RunningLab, undo: ExitStack) -> None:
    def measured_and_noticed() -> bool:
        now = datetime.now(UTC).isoformat()
        cloud.post("metric", f"/v1/metric/{metric}/measures", [{"timestamp": now, "value": 42}])
        return bool(cloud.get("alarming", f"/v2/alarms/{alarm}/state") == "alarm")

    cloud = lab.cloud()
    metric = cloud.post("metric", "/v1/metric", {"archive_policy_name": "high"})["id"]
    remove_at_end(undo, cloud, "metric", f"/v1/metric/{metric}")
    kind = "gnocchi_aggregation_by_metrics_threshold"
    rule = {"metrics": [metric], "aggregation_method": "mean", "granularity": 1}
    wanted = {
        "name": "hot",
        "type": kind,
        f"{kind}_rule": rule | {"comparison_operator": "gt", "threshold": 10},
    }
    alarm = cloud.post("alarming", "/v2/alarms", wanted)["alarm_id"]
    remove_at_end(undo, cloud, "alarming", f"/v2/alarms/{alarm}")
    until(measured_and_noticed, PATIENCE)


def test_an_object(lab: RunningLab, undo: ExitStack) -> None:
    cloud = lab.cloud()
    box = f"/{uuid.uuid4()}"
    for path, body in ((box, b""), (f"{box}/thing", b"in the box")):
        cloud.call("PUT", "object-store", path, body)
        undo.callback(cloud.call, "DELETE", "object-store", path)
    assert cloud.get("object-store", f"{box}/thing") == "in the box"


def test_a_queue(lab: RunningLab, undo: ExitStack) -> None:
    cloud = lab.cloud()
    client = {"Client_ID": str(uuid.uuid4())}
    cloud.call("PUT", "messaging", "/v2/queues/test", None, **client)
    undo.callback(cloud.call, "DELETE", "messaging", "/v2/queues/test", None, **client)
    messages = "/v2/queues/test/messages"
    cloud.call("POST", "messaging", messages, {"messages": [{"ttl": 60, "body": "hello"}]}, **client)
    (message,) = cloud.call("GET", "messaging", f"{messages}?echo=true", None, **client)["messages"]
    assert message["body"] == "hello"


def test_a_stack_of_heat(lab: RunningLab, undo: ExitStack) -> None:
    cloud = lab.cloud()
    wanted = {"stack_name": f"test-{uuid.uuid4()}", "template": STACK}
    stack = cloud.post("orchestration", "/stacks", wanted)["stack"]["id"]
    path = f"/stacks/{wanted['stack_name']}/{stack}"
    undo.callback(settled, cloud, "orchestration", path, "stack_status", "DELETE_COMPLETE")
    undo.callback(cloud.call, "DELETE", "orchestration", path)
    settled(cloud, "orchestration", path, "stack_status", "CREATE_COMPLETE")


async def test_a_person(lab: RunningLab, undo: ExitStack) -> None:
    def make() -> dict[str, Any]:
        users = "/users"
        user: dict[str, Any] = cloud.post("identity", users, {"user": {"name": str(uuid.uuid4())}})["user"]
        remove_at_end(undo, cloud, "identity", f"{users}/{user['id']}")
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
