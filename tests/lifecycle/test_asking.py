"""What is asked while a plan is carried out: cancel, supersede, signal."""

from __future__ import annotations

import asyncio

import pytest

from setpoint.engine.requests.asking import cancel
from setpoint.engine.requests.signalling import signal
from setpoint.engine.result import Result, Verdict
from setpoint.model.address import Address
from setpoint.model.incarnation import Action, Status
from tests.lifecycle.kit import Life, complete, live

SLOW = """
parameters:
  value: {type: string, default: one}
resources:
  quick: {type: OS::Heat::TestResource, properties: {value: {get_param: value}}}
  slow: {type: OS::Heat::TestResource, properties: {wait_secs: 600, value: {get_resource: quick}}}
  last: {type: OS::Heat::TestResource, properties: {value: {get_resource: slow}}}
"""


async def _under_way(life: Life, text: str) -> asyncio.Task[Result]:
    """Start an update and wait until its slow resource is on its way."""
    task: asyncio.Task[Result] = asyncio.ensure_future(life.up(text))
    await life.until(lambda event: event.address == "slow")
    return task


def test_cancel_ends_the_plan_without_waiting_for_what_is_pending() -> None:
    async def scenario() -> None:
        life = Life()
        task = await _under_way(life, SLOW)
        began = life.engine.now()
        await cancel(life.engine, "app", rollback=False)
        result = await task
        assert result.verdict is Verdict.FAILED or result.verdict is Verdict.CANCELLED
        assert life.engine.now() - began < 10
        assert life.stack().status is Status.FAILED
        complete(await life.up(SLOW))
        life.check()

    live(scenario())


def test_cancel_with_rollback_goes_back() -> None:
    async def scenario() -> None:
        life = Life()
        task = await _under_way(life, SLOW)
        await cancel(life.engine, "app", rollback=True)
        result = await task
        assert result.verdict is Verdict.ROLLED_BACK
        assert not len(life.recorded)
        life.check()

    live(scenario())


def test_a_newer_update_supersedes_and_settles_what_was_pending() -> None:
    async def scenario() -> None:
        life = Life()
        task = await _under_way(life, SLOW)
        newer = complete(await life.up(SLOW, value="two"))
        older = await task
        assert older.verdict is Verdict.SUPERSEDED
        assert newer.stack.status is Status.COMPLETE
        assert life.attributes("quick")["output"] == "two"
        life.check()

    live(scenario())


FAILING = """
parameters:
  fail: {type: boolean, default: true}
resources:
  slow: {type: OS::Heat::TestResource, properties: {wait_secs: 600, fail: {get_param: fail}}}
  last: {type: OS::Heat::TestResource, properties: {value: {get_resource: slow}}}
"""


@pytest.mark.parametrize("rollback", (False, True))
def test_what_an_older_plan_had_begun_may_fail_and_is_made_anew(*, rollback: bool) -> None:
    async def scenario() -> None:
        life = Life()
        task = await _under_way(life, FAILING)
        begun = life.recorded.at(Address("slow"))[0]
        complete(await life.up(FAILING, fail=False, rollback=rollback))
        assert (await task).verdict is Verdict.SUPERSEDED
        assert life.one("slow").id != begun.id
        assert (await life.plan(FAILING, fail=False)).is_empty
        life.check()

    live(scenario())


def test_what_fails_in_the_newer_plan_fails_it() -> None:
    async def scenario() -> None:
        life = Life()
        task = await _under_way(life, FAILING)
        result = await life.up(FAILING)
        assert (await task).verdict is Verdict.SUPERSEDED
        assert result.verdict is Verdict.FAILED
        assert [one.address for one in result.failures] == ["slow"]
        life.check()

    live(scenario())


def test_a_hook_holds_its_step_until_it_is_cleared() -> None:
    environment = {"resource_registry": {"resources": {"quick": {"hooks": ["pre-create", "post-create"]}}}}

    async def scenario() -> None:
        life = Life()
        task = asyncio.ensure_future(life.up(SLOW.replace("600", "1"), environment))
        for hook in ("pre-create", "post-create"):
            await life.until(lambda event, hook=hook: hook in event.reason)  # type: ignore[misc]
            assert life.recorded.current(Address("slow")) is None
            await signal(life.engine, "app", Address("quick"), {"unset_hook": hook})
            await signal(life.engine, "app", Address("quick"), {"unset_hook": hook})  # once too often
        complete(await task)
        assert life.stack().action is Action.CREATE
        assert not life.records.requests(life.stack().id)
        life.check()

    live(scenario())


def test_a_stack_that_takes_too_long_fails_and_can_be_carried_on() -> None:
    async def scenario() -> None:
        life = Life()
        result = await life.up(SLOW, timeout=60)
        assert result.verdict is Verdict.FAILED
        (failure,) = result.failures
        assert failure.summary == "timed out: not done within 60 s"
        assert failure.detail.startswith("still under way: create ")
        assert "timed out" in life.stack().reason
        complete(await life.up(SLOW))
        life.check()

    live(scenario())
