"""A lane: never more calls than its width, intents written ahead of them, nobody forgotten. And what excludes what."""

from __future__ import annotations

import types
from collections.abc import Generator
from contextlib import suppress
from typing import Any

from setpoint.engine.executor.lanes import Calling, Exclusion, Lane
from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.task import Task
from setpoint.model.plan import PlanId, StepId


class _Traffic:
    """Steps that go through a lane; each writes its intent down at once, and calls when told."""

    def __init__(self, width: int) -> None:
        self.lane = Lane(width, self._spawn)
        self.intents: list[int] = []
        self.calls: list[int] = []
        self._running: list[Calling] = []

    def _spawn(self, calling: Calling) -> None:
        """Run it until it waits for its first answer."""
        self._running.append(calling)
        calling.send(None)

    def enter(self, *steps: int, ahead: bool = True) -> None:
        for step in steps:
            self.lane.enter(lambda step=step: self.intents.append(step), ahead=ahead)  # type: ignore[misc]

    def call(self, *steps: int, is_wanted: bool = True) -> None:
        for step in steps:
            self.lane.call(lambda step=step: self._call(step) if is_wanted else None)  # type: ignore[misc]

    async def _call(self, step: int) -> None:
        self.calls.append(step)
        await _answer()

    def answer(self) -> None:
        """Answer the call that has waited longest."""
        oldest = self._running.pop(0)
        with suppress(StopIteration):
            oldest.send(None)
            self._running.append(oldest)


@types.coroutine
def _answer() -> Generator[None]:
    yield


def test_no_more_call_than_the_width_and_as_many_again_are_ready_to() -> None:
    traffic = _Traffic(4)
    traffic.enter(*range(10))
    assert traffic.intents == [0, 1, 2, 3, 4, 5, 6, 7]
    traffic.call(*traffic.intents)
    assert traffic.calls == [0, 1, 2, 3]


def test_there_is_room_until_as_many_are_inside_as_may_call() -> None:
    traffic, room = _Traffic(2), []
    for step in range(3):
        room.append(traffic.lane.has_room)
        traffic.enter(step)
    assert room == [True, True, False]


def test_the_next_call_goes_as_soon_as_one_is_answered_and_the_next_intent_once_that_is_dealt_with() -> None:
    traffic = _Traffic(2)
    traffic.enter(*range(6))
    traffic.call(0, 1, 2, 3)
    traffic.answer()
    assert traffic.calls == [0, 1, 2]
    assert traffic.intents == [0, 1, 2, 3]
    traffic.lane.leave()
    assert traffic.intents == [0, 1, 2, 3, 4]


def test_who_may_not_go_ahead_writes_nothing_down_while_there_is_no_room_for_its_call() -> None:
    traffic = _Traffic(2)
    traffic.enter(*range(5), ahead=False)
    assert traffic.intents == [0, 1]
    traffic.call(0, 1)
    traffic.answer()
    traffic.lane.leave()
    assert traffic.intents == [0, 1, 2]


def test_a_call_that_is_not_wanted_any_more_makes_room_for_the_next() -> None:
    traffic = _Traffic(2)
    traffic.enter(*range(3))
    traffic.call(0)
    traffic.call(1, is_wanted=False)
    traffic.call(2)
    assert traffic.calls == [0, 2]


def test_asked_for_patience_it_starts_fewer() -> None:
    traffic = _Traffic(4)
    traffic.enter(*range(10))
    traffic.call(*traffic.intents)
    traffic.lane.was_asked_to_wait()
    traffic.answer()
    traffic.answer()
    assert traffic.calls == [0, 1, 2, 3]
    traffic.answer()
    assert traffic.calls == [0, 1, 2, 3, 4]


def test_where_it_has_grown_more_than_one_follows() -> None:
    traffic = _Traffic(2)
    traffic.enter(*range(3))
    traffic.call(*traffic.intents)
    traffic.lane.leave()
    traffic.call(3)
    assert traffic.calls == [0, 1]
    traffic.lane.went_well()
    traffic.lane.went_well()
    traffic.lane.went_well()
    traffic.answer()
    assert sorted(traffic.calls) == [0, 1, 2, 3]


def test_thousands_may_leave_as_soon_as_they_are_let_in() -> None:
    left: list[bool] = []
    lane = Lane(1, lambda _calling: None)

    def pass_through() -> None:
        left.append(True)
        lane.leave()

    for _ in range(5_000):
        lane.enter(pass_through)
    assert len(left) == 5_000


def _task(number: int, mutex: str) -> Task:
    nothing: Any = None
    key = Key(PlanId("p"), StepId(number))
    return Task(key, nothing, nothing, nothing, "cloud", mutexes=frozenset({mutex}))


def test_who_gives_up_before_it_is_admitted_frees_nothing_of_others() -> None:
    exclusion: Exclusion[Task] = Exclusion()
    first, second, third = (_task(number, "router r") for number in range(3))
    assert exclusion.admits(first)
    assert exclusion.release(second) == []
    assert not exclusion.admits(third)
    assert exclusion.release(first) == [third]
