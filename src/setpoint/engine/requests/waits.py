"""What a resource waits for while its stack's plan is carried out, from the plan and its journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from setpoint.engine.engine import Engine
from setpoint.engine.requests.standing import Standing, standing
from setpoint.engine.requests.wanted import plans_under_way
from setpoint.model.address import Address
from setpoint.model.journal import LANDED, Entry, Mark
from setpoint.model.plan import Deed, Plan, PlanId, Step, StepId
from setpoint.model.stack import Stack

_VERBS = {
    Deed.CREATE: "created",
    Deed.UPDATE: "updated",
    Deed.LET_GO: "changed so far that it lets go of what is to be deleted",
    Deed.DELETE: "deleted",
    Deed.SETTLE: "settled",
}


class Waits(msgspec.Struct, frozen=True):
    """Something that a resource waits for, and since when (seconds since the epoch, 0 when it has not begun).

    ``address`` is whose step it is; its own, while its own step is under way. ``hook`` is set where it stands at one.
    """

    address: Address
    what: str
    since: float = 0
    hook: str = ""


def waits(engine: Engine, stack: Stack, address: Address) -> tuple[Waits, ...]:
    """What stands between the resource at ``address`` and its landing; nothing when the stack is at rest."""
    found: dict[Waits, None] = {}
    held = {(one.plan, one.step): one for one in standing(engine.records, stack)}
    for plan in plans_under_way(engine.records, stack):
        last = {entry.step: entry for entry in engine.records.entries(plan.id)}
        for step in plan.steps:
            if step.address == address:
                found.update(dict.fromkeys(_of_step(plan, step, last, held)))
    return tuple(found)


def _of_step(
    plan: Plan,
    step: Step,
    last: Mapping[StepId, Entry],
    held: Mapping[tuple[PlanId, StepId], Standing],
) -> Iterator[Waits]:
    own, stands = last.get(step.id), held.get((plan.id, step.id))
    if stands is not None:
        yield Waits(step.address, f"the hook {stands.hook} to be cleared", stands.since, stands.hook)
        return
    if own is not None:
        if own.mark in (Mark.STARTED, Mark.ACCEPTED):
            yield _waits(step, own.at)
        return
    open_needs = [need for need in step.needs if need not in last or last[need].mark not in LANDED]
    for need in open_needs:
        yield _waits(plan.steps[need], last[need].at if need in last else 0, last.get(need))
    if not open_needs:
        since = max((last[need].at for need in step.needs), default=0.0)
        yield Waits(step.address, "its turn: its cloud is given no more at once", since)


def _waits(step: Step, since: float, entry: Entry | None = None) -> Waits:
    verb = _VERBS.get(step.deed, f"done ({step.deed})")
    failed = entry is not None and entry.mark is Mark.FAILED
    return Waits(step.address, f"to be {verb}, which failed" if failed else f"to be {verb}", since)
