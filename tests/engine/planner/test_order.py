"""Wishes about the order of steps are kept as far as the steps can still be ordered."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from setpoint.engine.planner.lint import lint
from setpoint.engine.planner.order import possible
from setpoint.model.address import Address
from setpoint.model.incarnation import Action, IncarnationId
from setpoint.model.plan import Deed, Plan, PlanId, Step, StepId
from setpoint.model.stack import StackId

Pairs = list[tuple[StepId, StepId]]

MOST = 7


def _pairs() -> st.SearchStrategy[Pairs]:
    number = st.integers(0, MOST).map(StepId)
    return st.lists(st.tuples(number, number).filter(lambda pair: pair[0] != pair[1]), max_size=16)


def _needs(pairs: Pairs) -> list[list[StepId]]:
    return [[other for step, other in pairs if step == number] for number in range(MOST + 1)]


def _can_be_ordered(pairs: Pairs) -> bool:
    try:
        TopologicalSorter(dict(enumerate(_needs(pairs)))).prepare()
    except CycleError:
        return False
    return True


@given(needs=_pairs(), wishes=_pairs())
def test_only_wishes_that_close_a_circle_are_given_up(needs: Pairs, wishes: Pairs) -> None:
    kept = list(possible(wishes, _needs(needs)))
    assert kept == [wish for wish in wishes if not _waits(needs + wishes, *reversed(wish))]
    if _can_be_ordered(needs):
        assert _can_be_ordered(needs + kept)


def _waits(pairs: Pairs, step: StepId, other: StepId) -> bool:
    """Whether ``step`` waits for ``other``, however far down."""
    reached = {step}
    while more := {needed for waiting, needed in pairs if waiting in reached} - reached:
        reached |= more
    return other in reached


def test_steps_that_wait_for_one_another_are_told() -> None:
    first = Step(StepId(0), Deed.CREATE, Address("port"), "T", IncarnationId("a"), needs=(StepId(1),))
    second = Step(StepId(1), Deed.DELETE, Address("server"), "T", IncarnationId("b"), needs=(StepId(0),))
    alone = Step(StepId(2), Deed.CREATE, Address("net"), "T", IncarnationId("c"), needs=(StepId(0),))
    plan = Plan(PlanId("p"), StackId("s"), Action.UPDATE, 2, 1, 0, steps=(first, second, alone))
    (told,) = lint(plan)
    assert told.summary == "these changes cannot be ordered"
    assert told.detail == "create port waits for delete server waits for create port"
    assert told.advice
