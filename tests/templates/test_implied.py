"""What resources stand on without naming it: declared by their types, found by comparing what is written."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.model.address import Address, name_of
from setpoint.templates import implied
from setpoint.templates.cycles import knots
from setpoint.types import catalogue
from tests.templates.world import World, compiled

HEADER = "heat_template_version: 2021-04-16\n"

NET = """
  net: {type: OS::Neutron::Net}
  other: {type: OS::Neutron::Net}
"""
SUBNET = """
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}}
"""
OTHER = """
  elsewhere: {type: OS::Neutron::Subnet, properties: {network: {get_resource: other}, cidr: 10.1.0.0/24}}
"""


def stands_on(resources: str, name: str, head: str = "", **source: Any) -> Mapping[Address, str]:
    """What the resource called ``name`` stands on without naming it."""
    template = f"{HEADER}{head}\nresources:\n{resources}"
    return compiled(template, **source).composition.definitions[Address(name)].stands_on


def inside(template: str, address: str, *unmade: str, **source: Any) -> list[str]:
    """The same of a resource within a nested stack, while those that are ``unmade`` have not been made."""
    world = World(compiled(HEADER + template, **source).composition, frozenset(unmade))
    return [name_of(one) for one in world.definition(address).stands_on]


@pytest.mark.parametrize(
    "mine",
    (
        "{type: OS::Neutron::Port, properties: {network: {get_resource: net}}}",
        "{type: OS::Neutron::Port, properties: {network_id: {get_resource: net}}}",
        "{type: OS::Nova::Server, properties: {flavor: f, image: i, networks: [{network: {get_resource: net}}]}}",
        "{type: OS::Nova::Server, properties: {flavor: f, image: i, networks: [{uuid: {get_resource: net}}]}}",
        "{type: OS::Neutron::Router, properties: {external_gateway_info: {network: {get_resource: net}}}}",
    ),
)
def test_what_is_on_a_network_stands_on_its_subnets_and_on_no_others(mine: str) -> None:
    assert list(stands_on(f"  one: {mine}{NET}{SUBNET}{OTHER}", "one")) == ["subnet"]


def test_the_reason_is_told() -> None:
    port = "  port: {type: OS::Neutron::Port, properties: {network: {get_resource: net}}}"
    assert stands_on(port + NET + SUBNET, "port") == {"subnet": "has addresses for that network"}


PAIR = """
  port: {type: OS::Neutron::Port, properties: {network: MINE}}
  subnet: {type: OS::Neutron::Subnet, properties: {network_id: THEIRS, cidr: 10.0.0.0/24}}
  net: {type: OS::Neutron::Net}
  other: {type: OS::Neutron::Net}
"""
PARAMETERS = "parameters: {a: {type: string, default: private}, b: {type: string, default: private}}"


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    (
        ("private", "private", True),
        ("private", "public", False),
        ("{get_param: a}", "{get_param: b}", True),
        ("{get_param: a}", "private", True),
        ("{get_resource: net}", "{get_resource: net}", True),
        ("{get_resource: net}", "{get_resource: other}", False),
        ("{get_resource: net}", "net", False),
        ("{get_attr: [net, name]}", "{get_attr: [net, name]}", True),
        ("{get_attr: [net, name]}", "{get_attr: [net, show]}", False),
        ("{get_attr: [net, name]}", "{get_attr: [other, name]}", False),
        ("''", "''", False),
        ("{str_replace: {template: private, params: {x: y}}}", "private", True),
        (
            "{list_join: ['', [{get_attr: [net, name]}]]}",
            "{list_join: ['', [{get_attr: [net, name]}]]}",
            False,
        ),
    ),
)
def test_what_counts_as_the_same(mine: str, theirs: str, *, same: bool) -> None:
    pair = PAIR.replace("MINE", mine).replace("THEIRS", theirs)
    assert list(stands_on(pair, "port", PARAMETERS)) == (["subnet"] if same else [])


FORWARD = "floating_ip: x, internal_ip_address: 10.0.0.9, external_port: 80, internal_port_number: 80, protocol: tcp"
REACHED = (
    NET
    + SUBNET
    + """
  second: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.2.0.0/24}}
  router: {type: OS::Neutron::Router, properties: {external_gateway_info: {network: public}}}
  strange: {type: OS::Neutron::Router, properties: {external_gateway_info: {network: private}}}
  joined:
    type: OS::Neutron::RouterInterface
    properties: {router: {get_resource: router}, subnet: {get_resource: subnet}}
  apart:
    type: OS::Neutron::RouterInterface
    properties: {router: {get_resource: router}, subnet: {get_resource: second}}
  gate:
    type: OS::Neutron::Port
    properties: {network: {get_resource: net}, fixed_ips: [{subnet: {get_resource: subnet}}]}
  gated:
    type: OS::Neutron::RouterInterface
    properties: {router: {get_resource: strange}, port: {get_resource: gate}}
  placed:
    type: OS::Neutron::Port
    properties: {network: {get_resource: net}, fixed_ips: [{subnet_id: {get_resource: subnet}}]}
  anywhere: {type: OS::Neutron::Port, properties: {network: {get_resource: net}}}
"""
)


@pytest.mark.parametrize(
    ("mine", "found"),
    (
        ("FloatingIP, properties: {floating_network: public}", ["router"]),
        ("FloatingIP, properties: {floating_network_id: private}", ["strange"]),
        (
            "FloatingIP, properties: {floating_network: public, port_id: {get_resource: placed}}",
            ["router", "joined", "gated"],
        ),
        (
            "FloatingIP, properties: {floating_network: elsewhere, port_id: {get_resource: anywhere}}",
            ["joined", "apart", "gated"],
        ),
        (
            "FloatingIPAssociation, properties: {floatingip_id: x, port_id: {get_resource: placed}}",
            ["joined", "gated"],
        ),
        (
            f"FloatingIPPortForward, properties: {{{FORWARD}, internal_port: {{get_resource: placed}}}}",
            ["joined", "gated"],
        ),
        (
            "ExtraRoute, properties: {router_id: {get_resource: router}, destination: 10.9.0.0/24, nexthop: 10.0.0.9}",
            ["joined", "apart"],
        ),
        ("ExtraRouteSet, properties: {router: {get_resource: strange}, routes: []}", ["gated"]),
    ),
)
def test_what_routers_lead_to(mine: str, found: list[str]) -> None:
    assert list(stands_on(f"  one: {{type: OS::Neutron::{mine}}}{REACHED}", "one")) == found


def test_what_is_named_is_not_implied_as_well() -> None:
    port = "  port: {type: OS::Neutron::Port, depends_on: subnet, properties: {network: {get_resource: net}}}"
    assert not stands_on(port + NET + SUBNET, "port")


def test_what_would_be_part_of_a_circle_is_left_out_and_nothing_else() -> None:
    resources = f"""{NET}{SUBNET}
  port: {{type: OS::Neutron::Port, properties: {{network: {{get_resource: net}}}}}}
  late:
    type: OS::Neutron::Subnet
    properties:
      network: {{get_resource: net}}
      cidr: 10.2.0.0/24
      gateway_ip: {{get_attr: [port, fixed_ips, 0, ip_address]}}
  server:
    type: OS::Nova::Server
    properties: {{flavor: f, image: i, networks: [{{network: {{get_resource: net}}}}]}}
"""
    assert list(stands_on(resources, "port")) == ["subnet"]
    assert list(stands_on(resources, "server")) == ["subnet", "late"]


def test_of_a_choice_that_is_not_made_yet_both_branches_count() -> None:
    lib = f"""{HEADER}
parameters: {{which: {{type: string}}}}
conditions: {{first: {{equals: [{{get_param: which}}, first]}}}}
resources:
  port:
    type: OS::Neutron::Port
    properties: {{network: {{if: [first, {{get_resource: net}}, {{get_resource: other}}]}}}}
{NET}{SUBNET}{OTHER}"""
    template = """
resources:
  source: {type: OS::Heat::TestResource, properties: {value: first}}
  lib: {type: lib.yaml, properties: {which: {get_attr: [source, output]}}}
"""
    files = {"lib.yaml": lib}
    assert inside(template, "lib/port", "source", files=files) == ["subnet", "elsewhere"]


NESTED = f"""{HEADER}
parameters: {{mine: {{type: string}}, theirs: {{type: string}}, all: {{type: json, default: []}}}}
resources:
  port: {{type: OS::Neutron::Port, properties: {{network: {{get_param: mine}}}}}}
  subnet: {{type: OS::Neutron::Subnet, properties: {{network: {{get_param: theirs}}, cidr: 10.0.0.0/24}}}}
  server: {{type: OS::Nova::Server, properties: {{flavor: f, image: i, networks: {{get_param: all}}}}}}
"""


@pytest.mark.parametrize(("theirs", "found"), (("net", ["subnet"]), ("other", [])))
def test_what_parameters_of_nested_templates_were_given_is_compared(theirs: str, found: list[str]) -> None:
    properties = f"""
      mine: {{get_resource: net}}
      theirs: {{get_resource: {theirs}}}
      all: [{{network: {{get_resource: net}}}}]"""
    provider = f"\nresources:{NET}  lib:\n    type: lib.yaml\n    properties:{properties}\n"
    files = {"lib.yaml": NESTED}
    assert inside(provider, "lib/port", files=files) == found
    assert inside(provider, "lib/server", files=files) == found
    stack = f"""
resources:{NET}  lib:
    type: OS::Heat::Stack
    properties:
      template: {{get_file: lib.yaml}}
      parameters: {{{", ".join(line.strip() for line in properties.splitlines() if line)}}}
"""
    assert inside(stack, "lib/port", files=files) == found


def test_what_stands_for_a_type_is_one() -> None:
    port = "  port: {type: TYPE, properties: {network: {get_resource: net}}}"
    subnet = SUBNET.replace("OS::Neutron", "My")
    registry = {"My::Port": "OS::Neutron::Port", "My::Subnet": "OS::Neutron::Subnet"}
    environment: dict[str, Any] = {"resource_registry": registry}
    mine = port.replace("TYPE", "My::Port") + NET + subnet
    assert list(stands_on(mine, "port", environment=environment)) == ["subnet"]
    outputs = "".join(f"  {one}: {{value: x}}\n" for one in _attributes("OS::Neutron::Port"))
    files = {"p.yaml": f"{HEADER}parameters: {{network: {{type: string}}}}\noutputs:\n{outputs}"}
    environment = {"resource_registry": {"OS::Neutron::Port": "p.yaml"}}
    theirs = port.replace("TYPE", "OS::Neutron::Port") + NET + SUBNET
    assert list(stands_on(theirs, "port", files=files, environment=environment)) == ["subnet"]


def _attributes(name: str) -> frozenset[str]:
    found = catalogue.find(name)
    assert found is not None
    return found.attributes or frozenset()


def test_a_group_stands_on_what_its_members_would() -> None:
    group = """
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: 2
      resource_def: {type: OS::Neutron::Port, properties: {network: {get_resource: net}}}
"""
    assert list(stands_on(group + NET + SUBNET + OTHER, "group")) == ["subnet"]
    subnets = group.replace("Neutron::Port", "Neutron::Subnet").replace("}}}", "}, cidr: 10.0.0.0/24}}")
    port = "  port: {type: OS::Neutron::Port, properties: {network: {get_resource: net}}}"
    assert list(stands_on(subnets + port + NET, "port")) == ["group"]


def test_each_value_is_looked_at_once_for_each_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    real = implied._comparable

    def counting(value: Any) -> Any:
        nonlocal asked
        asked += 1
        return real(value)

    monkeypatch.setattr(implied, "_comparable", counting)
    many = 200
    resources = "".join(
        f"""
  net{number}: {{type: OS::Neutron::Net}}
  port{number}: {{type: OS::Neutron::Port, properties: {{network: {{get_resource: net{number}}}}}}}
  subnet{number}:
    type: OS::Neutron::Subnet
    properties: {{network: {{get_resource: net{number}}}, cidr: 10.0.0.0/24}}
"""
        for number in range(many)
    )
    assert list(stands_on(resources, "port7")) == ["subnet7"]
    assert asked == 2 * many


# ---- knots

GRAPHS = st.dictionaries(
    st.sampled_from(string.ascii_lowercase[:7]),
    st.lists(st.sampled_from(string.ascii_lowercase[:8])),
    max_size=7,
)


@given(GRAPHS)
def test_knots_are_what_reaches_each_other(graph: dict[Any, list[Any]]) -> None:
    def reached(start: str) -> set[str]:
        found: set[str] = set()
        queue = [start]
        while queue:
            for target in graph.get(queue.pop(), ()):
                if target in graph and target not in found:
                    found.add(target)
                    queue.append(target)
        return found

    knot = knots(graph)
    assert knot.keys() == graph.keys()
    for one in graph:
        for other in graph:
            together = one == other or (other in reached(one) and one in reached(other))
            assert (knot[one] == knot[other]) == together


def test_a_long_chain_is_no_matter() -> None:
    chain = {Address(str(number)): [Address(str(number + 1))] for number in range(20_000)}
    assert len(set(knots(chain).values())) == len(chain)
