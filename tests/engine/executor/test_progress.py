"""Every step is ready once, and not before what it needs has landed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some

from setpoint.engine.executor.progress import Key, Progress
from setpoint.model.address import Address
from setpoint.model.incarnation import Action, IncarnationId
from setpoint.model.plan import Deed, Plan, PlanId, Step, StepId
from setpoint.model.stack import StackId

PLAN, CHILD = PlanId("plan"), PlanId("child")


def _plan(*needs: Sequence[int], id: PlanId = PLAN, deeds: Sequence[Deed] = ()) -> Plan:
    """A plan whose nth step has the nth needs."""
    steps = (
        Step(
            StepId(number),
            deeds[number] if deeds else Deed.CREATE,
            Address(f"r{number}"),
            "OS::Heat::TestResource",
            IncarnationId(str(number)),
            needs=tuple(map(StepId, each)),
        )
        for number, each in enumerate(needs)
    )
    return Plan(id, StackId("stack"), Action.CREATE, 1, 0, 0, steps=tuple(steps))


def _key(step: int, plan: PlanId = PLAN) -> Key:
    return Key(plan, StepId(step))


def _ready(progress: Progress) -> list[int]:
    found: list[int] = []
    while (key := progress.next_ready()) is not None:
        found.append(key.step)
    return found


def test_a_step_is_ready_when_the_last_of_its_needs_has_landed() -> None:
    progress = Progress()
    progress.add(_plan((), (), (0, 1), (2,)))
    assert _ready(progress) == [0, 1]
    progress.land(_key(1))
    assert _ready(progress) == []
    assert progress.needs_of(_key(2)) == [_key(0)]
    progress.land(_key(0))
    assert _ready(progress) == [2]
    assert (progress.landed, len(progress)) == (2, 4)
    assert progress.unlanded == [_key(2), _key(3)]


def test_what_has_landed_or_was_given_up_is_not_ready() -> None:
    progress = Progress()
    progress.add(_plan((), (), ()))
    progress.land(_key(0))
    progress.give_up(_key(2))
    assert _ready(progress) == [1]


def test_no_step_lands_twice() -> None:
    progress = Progress()
    progress.add(_plan(()))
    progress.land(_key(0))
    with pytest.raises(AssertionError):
        progress.land(_key(0))


def test_an_expansion_is_complete_when_all_of_its_steps_but_the_deletes_have_landed() -> None:
    progress = Progress()
    progress.add(_plan((), (0,)))
    child = _plan((), (0,), (), id=CHILD, deeds=(Deed.CREATE, Deed.UPDATE, Deed.DELETE))
    assert progress.add(child, _key(0)) is None
    assert progress.land(_key(0, CHILD)) is None
    assert progress.land(_key(1, CHILD)) == _key(0)
    assert progress.land(_key(2, CHILD)) is None
    assert progress.add(_plan(id=PlanId("empty")), _key(0)) == _key(0)


@given(some.lists(some.sets(some.integers(0, 30)), max_size=30), some.data())
def test_every_step_of_any_plan_is_ready_once_after_its_needs(
    wanted: Sequence[set[int]], data: some.DataObject
) -> None:
    needs = [sorted(one for one in each if one < number) for number, each in enumerate(wanted)]
    progress = Progress()
    progress.add(_plan(*needs))
    landed: list[int] = []
    under_way = _ready(progress)
    while under_way:
        step = under_way.pop(data.draw(some.integers(0, len(under_way) - 1)))
        assert set(needs[step]) <= set(landed)
        landed.append(step)
        progress.land(_key(step))
        under_way += _ready(progress)
    assert sorted(landed) == list(range(len(needs)))
    assert progress.unlanded == []
