"""Stacks moved to and from Heat: what its `stack abandon` gives is adopted, and what ours gives is of the same form."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from setpoint.certify.virtual_time import clock
from setpoint.engine.requests.carry import abandon, adopt, export
from setpoint.engine.requests.preview import new_stack
from setpoint.engine.requests.signalling import signal
from setpoint.engine.result import Verdict
from setpoint.model.address import Address
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action, Status
from setpoint.model.value import reveal
from tests.lifecycle.kit import Life, complete, live

APP = """
parameters: {size: {type: number, default: 2}, gone: {type: json, default: []}}
resources:
  net: {type: OS::Neutron::Net}
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_resource: net}, cidr: 10.1.0.0/24}}
  group:
    type: OS::Heat::ResourceGroup
    depends_on: subnet
    properties:
      count: {get_param: size}
      removal_policies: {get_param: gone}
      resource_def:
        type: inner.yaml
        properties: {net: {get_resource: net}, number: "%index%"}
  password: {type: OS::Heat::RandomString, properties: {length: 12}}
  said: {type: OS::Heat::Value, properties: {value: {get_attr: [group, refs]}}}
outputs:
  password: {value: {get_attr: [password, value]}}
  said: {value: {get_attr: [said, value]}}
"""
INNER = """
heat_template_version: 2021-04-16
parameters: {net: {type: string}, number: {type: string}}
resources:
  port: {type: OS::Neutron::Port, properties: {network: {get_param: net}}}
"""
DEEDS = ("create", "update", "delete", "go_on")


def started() -> Life:
    life = Life()
    life.files = {"inner.yaml": INNER}
    return life


def deeds_on(life: Life) -> list[Any]:
    return [call for call in life.world.calls if call.verb in DEEDS]


def from_heat(one: dict[str, Any]) -> dict[str, Any]:
    """What Heat tells of the same resources: of nested stacks, groups included, nothing but the stack itself."""
    if "resources" in one:
        told = {"name": one["name"], "id": f"stack-{one['name']}", "action": "CREATE", "status": "COMPLETE"}
        members = {name: from_heat(member) for name, member in one["resources"].items()}
        return {**told, "template": {}, "environment": {}, "files": {}, "resources": members}
    keys = ("name", "resource_id", "type", "action", "status", "metadata", "resource_data")
    return {key: one[key] for key in keys}


def test_what_heat_abandons_is_adopted_with_nothing_to_do() -> None:
    async def scenario() -> None:
        life = started()
        complete(await life.up(APP, size=3))
        gone = [{"resource_list": ["1"]}]
        complete(await life.up(APP, size=2, gone=gone))
        members = {name for name in life.recorded.addresses() if name.startswith("group/")}
        assert members == {"group/0", "group/2", "group/0/port", "group/2/port"}
        before = {one.address: one.physical_id for one in life.recorded if not one.composite}
        outputs = reveal(dict(life.stack().outputs))
        carried = await abandon(life.engine, "app")
        heats = {name: from_heat(one) for name, one in carried["resources"].items()}
        done = deeds_on(life)
        source = life.source(APP, size=2, gone=gone)
        complete(await adopt(life.engine, life.stack(), source, {"resources": heats}))
        assert deeds_on(life) == done
        after = {one.address: one.physical_id for one in life.recorded if not one.composite}
        assert after == before
        assert (await life.plan(APP, size=2, gone=gone)).is_empty
        assert reveal(dict(life.stack().outputs))["password"] == outputs["password"]
        complete(await life.down())
        life.check()

    live(scenario())


WAITED = """
resources:
  handle: {type: OS::Heat::WaitConditionHandle, metadata: {of: the template}}
  wait: {type: OS::Heat::WaitCondition, properties: {handle: {get_resource: handle}, timeout: 60, count: 2}}
  said: {type: OS::Heat::Value, properties: {value: {get_attr: [wait, data]}}}
"""


def test_what_was_signalled_there_is_not_waited_for_again() -> None:
    async def scenario() -> None:
        life = Life()
        going = asyncio.ensure_future(life.up(WAITED))
        await life.until(lambda event: event.address == "wait")
        for data in ("a", "b"):
            await signal(life.engine, "app", Address("handle"), {"id": data, "data": data})
        complete(await going)
        carried = await abandon(life.engine, "app")
        came = {
            "a": {"status": "SUCCESS", "reason": "Signal 1 received", "data": "a"},
            "b": {"status": "SUCCESS", "reason": "Signal 2 received", "data": "b"},
        }
        assert carried["resources"]["handle"]["metadata"] == {"of": "the template", **came}
        heats = {name: from_heat(one) for name, one in carried["resources"].items()}
        heats["wait"]["resource_id"] = ""  # Heat has no id of one
        complete(await adopt(life.engine, life.stack(), life.source(WAITED), {"resources": heats}))
        began = clock()
        complete(await life.up(WAITED))
        assert clock() - began < 1
        assert life.attributes("said") == {"value": '{"a": "a", "b": "b"}'}
        assert (await life.plan(WAITED)).is_empty
        life.check()

    live(scenario())


def test_an_abandoned_stack_has_the_form_that_heat_adopts() -> None:
    async def scenario() -> None:
        life = started()
        complete(await life.up(APP))
        found = await abandon(life.engine, "app")
        assert found["template"]["heat_template_version"] == "2021-04-16"
        assert found["template"]["resources"]["net"] == {"type": "OS::Neutron::Net"}
        assert found["files"] == {"inner.yaml": INNER}
        assert found["environment"]["parameters"] == {}
        assert list(found["resources"]["group"]["resources"]) == ["0", "1"]
        port = found["resources"]["group"]["resources"]["1"]["resources"]["port"]
        assert (port["name"], port["type"]) == ("port", "OS::Neutron::Port")
        assert port["resource_id"] in life.world.things
        password = found["resources"]["password"]
        assert password["resource_data"] == {"value": password["attributes"]["value"]}
        assert len(password["resource_data"]["value"]) == 12

    live(scenario())


def test_a_random_string_whose_value_is_not_carried_is_not_drawn_anew() -> None:
    template = "resources:\n  password: {type: OS::Heat::RandomString}\n"

    async def scenario() -> None:
        life = Life()
        complete(await life.up(template))
        masked = export(life.engine, "app")
        elsewhere = new_stack(life.engine, "copy", "another cloud")
        with pytest.raises(InvalidInput, match="password: its value is not in the file"):
            await adopt(life.engine, elsewhere, life.source(template), masked)
        assert life.records.stack("copy") is None

    live(scenario())


def test_what_goes_by_an_id_that_nobody_else_knows_is_looked_for() -> None:
    template = """
resources:
  key: {type: OS::Nova::KeyPair, properties: {name: mine, public_key: ssh-rsa AAAA}}
  zone: {type: OS::Neutron::Net}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(template))
        carried = await abandon(life.engine, "app")
        carried["resources"]["zone"]["resource_id"] = "what another one calls it"
        complete(await adopt(life.engine, life.stack(), life.source(template), carried))
        assert life.one("zone").physical_id in life.world.things
        assert (await life.plan(template)).is_empty

    live(scenario())


def test_everything_that_is_not_there_is_told_at_once() -> None:
    async def scenario() -> None:
        life = Life()
        nets = "resources:\n  a: {type: OS::Neutron::Net}\n  b: {type: OS::Neutron::Net}\n"
        carried = {"resources": {"a": {"resource_id": "no"}, "b": {"resource_id": "none"}}}
        with pytest.raises(InvalidInput) as refused:
            await adopt(life.engine, life.stack(), life.source(nets), carried)
        assert [one.address for one in refused.value.diagnostics] == ["a", "b"]
        assert [call.verb for call in life.world.calls].count("observe") == 1

    live(scenario())


def test_a_stack_that_heat_keeps_apart_must_come_along() -> None:
    template = """
resources:
  inner:
    type: OS::Heat::Stack
    properties: {template: {get_file: inner.yaml}, parameters: {net: x, number: "1"}}
"""

    async def scenario() -> None:
        life = started()
        carried = {"resources": {"inner": {"resource_id": "x", "type": "OS::Heat::Stack"}}}
        with pytest.raises(InvalidInput, match="inner: what it holds is not there"):
            await adopt(life.engine, life.stack(), life.source(template), carried)

    live(scenario())


def names_of(life: Life, status: Status) -> list[str]:
    return sorted(one.address for one in life.recorded if one.status is status)


def test_what_no_id_is_given_for_has_failed_with_what_is_around_it_and_is_made_by_the_next_update() -> None:
    async def scenario() -> None:
        life = started()
        complete(await life.up(APP))
        carried = await abandon(life.engine, "app")
        resources = carried["resources"]
        kept = {name: resources[name] for name in ("net", "subnet", "group", "said")}
        del kept["group"]["resources"]["1"]["resources"]["port"]
        done = deeds_on(life)
        result = await adopt(life.engine, life.stack(), life.source(APP), {"resources": kept})
        assert (result.verdict, result.stack.action) == (Verdict.FAILED, Action.ADOPT)
        assert deeds_on(life) == done
        assert names_of(life, Status.FAILED) == ["group", "group/1", "group/1/port", "password"]
        assert life.one("group").reason == (
            "Resource ADOPT failed: Exception: resources.1.resources.port: Resource ID was not provided."
        )
        assert {one.address for one in result.failures} == {"password", "group/1/port"}
        before = {one.address: one.physical_id for one in life.recorded if one.status is Status.COMPLETE}
        complete(await life.up(APP))
        created = [call.verb for call in deeds_on(life)[len(done) :]]
        assert created == ["create"], "of the port; what is drawn has no cloud"
        after = {one.address: one.physical_id for one in life.recorded}
        assert before.items() <= after.items()
        assert life.one("password").physical_id
        assert not life.store.examine()

    live(scenario())


def test_a_nested_stack_of_which_nothing_is_carried_has_failed() -> None:
    async def scenario() -> None:
        life = started()
        complete(await life.up(APP))
        carried = await abandon(life.engine, "app")
        lacking = {name: one for name, one in carried["resources"].items() if name != "group"}
        result = await adopt(life.engine, life.stack(), life.source(APP), {"resources": lacking})
        assert result.verdict is Verdict.FAILED
        ports, members = ["group/0/port", "group/1/port"], ["group/0", "group/1"]
        assert names_of(life, Status.FAILED) == sorted(["group", *members, *ports])
        complete(await life.up(APP))
        assert names_of(life, Status.FAILED) == []

    live(scenario())


def test_what_was_adopted_in_part_is_not_removed_by_a_way_back() -> None:
    nets = "resources:\n  a: {type: OS::Neutron::Net}\n  b: {type: OS::Neutron::Net}\n"
    wrong = nets + "  c: {type: OS::Heat::TestResource, properties: {fail: true}}\n"

    async def scenario() -> None:
        life = Life()
        complete(await life.up(nets))
        carried = await abandon(life.engine, "app")
        a = {"a": carried["resources"]["a"]}
        await adopt(life.engine, life.stack(), life.source(nets), {"resources": a})
        result = await life.up(wrong, rollback=True)
        assert result.verdict is Verdict.ROLLED_BACK
        assert life.one("a").physical_id == a["a"]["resource_id"]
        assert life.one("b").status is Status.COMPLETE

    live(scenario())


def test_what_heat_gives_no_id_needs_none() -> None:
    delay = "resources:\n  rest: {type: OS::Heat::Delay, properties: {min_wait: 5}}\n"

    async def scenario() -> None:
        life = Life()
        told = {"name": "rest", "resource_id": None, "type": "OS::Heat::Delay", "action": "CREATE"}
        complete(await adopt(life.engine, life.stack(), life.source(delay), {"resources": {"rest": told}}))
        assert (await life.plan(delay)).is_empty

    live(scenario())


def test_what_hangs_on_what_is_not_there_cannot_be_taken_up() -> None:
    template = """
resources:
  size: {type: OS::Heat::Value, properties: {value: 1}}
  group:
    type: OS::Heat::ResourceGroup
    properties: {count: {get_attr: [size, value]}, resource_def: {type: OS::Neutron::Net}}
"""

    async def scenario() -> None:
        life = Life()
        with pytest.raises(InvalidInput, match="group: what it holds depends on what is not there"):
            await adopt(life.engine, life.stack(), life.source(template), {"resources": {}})

    live(scenario())
