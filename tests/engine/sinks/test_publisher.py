"""What has left for a sink is known after a crash, and what could not leave is bounded by what is kept."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import AsyncIterator, Awaitable, Callable

from setpoint.certify.simulated.cloud import SimulatedCloud
from setpoint.certify.virtual_time import run
from setpoint.engine.clouds import Clouds
from setpoint.engine.engine import Alone, Engine
from setpoint.engine.sinks.publisher import PAGE, Publisher
from setpoint.model.errors import InvalidInput, Retry
from setpoint.model.stack import Stack
from setpoint.store import Store, open_store
from setpoint.store.records import Batch
from tests.store.values import PROJECT, STACK, TIME, a_stack, an_event
from tests.waiting import until_true

SINKS = ({"type": "zaqar-queue", "target": "events"},)


class Sending:
    """A store, a cloud with queues, and publishers that come and go."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.records = store.project(PROJECT)
        self.cloud = SimulatedCloud()
        self.refusals: list[InvalidInput] = []

    def happen(self, *reasons: str, stack: Stack | None = None) -> None:
        batch = Batch(STACK)
        if stack is not None:
            batch.put_stack(stack)
        for reason in reasons:
            batch.log(an_event(reason))
        self.records.commit_now(batch)

    @property
    def come(self) -> list[str]:
        held = self.cloud.world.messages.held.get("events", [])
        return [one.body["payload"]["resource_status_reason"] for one in held]

    @contextlib.asynccontextmanager
    async def acting(self, _stack: Stack) -> AsyncIterator[Engine]:
        if self.refusals:
            raise self.refusals.pop()
        clouds = Clouds([self.cloud])
        yield Engine(self.records, clouds, Alone(), project=PROJECT, now=lambda: TIME)
        await clouds.close()

    @contextlib.asynccontextmanager
    async def publishing(self) -> AsyncIterator[Publisher]:
        ears = Alone()
        self.store.after_commit(lambda _stacks: ears.tell())
        one = Publisher(self.store, self.acting, ears)
        await one.open()
        try:
            yield one
        finally:
            await one.close()

    async def all_left(self) -> None:
        await until_true(lambda: not self.store.unpublished())


def in_virtual_time(scenario: Callable[[Sending], Awaitable[None]]) -> Callable[[], None]:
    """A test of what happens to a new store."""

    @functools.wraps(scenario)
    def test() -> None:
        async def go() -> None:
            with open_store(None) as store:
                await scenario(Sending(store))

        run(go())

    del test.__wrapped__  # it takes nothing, and is asked what it takes
    return test


@in_virtual_time
async def test_what_was_left_by_a_crash_is_sent_and_the_rest_not_again(sending: Sending) -> None:
    numbers = [str(number) for number in range(PAGE + 50)]
    sending.happen(*numbers, stack=a_stack(sinks=SINKS))
    sending.cloud.world.messages.trouble += [None, Retry(0, "gone")]
    async with sending.publishing():
        await until_true(lambda: len(sending.come) == PAGE)
    assert sending.come == numbers[:PAGE]
    sending.cloud.world.messages.trouble.clear()
    async with sending.publishing():
        await sending.all_left()
    assert sending.come == numbers


@in_virtual_time
async def test_events_from_before_a_stack_had_a_sink_are_not_sent(sending: Sending) -> None:
    sending.happen("before", stack=a_stack())
    sending.happen("after", stack=a_stack(sinks=SINKS))
    sending.happen("later", stack=a_stack(sinks=SINKS, name="renamed"))
    async with sending.publishing():
        await sending.all_left()
    assert sending.come == ["after", "later"]


@in_virtual_time
async def test_a_credential_that_does_not_open_the_cloud_is_tried_again(sending: Sending) -> None:
    sending.refusals += [InvalidInput.because("no such trust")] * 2
    sending.happen("one", stack=a_stack(sinks=SINKS))
    async with sending.publishing():
        await sending.all_left()
        sending.happen("two")
        await sending.all_left()
    assert sending.come == ["one", "two"]


@in_virtual_time
async def test_the_last_events_of_a_stack_leave_before_its_credential_is_given_back(sending: Sending) -> None:
    sending.happen("one", stack=a_stack(sinks=SINKS))
    async with sending.publishing() as one:
        sending.happen("gone", stack=a_stack(sinks=SINKS, deleted_at=TIME))
        await one.finish(a_stack(sinks=SINKS))
        assert sending.come == ["one", "gone"]
        sending.happen("nothing more")
        sending.refusals.append(InvalidInput.because("no such trust"))
        await one.finish(a_stack(sinks=SINKS))
    assert sending.come == ["one", "gone"]


@in_virtual_time
async def test_a_stack_without_sinks_sends_nothing(sending: Sending) -> None:
    sending.happen("one", stack=a_stack())
    assert sending.store.unpublished() == []
    async with sending.publishing() as one:
        sending.happen("two", stack=a_stack(deleted_at=TIME))
        await one.finish(a_stack())
    assert sending.come == []


@in_virtual_time
async def test_a_sink_that_is_taken_away_and_comes_back_is_not_told_what_happened_meanwhile(
    sending: Sending,
) -> None:
    for reason, sinks in (("one", SINKS), ("two", []), ("three", ()), ("four", SINKS)):
        sending.happen(reason, stack=a_stack(sinks=sinks))
        if sinks:
            async with sending.publishing():
                await sending.all_left()
    assert sending.come == ["one", "four"]
