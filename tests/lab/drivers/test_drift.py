"""Whatever somebody changes on a real cloud behind a stack's back, drift tells exactly that, in a few list calls."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from lab.rest import Cloud
from setpoint.engine.requests.drift import State
from tests.lab.conftest import RunningLab
from tests.lab.drivers.conftest import opened
from tests.lab.watching import settled
from tests.scenarios.life import Life

pytestmark = pytest.mark.lab

APP = """
parameters: {mark: {type: string}, size: {type: number, default: 1}}
resources:
  net:
    type: OS::Neutron::Net
    properties: {name: a, tags: [a], value_specs: {description: a}, port_security_enabled: true}
  subnet:
    type: OS::Neutron::Subnet
    properties:
      name: a
      network: {get_resource: net}
      cidr: 10.64.0.0/24
      gateway_ip: 10.64.0.1
      dns_nameservers: [192.0.2.1]
      host_routes: [{destination: 198.51.100.0/24, nexthop: 10.64.0.9}]
      allocation_pools: [{start: 10.64.0.10, end: 10.64.0.99}]
      tags: [a]
  open: {type: OS::Neutron::SecurityGroup, properties: {name: a}}
  web:
    type: OS::Neutron::SecurityGroup
    properties:
      name: a
      description: a
      rules: [{protocol: tcp, port_range_min: 80, port_range_max: 80}, {protocol: icmp}]
  router: {type: OS::Neutron::Router, properties: {name: a, tags: [a]}}
  port:
    type: OS::Neutron::Port
    properties:
      name: a
      network: {get_resource: net}
      fixed_ips: [{subnet: {get_resource: subnet}, ip_address: 10.64.0.20}]
      security_groups: [{get_resource: web}]
      allowed_address_pairs: [{ip_address: 10.64.0.30}]
      binding:vnic_type: normal
      dns_name: a
      tags: [a]
  plug: {type: OS::Neutron::Port, depends_on: subnet, properties: {network: {get_resource: net}}}
  server:
    type: OS::Nova::Server
    properties:
      name: {get_param: mark}
      flavor: m1.nano
      image: cirros
      networks: [{port: {get_resource: plug}}]
      metadata: {for: a}
      tags: [a]
  volume:
    type: OS::Cinder::Volume
    properties: {name: a, size: {get_param: size}, description: a, metadata: {for: a}, read_only: false}
"""


class Deed(NamedTuple):
    """One change by a plain call: of what, in which property it shows, and how one asks for it (`{id}`: of what)."""

    address: str
    shows: str
    method: str
    path: str
    body: Any = None
    """A function makes one of what is shown at the path."""
    headers: Mapping[str, str] = {}


def put(address: str, key: str, path: str, **values: Any) -> list[Deed]:
    """A change of each property by a call of its own."""
    return [
        Deed(address, name.replace("__", ":"), "PUT", path, {key: {name.replace("__", ":"): value}})
        for name, value in values.items()
    ]


def deeds(ids: Mapping[str, str], rule: str) -> list[Deed]:
    """Everything that an ordinary user can change behind the stack's back."""
    two = {"tags": ["b"]}
    neutron = "/v2.0/"
    return [
        *put(
            "net",
            "network",
            neutron + "networks/{id}",
            name="b",
            admin_state_up=False,
            port_security_enabled=False,
        ),
        Deed("net", "value_specs", "PUT", neutron + "networks/{id}", {"network": {"description": "b"}}),
        Deed("net", "tags", "PUT", neutron + "networks/{id}/tags", two),
        *put(
            "subnet",
            "subnet",
            neutron + "subnets/{id}",
            name="b",
            gateway_ip="10.64.0.2",
            dns_nameservers=["192.0.2.2"],
            host_routes=[],
            allocation_pools=[{"start": "10.64.0.10", "end": "10.64.0.88"}],
            enable_dhcp=False,
        ),
        Deed("subnet", "tags", "PUT", neutron + "subnets/{id}/tags", two),
        *put("web", "security_group", neutron + "security-groups/{id}", name="b", description="b"),
        Deed("web", "rules", "DELETE", f"{neutron}security-group-rules/{rule}", None),
        *put("router", "router", neutron + "routers/{id}", name="b", admin_state_up=False),
        Deed("router", "tags", "PUT", neutron + "routers/{id}/tags", two),
        *put(
            "port",
            "port",
            neutron + "ports/{id}",
            name="b",
            admin_state_up=False,
            security_groups=[ids["open"]],
            allowed_address_pairs=[{"ip_address": "10.64.0.31"}],
            fixed_ips=[{"subnet_id": ids["subnet"], "ip_address": "10.64.0.21"}],
            binding__vnic_type="direct",
            dns_name="b",
        ),
        Deed("port", "tags", "PUT", neutron + "ports/{id}/tags", two),
        *put("server", "server", "/servers/{id}", name="b"),
        Deed("server", "metadata", "PUT", "/servers/{id}/metadata", {"metadata": {"for": "b"}}),
        Deed("server", "tags", "PUT", "/servers/{id}/tags", two, {"OpenStack_API_Version": "compute 2.90"}),
        *put("volume", "volume", "/volumes/{id}", name="b", description="b"),
        Deed("volume", "metadata", "PUT", "/volumes/{id}/metadata", {"metadata": {"for": "b"}}),
        Deed(
            "volume",
            "read_only",
            "POST",
            "/volumes/{id}/action",
            {"os-update_readonly_flag": {"readonly": True}},
        ),
        Deed("volume", "size", "POST", "/volumes/{id}/action", {"os-extend": {"new_size": 2}}),
    ]


SERVICES = {"server": "compute", "volume": "block-storage"}

BALANCED = """
resources:
  net: {type: OS::Neutron::Net}
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.68.0.0/24}}
  balancer:
    type: OS::Octavia::LoadBalancer
    properties: {name: a, description: a, vip_subnet: {get_resource: subnet}}
  pool:
    type: OS::Octavia::Pool
    properties:
      name: a
      description: a
      loadbalancer: {get_resource: balancer}
      lb_algorithm: ROUND_ROBIN
      protocol: HTTP
      session_persistence: {type: HTTP_COOKIE}
  listener:
    type: OS::Octavia::Listener
    properties:
      name: a
      description: a
      loadbalancer: {get_resource: balancer}
      default_pool: {get_resource: pool}
      protocol: HTTP
      protocol_port: 80
      connection_limit: 5
      allowed_cidrs: [192.0.2.0/24]
  member:
    type: OS::Octavia::PoolMember
    properties: {pool: {get_resource: pool}, address: 10.68.0.9, protocol_port: 80, weight: 1, tags: [a]}
  monitor:
    type: OS::Octavia::HealthMonitor
    properties:
      pool: {get_resource: pool}
      type: HTTP
      delay: 5
      timeout: 3
      max_retries: 2
      http_method: GET
      url_path: /a
      expected_codes: "200"
"""


async def all_show(
    life: Life, raw: Cloud, left: list[Deed], services: Mapping[str, str], of: Mapping[str, str] | None = None
) -> None:
    """Do all that is ``left`` to be done, and see each in its own property, and nothing else.

    ``services`` names the service of each address where that is not the network's; ``of`` has what ``{...}`` in paths
    stands for.
    """
    ids = {str(one.address): one.physical_id for one in life.recorded}
    expected: dict[str, set[str]] = {}
    while left:  # one change of each thing at a time
        for one in list({one.address: one for one in reversed(left)}.values()):
            service, path = (
                services.get(one.address, "network"),
                one.path.format(id=ids[one.address], **of or {}),
            )
            body = one.body(raw.get(service, path)) if callable(one.body) else one.body
            raw.call(one.method, service, path, body, **one.headers)
            if service == "dns":  # which goes to work on it then
                settled(raw, service, path, "status", "ACTIVE")
            expected.setdefault(one.address, set()).add(one.shows)
            left.remove(one)
        found = await life.drift()
        assert {
            address: {each.property for each in one.differences} for address, one in found.items()
        } == expected
        assert {one.state for one in found.values()} == {State.CHANGED}


async def test_every_change_shows_in_its_own_property(lab: RunningLab) -> None:
    raw = lab.cloud()
    cloud = await opened(lab)
    life = Life(cloud, time.time)
    try:
        await life.up(APP, mark=life.name)
        assert await life.drift() == {}
        ids = {str(one.address): one.physical_id for one in life.recorded}
        group = raw.get("network", f"/v2.0/security-groups/{ids['web']}")["security_group"]
        (rule,) = (one["id"] for one in group["security_group_rules"] if one["protocol"] == "icmp")
        await all_show(life, raw, deeds(ids, rule), SERVICES)
        await life.up(APP, mark=life.name, size=2)  # a volume cannot shrink
        assert await life.drift() == {}
    finally:
        await life.down()
        await cloud.close()


def below_a_balancer(pool: str) -> list[Deed]:
    """Everything that can be changed on a load balancer and below it."""
    below = "/v2.0/lbaas/"
    listener = {"name": "b", "description": "b", "connection_limit": 6, "allowed_cidrs": ["198.51.100.0/24"]}
    member = f"{below}pools/{pool}/members/{{id}}"
    monitor = {"delay": 6, "timeout": 4, "max_retries": 3, "http_method": "HEAD", "url_path": "/b"}
    return [
        *put("balancer", "loadbalancer", below + "loadbalancers/{id}", name="b", description="b"),
        *put("listener", "listener", below + "listeners/{id}", **listener, admin_state_up=False),
        *put(
            "pool", "pool", below + "pools/{id}", name="b", description="b", lb_algorithm="LEAST_CONNECTIONS"
        ),
        *put("pool", "pool", below + "pools/{id}", session_persistence={"type": "SOURCE_IP"}),
        *put("member", "member", member, weight=2, admin_state_up=False, tags=["b"]),
        *put("monitor", "healthmonitor", below + "healthmonitors/{id}", **monitor, expected_codes="204"),
    ]


async def test_every_change_below_a_load_balancer_shows_in_its_own_property(lab: RunningLab) -> None:
    raw = lab.cloud()
    cloud = await opened(lab)
    life = Life(cloud, time.time)
    try:
        await life.up(BALANCED)
        ids = {str(one.address): one.physical_id for one in life.recorded}
        whole = f"/v2.0/lbaas/loadbalancers/{ids['balancer']}"
        expected: dict[str, set[str]] = {}
        for one in below_a_balancer(ids["pool"]):
            raw.call(one.method, "load-balancer", one.path.format(id=ids[one.address]), one.body)
            settled(raw, "load-balancer", whole, "provisioning_status", "ACTIVE")
            expected.setdefault(one.address, set()).add(one.shows)
        found = await life.drift()
        assert {
            address: {each.property for each in one.differences} for address, one in found.items()
        } == expected
        await life.up(BALANCED)
        assert await life.drift() == {}
    finally:
        await life.down()
        await cloud.close()


MANY = """
parameters: {size: {type: number}}
resources:
  net: {type: OS::Neutron::Net}
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.65.0.0/24}}
  several:
    type: OS::Heat::ResourceGroup
    depends_on: subnet
    properties:
      count: {get_param: size}
      resource_def: {type: OS::Neutron::Port, properties: {network: {get_resource: net}}}
  groups:
    type: OS::Heat::ResourceGroup
    properties: {count: {get_param: size}, resource_def: {type: OS::Neutron::SecurityGroup}}
  volumes:
    type: OS::Heat::ResourceGroup
    properties: {count: {get_param: size}, resource_def: {type: OS::Cinder::Volume, properties: {size: 1}}}
"""


async def test_more_things_take_no_more_calls(lab: RunningLab) -> None:
    cloud = await opened(lab)
    life = Life(cloud, time.time)

    async def calls_of_drift() -> int:
        before = cloud.region.connection.transport.sent
        assert await life.drift() == {}
        return cloud.region.connection.transport.sent - before

    try:
        await life.up(MANY, size=3)
        few = await calls_of_drift()
        await life.up(MANY, size=6)
        many = await calls_of_drift()
        assert many <= few <= 8, "nets, subnets, ports (with what they are on), groups and volumes"
    finally:
        await life.down()
        await cloud.close()
