"""What is known of a run while it goes on, and how a step of it ends.

Owned by the one loop of the run. Those who carry out steps change it, and tell it when one has landed or failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from setpoint.engine.executor.deeds.opening import Opening
from setpoint.engine.executor.ground import Ground
from setpoint.engine.executor.hooks import Hooks
from setpoint.engine.executor.inbox import Inbox
from setpoint.engine.executor.progress import Key, Progress
from setpoint.engine.executor.replay import Replay
from setpoint.engine.executor.task import Task
from setpoint.model.address import Address
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.event import Event, cleared, paused
from setpoint.model.incarnation import Action, Incarnation, Status
from setpoint.model.journal import Mark
from setpoint.model.plan import Deed, Plan, PlanId, Step
from setpoint.model.value import Plain


class RunState:
    """The steps of one run, and where each of them stands."""

    group: asyncio.TaskGroup
    """Holds whatever goes on beside the loop."""

    def __init__(
        self, ground: Ground, plan: Plan, *, stops_at_failure: bool = False, winds_up: bool = False
    ) -> None:
        """Know ``plan`` as yet unbegun. ``stops_at_failure``: start nothing more once a step has failed.

        ``winds_up``: start nothing but what an earlier run has begun.
        """
        self.ground = ground
        self.plans: dict[PlanId, Plan] = {plan.id: plan}
        self.progress = Progress()
        self.failures: list[Diagnostic] = []
        self.tasks: dict[Key, Task] = {}
        """Steps that were started on a cloud and have not landed."""
        self.hooks = Hooks()
        self.inbox = Inbox()
        self.replay = Replay()
        self.stopping = ""
        """Why nothing more is started."""
        self.in_flight = 0
        """How many calls will be answered into the inbox."""
        self.saved: dict[Address, Any] = {}
        self.on_landed: list[Callable[[Key], None]] = []
        """Are told of each step that has landed."""
        self.on_expanded: list[Callable[[Key], None]] = []
        """Are told of each EXPAND step all of whose own steps have landed."""
        self.winds_up = winds_up
        self._stops_at_failure = stops_at_failure
        self.opening = Opening(ground, self.progress)
        self._know(plan)

    def _know(self, plan: Plan) -> None:
        self.ground.shapes.update(plan.shapes)
        self.opening.take(plan)

    def stop(self, why: str) -> None:
        """Start nothing more; the first reason counts."""
        self.stopping = self.stopping or why

    def may_start(self, key: Key) -> bool:
        """Whether a step that is ready is to be started."""
        if self.winds_up and (
            key not in self.replay.under_way or self.progress.step(key).deed is Deed.EXPAND
        ):
            return False
        return not (self.stopping or self.progress.has_given_up(key))

    def take_child(self, child: Plan) -> None:
        """Know the plan of a subtree."""
        self.plans[child.id] = child
        self._know(child)

    def mark_started(self, key: Key) -> None:
        """Write down that a step is begun, unless an earlier process has."""
        if key not in self.replay.under_way:
            self.ground.ledger.mark(key, Mark.STARTED)

    def finish(self, key: Key, note: Plain = None) -> None:
        """A step is done."""
        self.ground.ledger.mark(key, Mark.FINISHED, note)
        self._land(key)

    def skip(self, key: Key) -> None:
        """A step need not be done."""
        self.ground.ledger.mark(key, Mark.SKIPPED)
        self._land(key)

    def _land(self, key: Key) -> None:
        self.opening.land(self.progress.step(key))
        complete = self.progress.land(key)
        for told in self.on_landed:
            told(key)
        if complete is not None:
            self.expanded(complete)

    def expanded(self, key: Key) -> None:
        """All steps of an EXPAND step have landed."""
        for told in self.on_expanded:
            told(key)

    def fail(
        self,
        key: Key,
        problem: Diagnostic,
        one: Incarnation | None = None,
        *,
        perhaps: bool = False,
        told: bool = True,
    ) -> None:
        """Record that a step has failed; with ``told``, as a failure of its own and not by another one.

        ``one`` is the incarnation that it worked on, as it is now; ``perhaps`` when that may have been made.
        """
        step = self.progress.step(key)
        problem = self._placed(problem, step)
        reason = problem.summary_with_detail
        one = one or self.ground.world.get(step.incarnation)
        if one is not None:
            self.ground.ledger.put(one, status=Status.FAILED, reason=reason, perhaps=perhaps)
        self.ground.ledger.mark(key, Mark.FAILED, reason)
        if told:
            self.failures.append(problem)
        if self._stops_at_failure:
            self.stop("a step failed")

    def _placed(self, problem: Diagnostic, step: Step) -> Diagnostic:
        """``problem`` with the address and the place in the template, where it has none."""
        definition = self.ground.tree.definitions.get(step.address)
        place = problem.place or (definition.place if definition else None)
        return msgspec.structs.replace(problem, address=problem.address or step.address, place=place)

    def stands_at_hook(self, key: Key, when: str, go_on: Callable[[], None]) -> bool:
        """Whether a hook holds a step now ("pre-", "post-", or "" for either); if so, ``go_on`` when it is cleared."""
        step = self.progress.step(key)
        hook = self.hooks.stop(key, step, when, go_on)
        if not hook:
            return False
        action = Action(hook.partition("-")[2].upper())
        self._tell_as_it_is(step, paused(action, hook))
        return True

    def clear_hook(self, key: Key) -> None:
        """Let a step go on past the hook that it stands at, and tell so; it may have been let go already."""
        hook = self.hooks.at(key)
        if hook:
            self._tell_as_it_is(self.progress.step(key), cleared(hook))
            self.hooks.clear(key)

    def _tell_as_it_is(self, step: Step, reason: str) -> None:
        """Tell something of a resource to which nothing has been done meanwhile."""
        one = self.ground.world.get(step.incarnation) or self.ground.world.current(step.address)
        self.ground.ledger.tell(
            Event(
                stack=self.ground.stack.id,
                address=step.address,
                action=one.action if one is not None else Action.INIT,
                status=one.status if one is not None else Status.COMPLETE,
                type=one.written_type if one is not None else step.written_type,
                physical_id=one.physical_id if one is not None else "",
                reason=reason,
                at=self.ground.ledger.now(),
            )
        )
