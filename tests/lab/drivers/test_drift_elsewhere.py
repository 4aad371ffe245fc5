"""As `test_drift`, for the services beside those of servers, networks and volumes; mostly as the administrator."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.lab.conftest import RunningLab
from tests.lab.drivers.conftest import opened
from tests.lab.drivers.test_drift import Deed, all_show
from tests.scenarios.life import Life

pytestmark = pytest.mark.lab

APP = """
parameters: {mark: {type: string}, zone: {type: string}, record: {type: string}}
resources:
  project: {type: OS::Keystone::Project, properties: {name: {get_param: mark}, description: a, tags: [a]}}
  group: {type: OS::Keystone::Group, properties: {name: {get_param: mark}, description: a}}
  user:
    type: OS::Keystone::User
    properties: {name: {get_param: mark}, description: a, email: a@example.org, password: correct-horse-battery}
  role: {type: OS::Keystone::Role, properties: {name: {get_param: mark}}}
  domain: {type: OS::Keystone::Domain, properties: {name: {get_param: mark}, description: a}}
  region: {type: OS::Keystone::Region, properties: {id: {get_param: mark}, description: a}}
  service: {type: OS::Keystone::Service, properties: {name: {get_param: mark}, type: a, description: a}}
  endpoint:
    type: OS::Keystone::Endpoint
    properties:
      name: a
      interface: public
      region: {get_resource: region}
      service: {get_resource: service}
      url: http://a.example.org/
  flavor: {type: OS::Nova::Flavor, properties: {ram: 64, vcpus: 1, disk: 1, extra_specs: {for: a}}}
  aggregate:
    type: OS::Nova::HostAggregate
    properties: {name: {get_param: mark}, availability_zone: a, metadata: {for: a}}
  alarm:
    type: OS::Aodh::EventAlarm
    properties:
      description: a
      event_type: a
      severity: low
      repeat_actions: false
      alarm_actions: ["http://a.example.org/"]
      ok_actions: ["http://a.example.org/"]
      insufficient_data_actions: ["http://a.example.org/"]
      query: [{field: traits.a, op: eq, value: a, type: string}]
  box:
    type: OS::Swift::Container
    properties:
      name: {get_param: mark}
      X-Container-Meta: {For: a}
      X-Container-Read: ".r:*"
      X-Container-Write: "a:*"
  zone:
    type: OS::Designate::Zone
    properties: {name: {get_param: zone}, email: a@example.org, description: a, ttl: 3600}
  record:
    type: OS::Designate::RecordSet
    properties:
      zone: {get_resource: zone}
      name: {get_param: record}
      type: A
      ttl: 300
      description: a
      records: [192.0.2.1]
"""

SERVICES = {
    **dict.fromkeys(
        ("project", "group", "user", "role", "domain", "region", "service", "endpoint"), "identity"
    ),
    **dict.fromkeys(("flavor", "aggregate"), "compute"),
    "alarm": "alarming",
    "box": "object-store",
    "zone": "dns",
    "record": "dns",
}


def patched(address: str, key: str, **values: Any) -> list[Deed]:
    """A change of each property in Keystone."""
    return [
        Deed(address, name, "PATCH", f"/{address}s/{{id}}", {key: {name: value}})
        for name, value in values.items()
    ]


def alarmed(**values: Any) -> list[Deed]:
    """A change of each property of an alarm, which is told whole."""

    def with_it(name: str, value: Any) -> Callable[[Any], Any]:
        return lambda shown: {**shown, name: value}

    return [
        Deed("alarm", name, "PUT", "/v2/alarms/{id}", with_it(name, value)) for name, value in values.items()
    ]


def deeds(mark: str) -> list[Deed]:
    """Everything that can be changed behind the stack's back."""
    zone, record, container = "/v2/zones/{id}", "/v2/zones/{zone}/recordsets/{record}", "/{id}"
    action = "/os-aggregates/{id}/action"
    return [
        *patched("project", "project", name=f"{mark}-b", description="b", enabled=False, tags=["b"]),
        *patched("group", "group", name=f"{mark}-b", description="b"),
        *patched("user", "user", name=f"{mark}-b", description="b", email="b@example.org", enabled=False),
        *patched("role", "role", name=f"{mark}-b"),
        *patched("domain", "domain", name=f"{mark}-b", description="b", enabled=False),
        *patched("region", "region", description="b"),
        *patched("service", "service", name=f"{mark}-b", type="b", description="b", enabled=False),
        *patched(
            "endpoint", "endpoint", name="b", interface="internal", url="http://b.example.org/", enabled=False
        ),
        Deed("flavor", "extra_specs", "PUT", "/flavors/{id}/os-extra_specs/for", {"for": "b"}),
        Deed("aggregate", "name", "PUT", "/os-aggregates/{id}", {"aggregate": {"name": f"{mark}-b"}}),
        Deed("aggregate", "metadata", "POST", action, {"set_metadata": {"metadata": {"for": "b"}}}),
        Deed(
            "aggregate",
            "availability_zone",
            "PUT",
            "/os-aggregates/{id}",
            {"aggregate": {"availability_zone": "b"}},
        ),
        *alarmed(description="b", severity="critical", repeat_actions=True, enabled=False),
        *alarmed(alarm_actions=["http://b.example.org/"], ok_actions=["http://b.example.org/"]),
        *alarmed(insufficient_data_actions=["http://b.example.org/"]),
        Deed("box", "X-Container-Meta", "POST", container, None, {"X_Container_Meta_For": "b"}),
        Deed("box", "X-Container-Read", "POST", container, None, {"X_Container_Read": "b:*"}),
        Deed("box", "X-Container-Write", "POST", container, None, {"X_Container_Write": "b:*"}),
        Deed("zone", "email", "PATCH", zone, {"email": "b@example.org"}),
        Deed("zone", "description", "PATCH", zone, {"description": "b"}),
        Deed("zone", "ttl", "PATCH", zone, {"ttl": 7200}),
        Deed("record", "ttl", "PUT", record, {"ttl": 600}),
        Deed("record", "description", "PUT", record, {"description": "b"}),
        Deed("record", "records", "PUT", record, {"records": ["192.0.2.2"]}),
    ]


async def test_every_change_shows_in_its_own_property(lab: RunningLab) -> None:
    raw, cloud = lab.cloud("lab-admin"), await opened(lab, "lab-admin")
    life = Life(cloud, time.time)
    zone = f"{life.name}.example.org."
    wanted = {"mark": life.name, "zone": zone, "record": f"www.{zone}"}
    try:
        await life.up(APP, **wanted)
        assert await life.drift() == {}
        ids = {str(one.address): one.physical_id for one in life.recorded}
        await all_show(life, raw, deeds(life.name), SERVICES, {"zone": ids["zone"], "record": ids["record"]})
        await life.up(APP, **wanted)
        assert await life.drift() == {}
    finally:
        await life.down()
        await cloud.close()
