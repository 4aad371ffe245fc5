"""The steps of a start: each as soon as what it needs is done, and none after a failure."""

import threading
from functools import partial

import pytest

from lab.tasks import Task, carry_out


def test_what_is_needed_comes_first() -> None:
    done: list[str] = []
    carry_out(
        [
            Task("roof", lambda: done.append("roof"), ("walls", "no such thing")),
            Task("walls", lambda: done.append("walls"), ("ground",)),
            Task("ground", lambda: done.append("ground")),
        ],
        heavy_at_once=1,
    )
    assert done == ["ground", "walls", "roof"]


def test_what_needs_nothing_runs_at_once() -> None:
    meeting = threading.Barrier(3)
    carry_out(
        [Task(str(number), lambda: (meeting.wait(10), None)[1]) for number in range(3)], heavy_at_once=1
    )
    assert meeting.n_waiting == 0


def test_after_a_failure_nothing_new_is_started() -> None:
    done: list[str] = []

    def fail() -> None:
        raise LookupError("the ground gives way")

    with pytest.raises(LookupError, match="gives way"):
        carry_out(
            [Task("ground", fail), Task("walls", lambda: done.append("walls"), ("ground",))], heavy_at_once=1
        )
    assert done == []


def test_those_that_wait_for_each_other_are_a_bug() -> None:
    with pytest.raises(AssertionError, match="hen, egg"):
        carry_out([Task("hen", print, ("egg",)), Task("egg", print, ("hen",))], heavy_at_once=1)


def test_each_core_does_one_heavy_thing_at_a_time() -> None:
    lifting, most = set[int](), set[int]()
    first_two = threading.Barrier(2)

    def lift(number: int) -> None:
        lifting.add(number)
        most.add(len(lifting))
        if number < 2:
            first_two.wait(10)
        lifting.remove(number)

    carry_out([Task(str(number), partial(lift, number), heavy=True) for number in range(6)], heavy_at_once=2)
    assert max(most) == 2
