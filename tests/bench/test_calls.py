"""The least time that calls could take, and how many were under way at once, from a log of calls."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bench.calls import least_seconds, most_at_once
from setpoint.certify.simulated.world import Call
from setpoint.model.address import Address
from setpoint.model.incarnation import Action, IncarnationId
from setpoint.model.plan import Deed, Plan, PlanId, Step, StepId
from setpoint.model.stack import StackId


def _plan(*needs: Sequence[int]) -> Plan:
    """A plan of as many creates, each with its needs; step 0 makes ``i0``."""
    steps = tuple(
        Step(
            StepId(number),
            Deed.CREATE,
            Address(f"r{number}"),
            "T",
            IncarnationId(f"i{number}"),
            needs=tuple(StepId(need) for need in own),
        )
        for number, own in enumerate(needs)
    )
    return Plan(PlanId("p"), StackId("s"), Action.CREATE, 1, 0, 0, steps=steps)


def _calls(*subjects: str) -> list[Call]:
    return [Call(number, float(number), "create", "T", subject) for number, subject in enumerate(subjects, 1)]


def test_the_critical_path_counts_where_it_is_longer() -> None:
    plan = _plan((), (0,), (1,), ())
    assert least_seconds(_calls("i0", "i1", "i2", "i3"), plan, {}, 2.0, width=4) == 6.0


def test_the_width_counts_where_all_calls_take_longer() -> None:
    plan = _plan((), (), (), ())
    assert least_seconds(_calls("i0", "i1", "i2", "i3"), plan, {}, 2.0, width=2) == 4.0


def test_steps_are_taken_in_the_order_of_their_needs_not_of_their_numbers() -> None:
    plan = _plan((1,), (2,), ())
    assert least_seconds(_calls("i0", "i1", "i2"), plan, {}, 1.0, width=3) == 3.0


def test_a_step_counts_with_every_call_that_it_took_by_whatever_name() -> None:
    plan = _plan((), (0,))
    calls = _calls("i0", "i0", "physical")
    assert least_seconds(calls, plan, {"physical": "i1"}, 1.0, width=9) == 3.0


def test_no_calls_take_no_time() -> None:
    assert least_seconds([], _plan(()), {}, 1.0, width=1) == 0


@pytest.mark.parametrize(
    ("begun", "most"),
    (((), 0), ((0, 0, 0), 3), ((0, 1, 2, 3), 2), ((0, 2, 4), 1), ((3, 0, 2.5), 2)),
)
def test_how_many_were_under_way_at_once(begun: Sequence[float], most: int) -> None:
    calls = [Call(number, at, "create", "T") for number, at in enumerate(begun)]
    assert most_at_once(calls, 2.0) == most
