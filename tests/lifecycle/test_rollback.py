"""Rolling back: one more plan, towards the last revision that was good."""

from __future__ import annotations

from setpoint.engine.result import Verdict
from setpoint.model.incarnation import Action, Phase, Status
from tests.lifecycle.kit import Life, complete, live

TEMPLATE = """
parameters:
  fixed: {type: string, default: a}
  fails: {type: boolean, default: false}
resources:
  first: {type: OS::Heat::TestResource, properties: {update_replace_value: {get_param: fixed}}}
  second:
    type: OS::Heat::TestResource
    properties: {value: {get_resource: first}, fail: {get_param: fails}}
"""


def test_a_failed_update_goes_back_and_takes_the_retiring_one_back() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(TEMPLATE))
        first = life.one("first")
        result = await life.up(TEMPLATE, rollback=True, fixed="b", fails=True)
        assert result.verdict is Verdict.ROLLED_BACK
        assert [one.address for one in result.failures] == ["second"]
        assert (result.stack.action, result.stack.status) == (Action.ROLLBACK, Status.COMPLETE)
        assert life.one("first").physical_id == first.physical_id
        assert life.one("first").phase is Phase.CURRENT
        assert len(life.recorded) == 2
        assert (await life.plan(TEMPLATE)).is_empty
        life.check()

    live(scenario())


def test_a_failed_create_goes_back_to_nothing() -> None:
    async def scenario() -> None:
        life = Life()
        result = await life.up(TEMPLATE, rollback=True, fails=True)
        assert result.verdict is Verdict.ROLLED_BACK
        assert not len(life.recorded)
        complete(await life.up(TEMPLATE))
        life.check()

    live(scenario())


def test_without_rollback_a_failed_update_is_recovered_by_another() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(TEMPLATE))
        first = life.one("first")
        result = await life.up(TEMPLATE, fixed="b", fails=True)
        assert result.verdict is Verdict.FAILED
        complete(await life.up(TEMPLATE))
        assert life.one("first").physical_id == first.physical_id
        assert len(life.recorded) == 2
        life.check()

    live(scenario())
