"""What goes first takes along what stands on it, and is waited for by as little as can be."""

from __future__ import annotations

import pytest

from setpoint.engine.requests.surgery import mark_unhealthy
from setpoint.model.address import Address
from setpoint.model.plan import Deed, Plan, Step
from tests.lifecycle.kit import HEADER, Life, complete, deeds, live

PORT = """
  net: {type: OS::Neutron::Net}
  subnet:
    type: OS::Neutron::Subnet
    properties: {network: {get_resource: net}, cidr: 10.0.0.0/24}
  port:
    type: OS::Neutron::Port
    properties:
      network: {get_resource: net}
      mac_address: {get_param: mac}
      fixed_ips: [{subnet: {get_resource: subnet}, ip_address: 10.0.0.5}]
"""
"""A port that is replaced when its MAC address changes, after the old one is gone: both have one address."""

MAC = 'mac: {type: string, default: "fa:16:3e:00:00:01"}'
OTHER = "fa:16:3e:00:00:02"


def _step(plan: Plan, deed: Deed, address: str) -> Step:
    (found,) = [step for step in plan.steps if step.deed is deed and step.address == address]
    return found


@pytest.mark.parametrize("change", ("value", "update_replace_value"))
def test_a_member_that_uses_what_goes_first_goes_before_its_group_has_shrunk(change: str) -> None:
    template = f"""
parameters:
  {MAC}
  size: {{type: number, default: 2}}
resources:{PORT}
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: {{get_param: size}}
      resource_def: {{type: OS::Heat::TestResource, properties: {{{change}: {{get_resource: port}}}}}}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(template))
        plan = await life.plan(template, mac=OTHER, size=1)
        removed, port = _step(plan, Deed.DELETE, "group/1"), _step(plan, Deed.DELETE, "port")
        assert removed.id in port.needs, deeds(plan)
        complete(await life.up(template, mac=OTHER, size=1))
        assert life.attributes("port")["mac_address"] == OTHER
        assert (await life.plan(template, mac=OTHER, size=1)).is_empty
        life.check()

    live(scenario())


@pytest.mark.parametrize("change", ("value", "update_replace_value"))
def test_a_removed_member_of_a_nested_stack_goes_before_its_sibling_that_goes_first(change: str) -> None:
    stack = """
resources:
  inner: {type: inner.yaml, properties: {mac: MAC}}
  reader: {type: OS::Heat::TestResource, properties: {value: {get_attr: [inner, port]}}}
"""
    outputs = "outputs:\n  port: {value: {get_resource: port}}\n"
    nested = f"{HEADER}parameters:\n  mac: {{type: string}}\nresources:{PORT}{{user}}{outputs}"
    user = f"  user: {{type: OS::Heat::TestResource, properties: {{{change}: {{get_resource: port}}}}}}\n"

    async def scenario() -> None:
        life = Life()
        life.files = {"inner.yaml": nested.replace("{user}", user)}
        complete(await life.up(stack.replace("MAC", '"fa:16:3e:00:00:01"')))
        life.files = {"inner.yaml": nested.replace("{user}", "")}
        after = stack.replace("MAC", f'"{OTHER}"')
        plan = await life.plan(after)
        assert _step(plan, Deed.DELETE, "inner/user").id in _step(plan, Deed.DELETE, "inner/port").needs
        complete(await life.up(after))
        assert life.attributes("inner/port")["mac_address"] == OTHER
        assert life.attributes("reader")["output"] == life.one("inner/port").physical_id
        assert (await life.plan(after)).is_empty
        life.check()

    live(scenario())


def test_who_does_not_need_the_new_one_lets_go_before_the_old_one_goes_first() -> None:
    template = f"""
parameters:
  {MAC}
  user: {{type: string, default: port}}
conditions:
  uses_it: {{equals: [{{get_param: user}}, port]}}
resources:{PORT}
  other: {{type: OS::Heat::TestResource}}
  user:
    type: OS::Heat::TestResource
    properties: {{value: {{if: [uses_it, {{get_resource: port}}, {{get_resource: other}}]}}}}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(template, user="port"))
        moves = await life.plan(template, user="other", mac=OTHER)
        assert _step(moves, Deed.UPDATE, "user").id in _step(moves, Deed.DELETE, "port").needs, deeds(moves)
        stays = await life.plan(template, user="port", mac=OTHER)
        assert not [
            one for one in _step(stays, Deed.DELETE, "port").needs if stays.steps[one].address == "user"
        ]
        complete(await life.up(template, user="port", mac=OTHER))
        life.check()

    live(scenario())


def test_what_may_have_to_go_first_by_itself_goes_for_certain_before_what_it_stands_on() -> None:
    template = f"""
parameters:
  mac: {{type: string}}
resources:
  source: {{type: OS::Heat::TestResource, properties: {{value: {{get_param: mac}}}}}}{PORT}
""".replace("mac_address: {get_param: mac}", "mac_address: {get_attr: [source, output]}")

    async def scenario() -> None:
        life = Life()
        complete(await life.up(template, mac="fa:16:3e:00:00:01"))
        await mark_unhealthy(life.engine, "app", Address("subnet"), "loses packets")
        plan = await life.plan(template, mac=OTHER)
        assert _step(plan, Deed.DELETE, "port").id in _step(plan, Deed.DELETE, "subnet").needs, deeds(plan)
        complete(await life.up(template, mac=OTHER))
        assert life.attributes("port")["mac_address"] == OTHER
        life.check()

    live(scenario())
