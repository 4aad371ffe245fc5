"""Checks of a finished plan: what it could not carry out is told before anything happens."""

from __future__ import annotations

from collections import Counter

from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.plan import Deed, Plan, Step, StepId


def lint(plan: Plan) -> tuple[Diagnostic, ...]:
    """Problems that make ``plan`` impossible to carry out. Empty for a good plan. Linear.

    Malformed plans (steps that need what is not there, two makers of one incarnation) are bugs and assert.
    """
    _assert_well_formed(plan)
    stuck = _stuck(plan)
    return (_cycle_diagnostic(_cycle(stuck)),) if stuck else ()


def linted(plan: Plan) -> Plan:
    """``plan``, which can be carried out. Raises InvalidInput with what makes that impossible."""
    problems = lint(plan)
    if problems:
        raise InvalidInput(problems)
    return plan


def _assert_well_formed(plan: Plan) -> None:
    for number, step in enumerate(plan.steps):
        assert step.id == number, f"step {step.id} stands at {number}"
        assert all(0 <= need < len(plan.steps) and need != step.id for need in step.needs), step
        if step.when is not None:
            assert plan.steps[step.when.guard].deed is Deed.GUARD, step
    for deed in (Deed.CREATE, Deed.DELETE):
        twice = Counter(step.incarnation for step in plan.steps if step.deed is deed).most_common(1)
        assert not twice or twice[0][1] == 1, f"{deed} twice: {twice}"


def _stuck(plan: Plan) -> dict[StepId, Step]:
    """The steps that can never start; none when the needs have no cycle."""
    waits = {step.id: len(step.needs) for step in plan.steps}
    leads_to: dict[StepId, list[StepId]] = {}
    for step in plan.steps:
        for need in step.needs:
            leads_to.setdefault(need, []).append(step.id)
    ready = [step for step, count in waits.items() if not count]
    for step_id in ready:
        for follower in leads_to.get(step_id, ()):
            waits[follower] -= 1
            if not waits[follower]:
                ready.append(follower)
    done = set(ready)
    return {step.id: step for step in plan.steps if step.id not in done}


def _cycle(stuck: dict[StepId, Step]) -> list[Step]:
    """One cycle among steps that all wait for one another."""
    path: list[Step] = []
    seen: dict[StepId, int] = {}
    step = next(iter(stuck.values()))
    while step.id not in seen:
        seen[step.id] = len(path)
        path.append(step)
        step = stuck[next(need for need in step.needs if need in stuck)]
    return path[seen[step.id] :]


def _cycle_diagnostic(cycle: list[Step]) -> Diagnostic:
    shown = " waits for ".join(f"{step.deed} {step.address}" for step in [*cycle, cycle[0]])
    return Diagnostic(
        "these changes cannot be ordered",
        detail=shown,
        advice="make the change in two updates, for example by removing the reference first",
        address=cycle[0].address,
    )
