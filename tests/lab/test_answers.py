"""The services of the lab are the real ones: each speaks for itself in its region, and writes down what it is asked."""

import pytest

from lab import uwsgi
from lab.place import Place
from lab.rest import Cloud, Refused, send
from lab.settings import REGIONS
from lab.waiting import answers
from tests.lab.conftest import RunningLab
from tests.lab.watching import gone
from tests.waiting import until

pytestmark = pytest.mark.lab

# Where each service tells its versions, words that stand there, and something that it shows to who has a token.
EVERYWHERE = {
    "block-storage": ("/", '"v3.0"', "/v3/{project}/volumes"),
    "compute": ("/", '"v2.1"', "/v2.1/servers"),
    "identity": ("/", '"v3.', "/v3/auth/projects"),
    "image": ("/", '"v2.', "/v2/images"),
    "network": ("/", '"v2.0"', "/v2.0/networks"),
    "placement": ("/", '"v1.0"', "/resource_providers"),
    "volumev3": ("/", '"v3.0"', "/v3/{project}/volumes"),
}
ONCE = {
    "alarming": ("/", '"v2"', "/v2/alarms"),
    "dns": ("/", '"v2"', "/v2/zones"),
    "key-manager": ("/", '"v1"', "/v1/secrets"),
    "load-balancer": ("/", '"v2.0"', "/v2.0/lbaas/loadbalancers"),
    "metric": ("/", '"v1.0"', "/v1/metric"),
    "messaging": ("/", '"2"', "/v2/queues"),
    "object-store": ("/info", '"swift"', "/v1/AUTH_{project}?format=json"),
    "orchestration": ("/", '"v1.0"', "/v1/{project}/stacks"),
}
AMAZONS = {"cloudformation": ("/", '"v1.0"', "/v1?Action=ListStacks")}  # wants a signature, not a token
SERVICES = {"RegionOne": EVERYWHERE | ONCE | AMAZONS, "RegionTwo": EVERYWHERE}
EACH = tuple((region, service) for region, services in SERVICES.items() for service in services)
CLIENT = {"Client-ID": "3381af92-2b9e-11e3-b191-71861300734c"}  # Zaqar wants one


@pytest.mark.parametrize("region", tuple(REGIONS))
@pytest.mark.parametrize("interface", ("public", "internal", "admin"))
def test_the_catalogue_is_complete(lab: RunningLab, region: str, interface: str) -> None:
    found = {
        service["type"]
        for service in lab.cloud().get("identity", "/auth/catalog")["catalog"]
        for endpoint in service["endpoints"]
        if (endpoint["region"], endpoint["interface"]) == (region, interface)
    }
    assert found == set(SERVICES[region])


@pytest.mark.parametrize(("region", "service"), EACH)
def test_a_service_tells_its_versions(lab: RunningLab, region: str, service: str) -> None:
    path, words, _ = SERVICES[region][service]
    assert answers(lab.in_region(region).root(service) + path, words)


@pytest.mark.parametrize(("region", "service"), tuple(entry for entry in EACH if entry[1] not in AMAZONS))
def test_a_service_shows_nothing_without_a_token(lab: RunningLab, region: str, service: str) -> None:
    cloud = lab.in_region(region, "admin" if service == "placement" else "demo")
    address = cloud.root(service) + SERVICES[region][service][2].format(project=cloud.project_id)
    shown, _ = send("GET", address, None, CLIENT | {"X-Auth-Token": cloud.token})
    assert isinstance(shown, dict | list)
    with pytest.raises(Refused) as refused:
        send("GET", address, None, CLIENT)
    assert refused.value.status == 401


def test_the_cloudformation_door_wants_a_signature(lab: RunningLab) -> None:
    with pytest.raises(Refused, match="IncompleteSignature"):
        send("GET", lab.cloud().root("cloudformation") + AMAZONS["cloudformation"][2], None, {})


def test_the_regions_share_people_and_nothing_else(lab: RunningLab) -> None:
    here, there = lab.in_region("RegionOne"), lab.in_region("RegionTwo")
    network = here.post("network", "/v2.0/networks", {"network": {"name": "only here"}})["network"]
    path = f"/v2.0/networks/{network['id']}"
    assert here.project_id == there.project_id
    assert here.get("network", path)["network"]["name"] == "only here"
    assert gone(there, "network", path)
    here.call("DELETE", "network", path)
    assert not ids(here, "image", "/v2/images") & ids(there, "image", "/v2/images")
    assert not ids(here, "compute", "/flavors") & ids(there, "compute", "/flavors")


def test_a_call_is_one_line_of_the_access_log(lab: RunningLab) -> None:
    cloud = lab.cloud()
    log = uwsgi.access_log(Place(lab.settings, "RegionOne"), "nova-api")
    size = log.stat().st_size
    cloud.call("GET", "compute", "/flavors?minRam=2047", User_Agent="counting")

    def ours() -> list[str]:
        lines = log.read_bytes()[size:].decode().splitlines()
        return [line for line in lines if line.endswith('"counting"')]

    (line,) = until(ours)
    assert '"GET /v2.1/flavors?minRam=2047" 200 ' in line
    assert " host=127.0.0.1:" in line


def ids(cloud: Cloud, service: str, path: str) -> set[str]:
    (things,) = (value for value in cloud.get(service, path).values() if isinstance(value, list))
    return {thing["id"] for thing in things}
