"""A stack whose resources need each other without a word: they are made, changed and removed in the right order.

Neutron gives a port no address where there is no subnet yet, and refuses a floating IP that no router leads to. Every
template here has what is needed below what needs it.
"""

from __future__ import annotations

import pytest

from setpoint.certify.simulated.provided import provide_networks
from setpoint.certify.simulated.world import World as Cloud
from setpoint.engine.requests.graph import stack_graph
from setpoint.engine.requests.surgery import mark_unhealthy
from setpoint.engine.requests.why import why
from setpoint.model.address import Address
from setpoint.model.graph import Edge
from setpoint.model.plan import Deed
from setpoint.model.plan_text import plan_text
from tests.lifecycle.kit import Life, complete, deeds, live

REACHED = """
resources:
  address:
    type: OS::Neutron::FloatingIP
    properties: {floating_network: public, port_id: {get_resource: port}}
  server:
    type: OS::Nova::Server
    properties: {flavor: small, image: jammy, networks: [{network: {get_resource: net}}]}
  port: {type: OS::Neutron::Port, properties: {network: {get_resource: net}}}
  joined:
    type: OS::Neutron::RouterInterface
    properties: {router: {get_resource: router}, subnet: {get_resource: subnet}}
  router: {type: OS::Neutron::Router, properties: {external_gateway_info: {network: public}}}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: 10.9.0.0/24}
  net: {type: OS::Neutron::Net}
"""

LIBRARY = """heat_template_version: 2021-04-16
parameters: {net: {type: string}}
resources:
  port: {type: OS::Neutron::Port, properties: {network: {get_param: net}}}
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_param: net}, cidr: 10.9.0.0/24}}
outputs:
  ip: {value: {get_attr: [port, fixed_ips, 0, ip_address]}}
"""

NESTED = """
resources:
  lib: {type: lib.yaml, properties: {net: {get_resource: net}}}
  net: {type: OS::Neutron::Net}
outputs:
  ip: {value: {get_attr: [lib, ip]}}
"""

GROUPED = """
resources:
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: 3
      resource_def: {type: OS::Neutron::Port, properties: {network: {get_resource: net}}}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: 10.9.0.0/24}
  net: {type: OS::Neutron::Net}
"""


@pytest.fixture(name="life")
def _life() -> Life:
    cloud = Cloud()
    provide_networks(cloud)
    return Life(world=cloud)


def test_all_works_and_goes_again(life: Life) -> None:
    async def scenario() -> None:
        complete(await life.up(REACHED))
        port, server, address = (life.one(name) for name in ("port", "server", "address"))
        assert port.attributes["fixed_ips"], "the port came before the subnet"
        assert server.attributes["first_address"].startswith("10.9.0.")
        assert address.attributes["port_id"] == port.physical_id
        assert (await life.plan(REACHED)).is_empty
        life.check()
        complete(await life.down())
        assert not len(life.recorded)

    live(scenario())


def test_the_plan_the_graph_and_why_show_it(life: Life) -> None:
    async def scenario() -> None:
        lines = plan_text(await life.plan(REACHED), "app").splitlines()
        (address,) = (line for line in lines if "+ address" in line)
        assert address.endswith("after port, router, joined")
        complete(await life.up(REACHED))
        edges = stack_graph(life.engine, "app").edges
        assert Edge(Address("port"), Address("subnet")) in edges
        told = await why(life.engine, "app", Address("port"))
        assert told.stands_on == ("net", "subnet")
        assert told.definition is not None
        assert told.definition.stands_on == {"subnet": "has addresses for that network"}
        assert "port" in (await why(life.engine, "app", Address("subnet"))).used_by

    live(scenario())


def test_what_is_only_implied_is_let_go_of_as_well(life: Life) -> None:
    async def scenario() -> None:
        complete(await life.up(REACHED))
        await mark_unhealthy(life.engine, "app", Address("joined"), "loses packets")
        plan = await life.plan(REACHED)
        assert f"{Deed.LET_GO} address" in deeds(plan)
        complete(await life.up(REACHED))
        floating = life.world[life.one("address").physical_id]
        assert life.one("joined").physical_id in floating.bonds
        life.check()

    live(scenario())


def test_within_a_nested_stack(life: Life) -> None:
    async def scenario() -> None:
        life.files["lib.yaml"] = LIBRARY
        complete(await life.up(NESTED))
        assert life.attributes("lib/port")["fixed_ips"]
        life.check()

    live(scenario())


def test_members_of_a_group_come_after_what_is_beside_the_group(life: Life) -> None:
    async def scenario() -> None:
        complete(await life.up(GROUPED))
        assert all(life.attributes(f"group/{number}")["fixed_ips"] for number in range(3))
        life.check()

    live(scenario())


CIRCLE = """
resources:
  port: {type: OS::Neutron::Port, properties: {network: {get_resource: net}}}
  routed:
    type: OS::Neutron::Subnet
    properties:
      network: {get_resource: net}
      cidr: 10.9.0.0/24
      host_routes:
      - {destination: 10.0.0.0/8, nexthop: {get_attr: [port, fixed_ips, 0, ip_address]}}
  first: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.8.0.0/24}}
  net: {type: OS::Neutron::Net}
"""


def test_a_subnet_that_needs_a_port_of_its_own_network_does(life: Life) -> None:
    async def scenario() -> None:
        complete(await life.up(CIRCLE))
        assert life.attributes("routed")["host_routes"][0]["nexthop"].startswith("10.8.0.")
        life.check()

    live(scenario())
