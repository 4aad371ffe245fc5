"""The timeout of an OS::Heat::Stack (in minutes): a nested stack that takes longer fails, and says so."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from setpoint.engine.result import Verdict
from setpoint.model.address import Address
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Status
from setpoint.model.plan_text import plan_text
from tests.lifecycle.kit import HEADER, Life, complete, live, until_killed


def _stack(resources: dict[str, Any], minutes: int | None, **more: Any) -> dict[str, Any]:
    """A nested stack of ``resources``, for JSON is YAML."""
    template = HEADER + "resources: " + json.dumps(resources) + "\n"
    if "parameters" in more:
        template = template.replace(
            "resources:", 'parameters: {value: {type: string, default: ""}}\nresources:', 1
        )
    timeout = {} if minutes is None else {"timeout": minutes}
    given = {"parameters": more.pop("parameters")} if "parameters" in more else {}
    return {"type": "OS::Heat::Stack", "properties": {"template": template, **timeout, **given}, **more}


def _slow(seconds: float, **more: Any) -> dict[str, Any]:
    """What takes so long to be made, and is made anew when that changes."""
    properties = {"wait_secs": seconds, "update_replace_value": f"{seconds:g}", **more}
    return {"type": "OS::Heat::TestResource", "properties": properties}


def _text(**resources: Any) -> str:
    return "resources: " + json.dumps(resources) + "\n"


def _inner(minutes: int | None, seconds: float = 600) -> dict[str, Any]:
    last = {"type": "OS::Heat::TestResource", "depends_on": "slow"}
    return _stack({"slow": _slow(seconds), "last": last}, minutes)


USER = {"type": "OS::Heat::TestResource", "depends_on": "inner"}


def test_a_nested_stack_that_takes_too_long_fails_and_nothing_of_it_is_begun_any_more() -> None:
    async def scenario() -> None:
        life = Life()
        other = _slow(300)
        result = await life.up(_text(inner=_inner(2), user=USER, other=other))
        assert result.verdict is Verdict.FAILED
        (failure,) = result.failures
        assert failure.summary == "nested stack inner was not done within its timeout of 2 min"
        assert failure.detail == "still under way: create inner/slow (waiting, as its properties say)"
        assert failure.address == "inner"
        assert failure.place is not None
        (told,) = [
            event for event in life.events if event.address == "inner/slow" and event.status is Status.FAILED
        ]
        assert told.at - life.stack().created_at == pytest.approx(120, abs=1)
        assert life.one("inner/slow").reason.startswith("nested stack inner was not done within")
        assert life.one("other").status is Status.COMPLETE
        assert set(life.recorded.addresses()) == {"inner", "inner/slow", "other"}
        assert life.one("inner").status is Status.FAILED
        assert life.one("inner").reason.startswith("nested stack inner was not done within")
        complete(await life.up(_text(inner=_inner(20), user=USER, other=other)))
        assert (await life.plan(_text(inner=_inner(20), user=USER, other=other))).is_empty
        life.check()

    live(scenario())


@pytest.mark.parametrize("minutes", (11, None))
def test_one_that_is_done_in_time_is_let_alone(minutes: int | None) -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(_text(inner=_inner(minutes), user=USER, late=_slow(1200))))
        life.check()

    live(scenario())


def test_an_update_that_takes_too_long_fails_too() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(_text(inner=_inner(1, 5))))
        result = await life.up(_text(inner=_inner(1, 600)))
        assert "nested stack inner was not done within its timeout of 1 min" in result.failures[0].summary
        assert life.one("inner").status is Status.FAILED
        complete(await life.up(_text(inner=_inner(1, 5))))
        life.check()

    live(scenario())


def test_the_time_begins_when_what_it_waits_for_has_landed() -> None:
    """Its first member needs nothing from outside and begins at once; the nested stack as a whole begins later."""
    inner = _stack(
        {"early": _slow(1), "late": _slow(60, value={"get_param": "value"})},
        2,
        parameters={"value": {"get_attr": ["before", "output"]}},
    )

    async def scenario() -> None:
        life = Life()
        complete(await life.up(_text(before=_slow(600, value="v"), inner=inner)))
        life.check()

    live(scenario())


def test_what_comes_after_does_not_count() -> None:
    async def scenario() -> None:
        life = Life()
        inner = _inner(1, 5)
        before = _stack({"slow": _slow(5), "last": _slow(0), "gone": _slow(0)}, 1)
        complete(await life.up(_text(inner=before, after={**_slow(600), "depends_on": "inner"})))
        complete(await life.up(_text(inner=inner, after={**_slow(601), "depends_on": "inner"})))
        life.check()

    live(scenario())


def test_one_within_another_has_no_more_time_than_that() -> None:
    async def scenario() -> None:
        life = Life()
        outer = _stack({"inner": _stack({"slow": _slow(600)}, 3), "beside": _slow(1)}, 2)
        result = await life.up(_text(outer=outer))
        assert [one.summary for one in result.failures] == [
            "nested stack outer was not done within its timeout of 2 min"
        ]
        outer = _stack({"inner": _stack({"slow": _slow(600)}, 1), "beside": _slow(1)}, 20)
        result = await life.up(_text(outer=outer))
        assert [one.summary for one in result.failures] == [
            "nested stack outer/inner was not done within its timeout of 1 min"
        ]
        life.check()

    live(scenario())


LATE = {"get_attr": ["before", "output"]}


@pytest.mark.parametrize("late", ("template", "timeout"))
def test_it_holds_also_where_the_members_are_planned_on_the_way(late: str) -> None:
    inner = _inner(2)
    value = inner["properties"][late]
    inner["properties"][late] = LATE

    async def scenario() -> None:
        life = Life()
        before = _slow(200, value=value)
        result = await life.up(_text(before=before, inner=inner, user=USER))
        (failure,) = result.failures
        assert failure.summary == "nested stack inner was not done within its timeout of 2 min"
        (told,) = [
            event for event in life.events if event.address == "inner/slow" and event.status is Status.FAILED
        ]
        assert told.at - life.stack().created_at == pytest.approx(320, abs=5)
        assert Address("user") not in life.recorded.addresses()
        life.check()

    live(scenario())


def test_with_rollback_it_goes_back() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(_text(inner=_inner(1, 5))))
        result = await life.up(_text(inner=_inner(1, 600), more=_slow(1)), rollback=True)
        assert result.verdict is Verdict.ROLLED_BACK
        assert (await life.plan(_text(inner=_inner(1, 5)))).is_empty
        life.check()

    live(scenario())


@pytest.mark.parametrize("kill_at", (30, 115))
def test_the_time_goes_on_while_nobody_is_at_work(kill_at: float) -> None:
    async def scenario() -> None:
        life = Life()
        text = _text(inner=_inner(2), early=_slow(10), user=USER)
        begun = life.engine.now()
        task = asyncio.ensure_future(life.up(text))
        await asyncio.sleep(kill_at)
        task.cancel()
        await asyncio.wait([task])
        life = life.restarted()
        result = await life.up(text)
        assert result.verdict is Verdict.FAILED
        assert "nested stack inner was not done within its timeout of 2 min" in [
            one.summary for one in result.failures
        ]
        assert life.engine.now() - begun == pytest.approx(120, abs=5)
        assert Address("inner/last") not in life.recorded.addresses()
        life.check()

    live(scenario())


def test_killed_at_any_moment_it_fails_and_recovers() -> None:
    async def scenario() -> None:
        text, commit, killed = _text(inner=_inner(1), user=USER), 0, True
        while killed:
            life = Life()
            life.crash_at(commit, after=bool(commit % 2))
            killed = await until_killed(life.up(text))
            life = life.restarted()
            assert (await life.up(text)).verdict is Verdict.FAILED
            assert Address("inner/last") not in life.recorded.addresses()
            complete(await life.up(_text(inner=_inner(20), user=USER)))
            life.check()
            commit += 1
        assert commit > 4

    live(scenario())


def test_a_hook_takes_of_its_time() -> None:
    hooks = {"resource_registry": {"resources": {"inner": {"slow": {"hooks": "pre-create"}}}}}

    async def scenario() -> None:
        life = Life()
        result = await life.up(_text(inner=_inner(1)), hooks)
        (failure,) = result.failures
        assert failure.detail == "still under way: pre-create of inner/slow"
        assert Address("inner/slow") not in life.recorded.addresses()
        complete(await life.up(_text(inner=_inner(20))))
        life.check()

    live(scenario())


def test_a_plan_says_how_long_it_may_take() -> None:
    async def scenario() -> None:
        plan = await Life().plan(_text(inner=_inner(5)))
        (line,) = [line for line in plan_text(plan, "app").splitlines() if " inner " in line]
        assert line.endswith("within 5 min")

    live(scenario())


def test_no_time_at_all_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at least 1"):
        live(Life().plan(_text(inner=_inner(0))))
