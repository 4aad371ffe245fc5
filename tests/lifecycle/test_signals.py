"""Wait conditions: what they wait for comes as signals to their handle, and each of these counts exactly once."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from setpoint.certify.virtual_time import clock
from setpoint.engine.requests.hearing import received
from setpoint.engine.requests.signalling import NotThereYet, TakesNoSignal, signal
from setpoint.engine.requests.taking import taken, taken_at_rest
from setpoint.engine.result import Result, Verdict
from setpoint.model.address import Address
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action, Status
from setpoint.model.signal import LONGEST
from tests.lifecycle.kit import Life, complete, deeds, live, until_killed

WAITING = """
parameters:
  count: {type: number, default: 1}
  within: {type: number, default: 600}
  before: {type: number, default: 0}
resources:
  handle: {type: OS::Heat::WaitConditionHandle}
  before: {type: OS::Heat::Delay, properties: {min_wait: {get_param: before}}}
  wait:
    type: OS::Heat::WaitCondition
    depends_on: before
    properties:
      handle: {get_resource: handle}
      count: {get_param: count}
      timeout: {get_param: within}
  after: {type: OS::Heat::Value, properties: {value: {get_attr: [wait, data]}}}
outputs:
  data: {value: {get_attr: [wait, data]}}
"""
UPDATED = """
resources:
  handle: {type: OS::Heat::UpdateWaitConditionHandle}
  wait:
    type: AWS::CloudFormation::WaitCondition
    properties: {Handle: {get_resource: handle}, Count: 1, Timeout: 600}
  after: {type: OS::Heat::Value, properties: {value: {get_attr: [wait, Data]}}}
"""


async def send(life: Life, body: Any = None, to: str = "handle") -> None:
    await signal(life.engine, "app", Address(to), body)


def going(life: Life, text: str = WAITING, **parameters: Any) -> asyncio.Task[Result]:
    return asyncio.ensure_future(life.up(text, **parameters))


async def waits(life: Life, at: str = "wait") -> None:
    """Until it has begun to wait."""
    await life.until(
        lambda event: (
            event.address == at and event.status is Status.IN_PROGRESS and event.action is Action.CREATE
        )
    )
    await asyncio.sleep(1)


def came(life: Life, of: str = "after") -> Any:
    return json.loads(life.attributes(of)["value"])


def test_it_waits_for_as_many_as_it_is_told_and_not_for_one_more() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, count=3)
        await waits(life)
        for data in ("a", {"b": [1]}):
            await send(life, {"data": data})
            await asyncio.sleep(100)
            assert not task.done()
        began = clock()
        await send(life, {"data": None, "id": "last"})
        complete(await task)
        assert clock() - began < 1
        assert came(life) == {"1": "a", "2": {"b": [1]}, "last": None}
        assert json.loads(life.stack().outputs["data"]["value"]) == came(life)
        assert not life.records.requests(life.stack().id)
        life.check()

    live(scenario())


def test_what_comes_before_it_begins_to_wait_counts() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, count=2, before=300)
        await asyncio.sleep(100)
        await send(life)
        await send(life, {"id": 7})
        began = clock()
        complete(await task)
        assert clock() - began < 201
        assert came(life) == {"1": None, "7": None}
        life.check()

    live(scenario())


def test_the_same_id_counts_once_and_tells_the_last() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, count=2)
        await waits(life)
        for data in (1, 2, 3):
            await send(life, {"id": "same", "data": data})
        await asyncio.sleep(10)
        assert not task.done()
        await send(life, {"id": "other"})
        complete(await task)
        assert came(life) == {"same": 3, "other": None}

    live(scenario())


def test_signals_that_come_at_once_all_count() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, count=50)
        await waits(life)
        await asyncio.gather(*(send(life) for _ in range(50)))
        complete(await task)
        assert len(came(life)) == 50
        told = [event for event in life.events if event.action is Action.SIGNAL]
        assert [event.reason for event in told][-1] == "Signal: status:SUCCESS reason:Signal 50 received"
        assert len(told) == 50

    live(scenario())


def test_a_failure_fails_it_with_its_reason_and_another_up_waits_anew() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, count=3)
        await waits(life)
        await send(life, {"data": "kept"})
        await send(life, {"status": "FAILURE", "reason": "no disk", "id": "x"})
        result = await task
        assert result.verdict is Verdict.FAILED
        assert [one.summary for one in result.failures] == ["no disk"]
        assert life.one("wait").reason == "no disk"
        life.events.clear()
        again = going(life, count=3)
        await waits(life)
        assert not again.done()
        await send(life, {"id": "x"})
        await send(life, {"id": "y"})
        complete(await again)
        assert came(life) == {"1": "kept", "x": None, "y": None}
        life.check()

    live(scenario())


@pytest.mark.parametrize("status", ("FAILURE", "SUCCESS"))
def test_of_long_reasons_no_more_is_told_than_anybody_reads(status: str) -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, count=3)
        await waits(life)
        for name in "ab":
            await send(life, {"status": status, "reason": "x" * LONGEST, "id": name})
        assert (await task).verdict is Verdict.FAILED
        assert life.one("wait").reason.endswith("xx…")
        assert len(life.one("wait").reason) == LONGEST + 1
        assert len(life.one("handle").signals["b"].reason) == LONGEST

    live(scenario())


def test_a_failure_that_came_meanwhile_is_not_forgiven() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life)
        await waits(life)
        await send(life, {"status": "FAILURE", "reason": "first", "id": "1"})
        assert (await task).verdict is Verdict.FAILED
        await asyncio.sleep(5)
        await send(life, {"status": "FAILURE", "reason": "second", "id": "2"})
        result = await life.up(WAITING)
        assert [one.summary for one in result.failures] == ["second"]

    live(scenario())


def test_time_is_up_when_it_is_up() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, count=2, within=50)
        await waits(life)
        await send(life, {"reason": "half of it"})
        began = clock()
        result = await task
        assert 45 < clock() - began < 51
        assert [one.summary for one in result.failures] == ["1 of 2 received - half of it"]
        complete(await life.up(WAITING, count=1, within=50))
        life.check()

    live(scenario())


def test_more_are_waited_for_in_place_and_what_came_already_counts() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life)
        await waits(life)
        await send(life)
        complete(await task)
        first = life.one("wait").id
        assert deeds(await life.plan(WAITING, count=2))[0] == "update wait"
        more = going(life, count=2)
        await asyncio.sleep(60)
        assert not more.done()
        await send(life, {"data": "more"})
        complete(await more)
        assert life.one("wait").id == first
        assert came(life) == {"1": None, "2": "more"}

    live(scenario())


def test_a_stack_at_rest_takes_signals_and_tells_their_data() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life)
        await waits(life)
        await send(life)
        complete(await task)
        await send(life, {"id": "late", "data": 5})
        await send(life, {"id": "later", "status": "FAILURE"})
        assert not life.records.requests(life.stack().id)
        assert life.one("handle").signals["late"].data == 5
        assert json.loads(life.attributes("wait")["data"]) == {"1": None, "late": 5, "later": None}
        plan = await life.plan(WAITING)
        assert [step.address for step in plan.steps] == ["after"], "what has been waited for stays so"
        complete(await life.up(WAITING))
        assert came(life) == {"1": None, "late": 5, "later": None}
        assert (await life.plan(WAITING)).is_empty
        life.check()

    live(scenario())


def test_a_signal_that_comes_when_the_driver_lets_go_is_not_overlooked() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life)
        await waits(life)
        await send(life)
        complete(await task)
        stack = life.stack()
        async with taken(life.engine, stack.id):
            await send(life, {"id": "while taken"})
            assert len(life.records.requests(stack.id)) == 1
            assert set(received(life.engine, stack.id, life.one("handle"))) == {"1", "while taken"}
        assert not life.records.requests(stack.id)
        async with taken_at_rest(life.engine, stack):
            await send(life, {"id": "at rest"})
        assert set(life.one("handle").signals) == {"1", "while taken", "at rest"}

    live(scenario())


@pytest.mark.parametrize("after", (False, True))
def test_a_crash_between_a_signal_and_its_record_loses_none_and_counts_none_twice(*, after: bool) -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, count=2)
        await waits(life)
        task.cancel()
        await asyncio.wait([task])

        dying = life.restarted()
        fragile = dying.crash_at(-1, after=after)
        carried_on = asyncio.ensure_future(dying.up(WAITING, count=2))
        await asyncio.sleep(10)
        fragile.at = fragile.commits  # it waits, and what it commits next is the signal's record
        await send(dying.restarted())
        dying.engine.ears.tell()
        assert await until_killed(carried_on)
        assert bool(life.records.requests(life.stack().id)) is not after

        last = life.restarted()
        again = asyncio.ensure_future(last.up(WAITING, count=2))
        await asyncio.sleep(10)
        assert not again.done(), "one signal has counted twice"
        await send(last, {"data": "second"})
        complete(await again)
        assert came(last) == {"1": None, "2": "second"}
        last.check()

    live(scenario())


def test_each_update_makes_an_update_handle_anew_and_its_dependents_wait_again() -> None:
    async def scenario() -> None:
        life = Life()
        body = {"Status": "SUCCESS", "Reason": "done", "Data": "one", "UniqueId": "1"}
        task = going(life, UPDATED)
        await waits(life)
        await send(life, body)
        complete(await task)
        handle = life.one("handle").id
        plan = await life.plan(UPDATED)
        assert {"create handle", "delete handle"} <= set(deeds(plan))
        life.events.clear()
        again = going(life, UPDATED)
        await waits(life)
        await asyncio.sleep(60)
        assert not again.done()
        await send(life, {**body, "Data": "two"})
        complete(await again)
        assert life.one("handle").id != handle
        assert came(life) == {"1": "two"}
        life.check()

    live(scenario())


def test_a_rollback_takes_the_update_handle_back_that_was_waited_for() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, UPDATED)
        await waits(life)
        await send(life, {"Status": "SUCCESS", "Reason": "", "Data": 1, "UniqueId": "1"})
        complete(await task)
        handle = life.one("handle").id
        life.events.clear()
        result = await life.up(UPDATED, rollback=True)
        assert result.verdict is Verdict.ROLLED_BACK, "nobody signals the new one"
        assert life.one("handle").id == handle
        assert came(life) == {"1": 1}
        life.check()

    live(scenario())


def test_where_nobody_is_to_signal_nobody_waits() -> None:
    text = WAITING.replace(
        "{type: OS::Heat::WaitConditionHandle}",
        "{type: OS::Heat::WaitConditionHandle, properties: {signal_transport: NO_SIGNAL}}",
    )

    async def scenario() -> None:
        life = Life()
        began = clock()
        complete(await life.up(text, count=3))
        assert clock() - began < 1
        assert came(life) == {"1": None, "2": None, "3": None}

    live(scenario())


def test_two_may_wait_for_one_handle_and_one_for_what_is_no_handle_fails() -> None:
    two = """
resources:
  handle: {type: OS::Heat::WaitConditionHandle}
  one: {type: OS::Heat::WaitCondition, properties: {handle: {get_resource: handle}, timeout: 60}}
  two: {type: OS::Heat::WaitCondition, properties: {handle: {get_resource: handle}, timeout: 60, count: 2}}
"""
    wrong = two.replace("OS::Heat::WaitConditionHandle", "OS::Heat::RandomString")

    async def scenario() -> None:
        life = Life()
        task = going(life, two)
        await waits(life, "two")
        await send(life)
        await asyncio.sleep(1)
        assert life.one("one").status is Status.COMPLETE
        assert life.one("two").status is Status.IN_PROGRESS
        await send(life)
        complete(await task)
        assert life.attributes("one") == life.attributes("two")
        life = Life()
        result = await life.up(wrong)
        assert {one.summary for one in result.failures} == {
            "what it waits for is not a valid wait condition handle"
        }

    live(scenario())


@pytest.mark.parametrize(
    "body",
    ({"status": "BAD"}, {"status": None}, {"status": "success"}, {"foo": "x"}, {"Status": "SUCCESS"}),
)
def test_what_means_nothing_is_refused_and_not_recorded(body: dict[str, Any]) -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life)
        await waits(life)
        with pytest.raises(InvalidInput, match="Metadata format invalid"):
            await send(life, body)
        assert not life.one("handle").signals
        await send(life)
        complete(await task)

    live(scenario())


def test_what_takes_no_signal_or_is_not_there_refuses_it() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, before=60)
        await asyncio.sleep(1)
        for address in ("before",):
            with pytest.raises(TakesNoSignal, match="signal is not supported for resource"):
                await send(life, to=address)
        with pytest.raises(InvalidInput, match="has no resource"):
            await send(life, to="nobody")
        await send(life)
        complete(await task)
        for address in ("wait", "after"):
            with pytest.raises(TakesNoSignal):
                await send(life, to=address)

    live(scenario())


def test_a_handle_that_is_not_made_yet_cannot_be_signalled() -> None:
    text = """
resources:
  handle: {type: OS::Heat::WaitConditionHandle}
"""
    hooked = {"resource_registry": {"resources": {"handle": {"hooks": "post-create"}}}}

    async def scenario() -> None:
        life = Life()
        task = asyncio.ensure_future(life.up(text, hooked))
        await life.until(lambda event: event.hook == "post-create")
        with pytest.raises(NotThereYet):
            await send(life)
        await signal(life.engine, "app", Address("handle"), {"unset_hook": "post-create"})
        complete(await task)
        await send(life)
        assert set(life.one("handle").signals) == {"1"}

    live(scenario())
