"""Ids of incarnations: new in every step of every plan, the same for the same one, and in the order of the steps."""

from __future__ import annotations

from uuid import UUID, uuid4

from setpoint.engine.planner.draft import Draft
from setpoint.model.address import Address
from setpoint.model.incarnation import IncarnationId
from setpoint.model.plan import Deed, PlanId

SIZE = 3_000


def _ids(plan: str, size: int = SIZE) -> list[IncarnationId]:
    draft, found = Draft(PlanId(plan)), []
    for _ in range(size):
        found.append(draft.new_incarnation())
        draft.add((), deed=Deed.CREATE, address=Address("a"), type="T", incarnation=found[-1])
    return found


def test_they_are_uuids_and_the_same_for_the_same_plan() -> None:
    plan = str(uuid4())
    ids = _ids(plan)
    assert ids == _ids(plan)
    assert [str(UUID(one)) for one in ids] == ids


def test_no_step_of_any_plan_has_the_id_of_another_nor_its_first_twelve_digits() -> None:
    plans = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002", str(uuid4())]
    ids = [one for plan in plans for one in _ids(plan)]
    assert len(set(ids)) == len(plans) * SIZE
    assert len({one.replace("-", "")[:12] for one in ids}) == len(plans) * SIZE


def test_those_of_one_plan_stand_together_in_the_order_of_its_steps() -> None:
    ids = _ids("00000000-0000-4000-8000-000000000001")
    assert ids == sorted(ids)
    assert len({one[:7] for one in ids}) == 1
