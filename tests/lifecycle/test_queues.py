"""What anybody leaves in the queue of a resource is a signal to it: each message counts once, and is taken out."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from setpoint.certify.simulated.queues import SimulatedQueues
from setpoint.engine import signals
from setpoint.engine.result import Result
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import LostAnswer, ResourceError, Retry, SetpointError
from setpoint.model.queue import name_in
from setpoint.model.value import reveal
from tests.lifecycle.kit import Life, complete, live, until_killed

ENDPOINT = {"endpoint": "http://heat.example:8004"}
WAITING = """
parameters:
  count: {type: number, default: 1}
resources:
  handle: {type: OS::Heat::WaitConditionHandle, properties: {signal_transport: ZAQAR_SIGNAL}}
  wait:
    type: OS::Heat::WaitCondition
    properties: {handle: {get_resource: handle}, count: {get_param: count}, timeout: 600}
outputs:
  data: {value: {get_attr: [wait, data]}}
"""
DEPLOYED = """
resources:
  it:
    type: OS::Heat::SoftwareDeployment
    properties: {server: s, signal_transport: ZAQAR_SIGNAL}
outputs:
  out: {value: {get_attr: [it, deploy_stdout]}}
"""


def queues(life: Life) -> SimulatedQueues:
    return life.world.messages


def queue(life: Life, of: str = "handle") -> str:
    return name_in(life.one(of).keys)


async def leave(life: Life, *bodies: Any, of: str = "handle") -> None:
    await queues(life).put(queue(life, of), bodies, 600)


async def going(life: Life, text: str = WAITING, **parameters: Any) -> asyncio.Task[Result]:
    """The stack on its way, as far as it comes without a signal."""
    task = asyncio.ensure_future(life.up(text, **parameters))
    await asyncio.sleep(20)
    assert not task.done()
    return task


def came(life: Life) -> Any:
    return json.loads(life.one("wait").attributes["data"])


def test_messages_are_signals_and_are_taken_out() -> None:
    async def scenario() -> None:
        life = Life(options=ENDPOINT)
        task = await going(life, count=25)
        await leave(life, {"id": "a", "data": 1}, *({"data": number} for number in range(24)))
        complete(await task)
        assert came(life) == {"a": 1, **{str(number + 2): number for number in range(24)}}
        assert queues(life).held == {queue(life): []}
        assert json.loads(reveal(life.attributes("handle")["signal"]))["queue_id"] == queue(life)
        life.check()

    live(scenario())


def test_a_deployment_is_answered_by_a_message_and_its_queue_goes_with_it() -> None:
    async def scenario() -> None:
        life = Life(options=ENDPOINT)
        task = await going(life, DEPLOYED)
        await leave(life, {"deploy_stdout": "here!"}, of="it")
        complete(await task)
        assert life.attributes("it")["deploy_stdout"] == "here!"
        name = queue(life, "it")
        await queues(life).put(name, ["late"], 600)
        complete(await life.down())
        assert name not in queues(life).held
        life.check()

    live(scenario())


@pytest.mark.parametrize(
    "trouble",
    (Retry(1, "not now"), LostAnswer("cut off"), ResourceError(Diagnostic("messaging: 403"))),
    ids=lambda one: type(one).__name__,
)
def test_a_queue_that_cannot_be_looked_into_is_looked_into_later(trouble: SetpointError) -> None:
    async def scenario() -> None:
        life = Life(options=ENDPOINT)
        task = await going(life)
        await leave(life, {})
        queues(life).trouble += [trouble, trouble]
        complete(await task)
        assert came(life) == {"1": None}
        name = queue(life)
        queues(life).trouble.append(trouble)
        complete(await life.down())
        assert (name in queues(life).held) is isinstance(trouble, ResourceError)
        life.check()

    live(scenario())


def test_what_is_no_signal_is_told_and_counts_for_nothing() -> None:
    async def scenario() -> None:
        life = Life(options=ENDPOINT)
        task = await going(life)
        await leave(life, "nonsense", {"status": "odd"}, {"id": "good"})
        complete(await task)
        assert came(life) == {"good": None}
        told = [one.reason for one in life.events if "was no signal" in one.reason]
        assert len(told) == 2
        assert all(
            one.startswith("a message in its queue was no signal: Metadata format invalid") for one in told
        )
        life.check()

    live(scenario())


@pytest.mark.parametrize("after", (False, True))
def test_a_crash_before_a_message_is_taken_out_loses_none_and_counts_none_twice(*, after: bool) -> None:
    async def scenario() -> None:
        life = Life(options=ENDPOINT)
        task = await going(life, count=2)
        task.cancel()
        await asyncio.wait([task])

        dying = life.restarted()
        fragile = dying.crash_at(-1, after=after)
        carried_on = await going(dying, count=2)
        fragile.at = fragile.commits
        await leave(life, {"data": "first"})
        assert await until_killed(carried_on)
        assert len(queues(life).held[queue(life)]) == 1

        last = life.restarted()
        again = await going(last, count=2)
        assert queues(last).held[queue(last)] == []
        await leave(last, {"data": "second"})
        complete(await again)
        assert came(last) == {"1": "first", "2": "second"}
        last.check()

    live(scenario())


def test_nothing_is_looked_into_while_nothing_waits() -> None:
    async def scenario() -> None:
        life = Life(options=ENDPOINT)
        task = await going(life)
        await leave(life, {})
        complete(await task)
        await leave(life, {"id": "later"})
        await asyncio.sleep(1000)
        assert len(queues(life).held[queue(life)]) == 1
        life.check()

    live(scenario())


def test_no_more_is_taken_out_of_a_queue_than_anybody_may_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signals, "MOST", 2)

    async def scenario() -> None:
        life = Life(options=ENDPOINT)
        task = await going(life, count=3)
        await leave(life, *({"id": name, "data": number} for number, name in enumerate("abcab")))
        await task
        kept = {name: one.data for name, one in life.one("handle").signals.items()}
        assert kept == {"a": 3, "b": 4}
        assert queues(life).held == {queue(life): []}

    live(scenario())
