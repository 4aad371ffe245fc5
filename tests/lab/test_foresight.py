"""What plans foretell on a real OpenStack, in how many calls, and for whom; ``tests/scenarios`` has the scenarios."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import uwsgi
from lab.place import Place
from setpoint.clouds.foreseeing import Question
from setpoint.clouds.openstack.client.transport import Transport
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.engine.requests.preview import preview
from setpoint.model.incarnation import Action
from setpoint.model.plan import Deed
from setpoint.types.constraints.asked_of_clouds import NAMES
from tests.lab.conftest import RunningLab
from tests.lab.drivers.conftest import opened
from tests.scenarios import foreseen
from tests.scenarios.life import Life
from tests.waiting import until

pytestmark = pytest.mark.lab

COMPUTE = {"servers": "instances", "vcpus": "cores", "ram": "ram", "key_pairs": "key_pairs"}
VOLUMES = ("volumes", "gigabytes", "gigabytes_fake")
NETWORK = {"ports": "port", "networks": "network"}
SERVICES = {"compute": "compute", "network": "network", "image": "image", "volumev3": "block_storage"}
"""The services that calls are counted of, with their names in clouds.yaml."""


class Project:
    """A project of its own, with the quotas that the scenarios speak of, and users in it."""

    def __init__(self, lab: RunningLab, folder: Path, undo: ExitStack) -> None:
        self._lab = lab
        self._folder = folder
        self._undo = undo
        self._admin = lab.cloud("lab-admin")
        self._users: set[str] = set()
        self.name = f"foresee-{uuid.uuid4().hex[:8]}"
        self.id = self._make("projects", "project", name=self.name)["id"]
        self._limit()

    def _make(self, path: str, key: str, **body: Any) -> dict[str, Any]:
        made: dict[str, Any] = self._admin.post("identity", f"/{path}", {key: body})[key]
        self._undo.callback(self._admin.call, "DELETE", "identity", f"/{path}/{made['id']}")
        return made

    def _limit(self) -> None:
        quotas = foreseen.QUOTAS
        compute = {name: quotas[what] for what, name in COMPUTE.items()}
        self._admin.call("PUT", "compute", f"/os-quota-sets/{self.id}", {"quota_set": compute})
        self._undo.callback(self._admin.call, "DELETE", "compute", f"/os-quota-sets/{self.id}")
        network = {name: quotas[what] for what, name in NETWORK.items()}
        self._admin.call("PUT", "network", f"/v2.0/quotas/{self.id}", {"quota": network})
        self._undo.callback(self._admin.call, "DELETE", "network", f"/v2.0/quotas/{self.id}")
        volumes = {what: quotas[what] for what in VOLUMES}
        self._admin.call("PUT", "volumev3", f"/os-quota-sets/{self.id}", {"quota_set": volumes})
        self._undo.callback(self._admin.call, "DELETE", "volumev3", f"/os-quota-sets/{self.id}")
        groups = f"/v2.0/security-groups?project_id={self.id}"
        self._undo.callback(self._remove_groups, groups)

    def _remove_groups(self, groups: str) -> None:
        for one in self._admin.get("network", groups)["security_groups"]:
            self._admin.call("DELETE", "network", f"/v2.0/security-groups/{one['id']}")

    def clouds_file(self, role: str, host: str = "") -> Path:
        """A clouds.yaml with the cloud ``own``: seen by somebody who has that role in the project.

        With a ``host``, services are called by that name of it.
        """
        file = self._folder / f"{role}-{host}.yaml"
        if not file.exists():
            entry = yaml.safe_load(self._lab.clouds_file.read_text())["clouds"]["lab"]
            entry["auth"] |= dict.fromkeys(("username", "password"), self._user(role))
            entry["auth"]["project_name"] = self.name
            for service, name in SERVICES.items() if host else ():
                root = self._admin.root(service).replace("127.0.0.1", host)
                entry[f"{name}_endpoint_override"] = root
            file.write_text(yaml.safe_dump({"clouds": {"own": entry}}))
        return file

    def _user(self, role: str) -> str:
        """The name, and the password, of somebody who has that role."""
        name = f"{self.name}-{role}"
        if name not in self._users:
            self._users.add(name)
            user = self._make("users", "user", name=name, password=name)["id"]
            (found,) = self._admin.get("identity", f"/roles?name={role}")["roles"]
            self._admin.call("PUT", "identity", f"/projects/{self.id}/users/{user}/roles/{found['id']}")
        return name


@pytest.fixture(scope="module", name="project")
def _project(lab: RunningLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with ExitStack() as undo:
        yield Project(lab, tmp_path_factory.mktemp("clouds"), undo)


@pytest.fixture(name="admin")
async def _admin(lab: RunningLab) -> AsyncIterator[OpenStackCloud]:
    cloud = await opened(lab, "lab-admin")
    yield cloud
    await cloud.close()


@pytest.fixture(name="member")
async def _member(lab: RunningLab, project: Project) -> AsyncIterator[OpenStackCloud]:
    cloud = await opened(lab, "own", project.clouds_file("member"))
    yield cloud
    await cloud.close()


@pytest.mark.parametrize("scenario", foreseen.SCENARIOS, ids=lambda one: one.__name__)
async def test_foreseen(member: OpenStackCloud, scenario: foreseen.Scenario) -> None:
    await scenario(Life(member, time.time))


async def test_an_administrator_is_told_what_is_left_of_subnets(admin: OpenStackCloud) -> None:
    await foreseen.full_subnet(Life(admin, time.time))


MANY = """
parameters:
  count: {type: number}
resources:
  servers:
    type: OS::Heat::ResourceGroup
    properties:
      count: {get_param: count}
      resource_def:
        type: OS::Nova::Server
        properties:
          name: server-%index%
          flavor: m1.nano
          block_device_mapping_v2:
            [{image: cirros, volume_size: 1, volume_type: fake, boot_index: 0, delete_on_termination: true}]
          security_groups: [default]
          networks: [{network: private}]
"""

ASKED = {
    "nova-api": ["/v2.1/", "/v2.1/flavors/detail", "/v2.1/limits"],
    "glance": ["/v2/images"],
    "neutron": [
        "/v2.0/networks",
        "/v2.0/security-groups",
        "/v2.0/quotas/PROJECT/details.json",
        "/v2.0/subnets",
        "/v2.0/network-ip-availabilities",
    ],
    "cinder-api": ["/v3/types", "/v3/os-quota-sets/PROJECT"],
}
"""All that is asked, by API."""


@pytest.mark.parametrize("count", (1, 100))
async def test_it_takes_few_calls_however_many_resources_there_are(
    lab: RunningLab, project: Project, count: int
) -> None:
    async with heard(lab, project) as (life, logs):
        plan = await life.plan(MANY, count=count)
        assert len(plan.steps) >= count
        expected = {api: sorted(path.replace("PROJECT", project.id) for path in ASKED[api]) for api in ASKED}
        until(lambda: sum(map(len, logs.asked().values())) >= sum(map(len, expected.values())))
        assert logs.asked() == expected


NET = "resources: {net: {type: OS::Neutron::Net, properties: {name: %s}}}"


async def test_nothing_is_asked_about_a_plan_that_does_nothing(lab: RunningLab, project: Project) -> None:
    async with heard(lab, project) as (life, logs):
        await life.up(NET % "still")
        before = logs.asked()
        transport = _transport(life)
        sent = transport.sent
        source, action = life.source(NET % "still"), Action.UPDATE
        plan = (await preview(life.engine, life.stack, source, action, looks=False)).plan
        assert plan.is_empty
        plan = (await preview(life.engine, life.stack, None, Action.DELETE, looks=False)).plan
        assert [one.deed for one in plan.steps] == [Deed.DELETE]
        assert transport.sent == sent
        plan = (await preview(life.engine, life.stack, life.source(NET % "new"), action, looks=False)).plan
        assert [one.deed for one in plan.steps] == [Deed.UPDATE]
        assert plan.diagnostics == ()
        assert transport.sent == sent, "a new name is no question"
        assert logs.asked() == before
        await life.down()


async def test_who_may_only_read_is_told_so(lab: RunningLab, project: Project) -> None:
    cloud = await opened(lab, "own", project.clouds_file("reader"))
    try:
        life = Life(cloud, time.time)
        told = await foreseen.told(life, NET % "never")
        assert told == ["would fail at net: the credentials have the role reader, which may only read"]
        result = await life.try_up(NET % "never")
        assert [one.address for one in result.failures] == ["net"]
        await life.down()
    finally:
        await cloud.close()


PEOPLE = """
parameters:
  who: {type: string, default: admin, constraints: [{custom_constraint: keystone.user}]}
  share: {type: string, default: none, constraints: [{custom_constraint: manila.share_type}]}
resources:
  net: {type: OS::Neutron::Net}
"""


async def test_what_may_not_be_asked_is_left_out_and_told(member: OpenStackCloud) -> None:
    plan = await Life(member, time.time).plan(PEOPLE)
    assert [(one.severity.value, one.summary) for one in plan.diagnostics] == [
        ("warning", "cloud own does not let everything be asked beforehand"),
        ("warning", "parameter 'share' was not checked: no cloud here knows of manila.share_type"),
    ]
    assert plan.diagnostics[0].detail.startswith("users (identity: 403 ")


async def test_every_constraint_is_answered(admin: OpenStackCloud) -> None:
    """Of Heat's constraints, those of services that a cloud like this one has."""
    services = {name for name in NAMES if not name.startswith(OTHERS)}
    questions = [Question(name, one) for name in sorted(services) for one in ("nothing-such", NOBODY)]
    found = await admin.foresee([], questions)
    assert found.unasked == []
    assert {one.question for one in found.denied} == set(questions)


NOBODY = "12345678-1234-1234-1234-123456789012"
OTHERS = ("blazar", "ironic", "magnum", "manila", "mistral", "trove", "zaqar", "nova.network")
THERE = {
    "glance.image": "cirros",
    "keystone.domain": "default",
    "keystone.project": "demo",
    "keystone.region": "RegionOne",
    "keystone.role": "member",
    "keystone.service": "nova",
    "keystone.user": "demo",
    "neutron.network": "public",
    "nova.flavor": "m1.nano",
    "nova.host": "lab",
    "nova.availability_zone": "nova:lab",
    "cinder.vtype": "fake",
}


async def test_what_is_there_is_found(admin: OpenStackCloud) -> None:
    questions = [Question(*one) for one in THERE.items()]
    found = await admin.foresee([], questions)
    assert (found.denied, found.unasked) == ([], [])


class AccessLogs:
    """The requests that the lab's APIs have answered to one who calls them by a name of their host."""

    host = "localhost"

    def __init__(self, lab: RunningLab) -> None:
        place = Place(lab.settings, "RegionOne")
        self._logs = {api: uwsgi.access_log(place, api) for api in ASKED}
        self._sizes = {api: log.stat().st_size for api, log in self._logs.items()}

    def asked(self) -> dict[str, list[str]]:
        """The paths that were asked for since then, by API, in order."""
        return {api: sorted(self._paths(api)) for api in self._logs}

    def _paths(self, api: str) -> Iterator[str]:
        lines = self._logs[api].read_bytes()[self._sizes[api] :].decode().splitlines()
        for line in lines:
            if f" host={self.host}:" in line:
                yield line.split('"')[1].split()[1].partition("?")[0]


@asynccontextmanager
async def heard(lab: RunningLab, project: Project) -> AsyncIterator[tuple[Life, AccessLogs]]:
    """A life as a member of the project, whose calls can be told from everybody else's."""
    logs = AccessLogs(lab)
    cloud = await opened(lab, "own", project.clouds_file("member", host=logs.host))
    try:
        yield Life(cloud, time.time), logs
    finally:
        await cloud.close()


def _transport(life: Life) -> Transport:
    assert isinstance(life.cloud, OpenStackCloud)
    return life.cloud.region.connection.transport
