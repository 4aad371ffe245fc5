"""Plans as rows: steps of one resource put together again, in order, counted, and sorted as Heat does.

What the planner makes of templates is shown in ``tests/golden/plans``; here are plans that are hard to come by.
"""

from typing import Any

import pytest

from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.incarnation import Action, IncarnationId
from setpoint.model.plan import Cause, Deed, Plan, PlanId, Step, StepId, Unchanged, When
from setpoint.model.plan_plain import plan_plain
from setpoint.model.plan_rows import What, rows, summary
from setpoint.model.plan_text import plan_text
from setpoint.model.stack import StackId

Steps = list[tuple[Deed, str, dict[str, Any]]]


def _plan(steps: Steps, **fields: Any) -> Plan:
    """A plan of ``(deed, address, fields)``; ``needs`` are numbers of steps."""
    made = [
        Step(
            StepId(number),
            deed,
            Address(address),
            more.pop("type", "A::Type"),
            IncarnationId(more.pop("incarnation", address)),
            **more,
        )
        for number, (deed, address, more) in enumerate(steps)
    ]
    return Plan(
        PlanId("p"), StackId("s"), fields.pop("action", Action.UPDATE), 2, 1, 7, tuple(made), **fields
    )


def _lines(steps: Steps, **fields: Any) -> list[str]:
    return [" ".join(line.split()) for line in plan_text(_plan(steps, **fields), "app").splitlines()[1:-1]]


def test_a_leftover_of_an_earlier_plan_has_a_row_of_its_own() -> None:
    steps: Steps = [
        (Deed.UPDATE, "a", {}),
        (Deed.DELETE, "a", {"incarnation": "older", "causes": (Cause("replaced"),)}),
    ]
    assert [row.what for row in rows(_plan(steps))] == [What.UPDATE, What.DELETE]


def test_what_was_broken_and_is_made_anew_is_replaced() -> None:
    steps: Steps = [
        (Deed.CREATE, "a", {"causes": (Cause("unhealthy: no answer"),)}),
        (Deed.DELETE, "a", {"incarnation": "older", "needs": (StepId(0),), "causes": (Cause("replaced"),)}),
    ]
    assert _lines(steps) == ["± a A::Type unhealthy: no answer new first"]


def test_a_guard_and_its_branches_are_one_row() -> None:
    when = When(StepId(0), (Change.REPLACE,))
    steps: Steps = [
        (Deed.GUARD, "a", {"waits_for": ("net.id",), "least": Change.IN_PLACE}),
        (Deed.CREATE, "a", {"needs": (StepId(0),), "when": when, "incarnation": "new"}),
        (Deed.DELETE, "a", {"needs": (StepId(1),), "when": when}),
    ]
    (row,) = rows(_plan(steps))
    assert (row.what, row.possible) == (What.UPDATE, (Change.REPLACE,))


def test_what_still_settles_comes_first() -> None:
    steps: Steps = [
        (Deed.SETTLE, "a", {"causes": (Cause("still under way"),)}),
        (Deed.UPDATE, "a", {"needs": (StepId(0),)}),
        (Deed.SETTLE, "b", {"causes": (Cause("still under way"),)}),
    ]
    assert _lines(steps) == ["~ a A::Type once it has settled, in place", "… b A::Type still under way"]


def test_pauses_and_hooks_are_told() -> None:
    steps: Steps = [
        (Deed.CREATE, "a", {"hooks": ("pre-create",)}),
        (Deed.PAUSE, "", {"seconds": 30.0, "needs": (StepId(0),)}),
        (Deed.CREATE, "b", {"needs": (StepId(1),)}),
    ]
    assert _lines(steps) == ["+ a A::Type stops at pre-create", "+ b A::Type after a pause of 30 s"]


@pytest.mark.parametrize("deed", (Deed.CHECK, Deed.SUSPEND, Deed.RESUME, Deed.SNAPSHOT, Deed.RESTORE))
def test_what_touches_everything_alike(deed: Deed) -> None:
    plan = _plan([(deed, "a", {}), (deed, "b", {"needs": (StepId(0),)})], action=Action.CHECK)
    first, second = rows(plan)
    assert (first.what.value, second.after) == (deed.value, (Address("a"),))
    assert plan_text(plan, "app").endswith(f"2 to {deed}\n")


def test_rows_come_after_what_they_wait_for_and_members_after_their_composite() -> None:
    steps: Steps = [
        (Deed.DELETE, "base", {"needs": (StepId(1),)}),
        (Deed.DELETE, "top", {}),
        (Deed.CREATE, "group/a", {}),
        (Deed.CREATE, "late", {}),
        (Deed.CREATE, "group", {"needs": (StepId(2),), "composite": True}),
        (Deed.DELETE, "group/b", {"needs": (StepId(4),)}),
    ]
    found = [(row.address, row.depth) for row in rows(_plan(steps))]
    assert found == [("top", 0), ("base", 0), ("group", 0), ("group/a", 1), ("group/b", 1), ("late", 0)]


def test_a_list_of_names_is_cut() -> None:
    steps: Steps = [(Deed.CREATE, f"r{number}", {}) for number in range(20)]
    steps.append((Deed.CREATE, "last", {"needs": tuple(StepId(n) for n in range(20))}))
    assert _lines(steps)[-1] == "+ last A::Type after r0, r1, r2, r3, r4, r5 and 14 more"


def test_a_secret_that_changes_is_told_without_its_value() -> None:
    cause = Cause("changed", "password", "******", "******", Change.IN_PLACE)
    assert _lines([(Deed.UPDATE, "a", {"causes": (cause,)})]) == [
        "~ a A::Type password (a secret) changes in place"
    ]


def test_a_rollback_says_so() -> None:
    assert (
        plan_text(_plan([], action=Action.ROLLBACK), "app").splitlines()[0]
        == "stack app  rollback, revision 2 <- 1"
    )


def test_the_summary_counts_every_resource_once() -> None:
    plan = _plan(
        [(Deed.CREATE, "a", {}), (Deed.CREATE, "b", {}), (Deed.FORGET, "c", {})],
        unchanged=(Unchanged(Address("d"), "A::Type"),),
    )
    assert summary(plan, rows(plan)) == {"create": 2, "forget": 1, "unchanged": 1}


def test_as_plain_data_it_is_sorted_as_heat_does() -> None:
    plan = _plan(
        [(Deed.CREATE, "g/a", {}), (Deed.UPDATE, "b", {}), (Deed.DELETE, "c", {})],
        unchanged=(Unchanged(Address("d"), "A::Type"),),
    )
    found = plan_plain(plan, "app")
    changes = {
        name: [one["address"] for one in several] for name, several in found["resource_changes"].items()
    }
    assert changes == {
        "added": ["g/a"],
        "updated": ["b"],
        "deleted": ["c"],
        "replaced": [],
        "unchanged": ["d"],
    }
    assert found["resource_changes"]["added"][0]["resource_name"] == "a"
    assert [one["sign"] for one in found["changes"]] == ["+", "~", "-"]
    assert len(found["steps"]) == 3
