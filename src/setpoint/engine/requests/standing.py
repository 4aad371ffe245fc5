"""What stands at a hook while a stack's plan is carried out, from the plan, its journal and its events.

Who stands before its deed is in no record yet, perhaps not even as a resource. That it stands is what the journal
leaves out: all that its step needs has landed, and the step has not begun.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from setpoint.engine.requests.wanted import plans_under_way
from setpoint.model.address import Address
from setpoint.model.event import Event
from setpoint.model.incarnation import Action
from setpoint.model.journal import LANDED, Entry, Mark
from setpoint.model.plan import Deed, Plan, PlanId, Step, StepId
from setpoint.model.stack import Stack
from setpoint.store.records import Records

_SEARCHED = 20_000


class Standing(msgspec.Struct, frozen=True):
    """A resource that stands at ``hook``, and since when (seconds since the epoch; 0 since the plan began)."""

    address: Address
    type: str
    hook: str
    since: float
    plan: PlanId
    step: StepId

    @property
    def action(self) -> Action:
        """What it stands before, or after."""
        return Action(self.hook.partition("-")[2].upper())


def standing(records: Records, stack: Stack) -> tuple[Standing, ...]:
    """Everything of the stack that stands at a hook, in the order of its plan; nothing when the stack is at rest."""
    found: list[Standing] = []
    told: dict[Address, Event] | None = None
    for plan in plans_under_way(records, stack):
        hooked = [step for step in plan.steps if step.hooks and step.deed is not Deed.EXPAND]
        if not hooked:
            continue
        if told is None:
            told = {one.address: one for one in records.events(stack.id, limit=_SEARCHED, newest=True)}
        last = {entry.step: entry for entry in records.entries(plan.id)}
        found += (one for step in hooked for one in _at(plan, step, last, told))
    return tuple(found)


def _at(
    plan: Plan, step: Step, last: Mapping[StepId, Entry], told: Mapping[Address, Event]
) -> Iterator[Standing]:
    own = last.get(step.id)
    if own is None:
        ahead = [one for one in step.hooks if one.startswith("pre-") or step.deed is Deed.HOLD]
        event = told.get(step.address)
        hook = event.hook if event is not None and event.hook in ahead else next(iter(ahead), "")
        if hook and all(need in last and last[need].mark in LANDED for need in step.needs):
            since = max((last[need].at for need in step.needs), default=0.0)
            yield Standing(step.address, step.written_type, hook, since, plan.id, step.id)
    elif own.mark in (Mark.STARTED, Mark.ACCEPTED):
        event = told.get(step.address)
        if event is not None and event.hook in step.hooks and event.hook.startswith("post-"):
            yield Standing(step.address, step.written_type, event.hook, event.at, plan.id, step.id)
