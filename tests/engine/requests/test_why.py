from __future__ import annotations

import asyncio

import pytest

from setpoint.engine.requests.signalling import signal
from setpoint.engine.requests.standing import standing
from setpoint.engine.requests.surgery import mark_unhealthy
from setpoint.engine.requests.why import why
from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.errors import InvalidInput
from setpoint.model.observation import Pending
from tests.lifecycle.kit import Life, complete, live
from tests.waiting import until_true

APP = """
resources:
  net: {type: OS::Heat::RandomString}
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: 2
      resource_def: {type: OS::Heat::TestResource, properties: {value: {get_attr: [net, value]}}}
  last: {type: OS::Heat::TestResource, depends_on: group}
"""

SLOW = """
resources:
  quick: {type: OS::Heat::TestResource}
  slow: {type: OS::Heat::TestResource, properties: {wait_secs: 600, value: {get_resource: quick}}}
  last: {type: OS::Heat::TestResource, properties: {value: {get_resource: slow}}}
"""


def test_a_resource_at_rest() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(APP))
        found = await why(life.engine, "app", Address("net"))
        assert found.definition is not None
        assert found.definition.place is not None
        assert (found.definition.place.file, found.definition.place.line) == ("app.yaml", 4)
        assert found.stands_on == ()
        assert set(found.used_by) == {"group", "group/0", "group/1"}
        assert found.waits == ()
        assert found.costs["length"] is Change.REPLACE
        assert found.events[-1].address == "net"

    live(scenario())


def test_a_composite_has_members_and_its_members_are_explained() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(APP))
        assert (await why(life.engine, "app", Address("group"))).members == ("group/0", "group/1")
        member = await why(life.engine, "app", Address("group/1"))
        assert member.stands_on == ("net",)
        assert member.costs["value"] is Change.IN_PLACE

    live(scenario())


def test_what_a_pending_resource_and_its_user_wait_for() -> None:
    async def scenario() -> None:
        life = Life()
        task = asyncio.ensure_future(life.up(SLOW))
        await until_true(lambda: any(event.address == "slow" for event in life.events))
        await asyncio.sleep(1)
        began = next(event.at for event in life.events if event.address == "slow")

        slow = await why(life.engine, "app", Address("slow"))
        assert [(one.address, one.what) for one in slow.waits] == [("slow", "to be created")]
        assert slow.waits[0].since == pytest.approx(began, abs=1)
        assert isinstance(slow.seen, Pending)
        assert slow.is_driven

        last = await why(life.engine, "app", Address("last"))
        assert last.one is None
        assert [(one.address, one.what) for one in last.waits] == [("slow", "to be created")]
        task.cancel()

    live(scenario())


def test_a_resource_that_stands_at_a_hook_says_which() -> None:
    environment = {"resource_registry": {"resources": {"quick": {"hooks": "pre-create"}}}}

    async def scenario() -> None:
        life = Life()
        task = asyncio.ensure_future(life.up(SLOW, environment))
        await until_true(lambda: any("pre-create" in event.reason for event in life.events))
        found = await why(life.engine, "app", Address("quick"))
        assert [one.hook for one in found.waits] == ["pre-create"]
        task.cancel()

    live(scenario())


def test_a_mark_is_a_reason() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(APP))
        await mark_unhealthy(life.engine, "app", Address("last"), "it smells")
        found = await why(life.engine, "app", Address("last"))
        assert [(one.property, one.value) for one in found.adjustments] == [("unhealthy", "it smells")]

    live(scenario())


def test_an_unknown_resource_is_answered_with_the_nearest() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(APP))
        with pytest.raises(InvalidInput, match=r"did you mean 'group/[01]'"):
            await why(life.engine, "app", Address("group/9"))

    live(scenario())


HOOKED = {
    "resource_registry": {
        "resources": {"net": {"hooks": ["pre-create", "post-create"]}, "group": {"hooks": ["pre-create"]}}
    }
}


def test_what_stands_at_a_hook_is_told_as_long_as_it_stands_there() -> None:
    async def scenario() -> None:
        life = Life()
        task = asyncio.ensure_future(life.up(APP, HOOKED))
        for address, hook in (("net", "pre-create"), ("net", "post-create"), ("group", "pre-create")):
            await life.until(lambda event, at=(address, hook): (event.address, event.hook) == at)  # type: ignore[misc]
            (stands,) = standing(life.records, life.stack())
            assert (stands.address, stands.hook) == (address, hook)
            (wait,) = [one for one in (await why(life.engine, "app", Address(address))).waits if one.hook]
            assert (wait.address, wait.hook, wait.what) == (address, hook, f"the hook {hook} to be cleared")
            assert not any(one.hook for one in (await why(life.engine, "app", Address("last"))).waits)
            await signal(life.engine, "app", Address(address), {"unset_hook": hook})
        complete(await task)
        assert standing(life.records, life.stack()) == ()

    live(scenario())
