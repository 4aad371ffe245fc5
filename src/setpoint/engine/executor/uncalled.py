"""The steps that need no cloud: guards, pauses, hooks to stand at, records, and subtrees to be planned."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from setpoint.engine.executor.deeds import BEGIN
from setpoint.engine.executor.deeds.composites import land_composite
from setpoint.engine.executor.deeds.settling import answer_guard
from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.state import RunState
from setpoint.engine.executor.task import DeedFailed
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action
from setpoint.model.plan import Deed, Plan, Step

Expand = Callable[[Plan, Step], Awaitable[Plan]]
"""Plans the subtree of an EXPAND step. Raises InvalidInput; DeedFailed when consent is refused."""

_UNCALLED = frozenset({Deed.PAUSE, Deed.HOLD, Deed.EXPAND, Deed.GUARD, Deed.RECORD, Deed.FORGET})


def needs_no_cloud(step: Step) -> bool:
    """Whether a step is one of these."""
    return step.deed in _UNCALLED or step.composite


class UncalledSteps:
    """Carries out the steps that need no cloud."""

    def __init__(self, state: RunState, expand: Expand, grown: Callable[[Plan, Key], None]) -> None:
        """Plan subtrees by ``expand``; tell ``grown`` of each child plan, and of the EXPAND step that it belongs to."""
        self._state = state
        self._expand = expand
        self._grown = grown

    def close(self) -> None:
        """Let go of whoever plans."""
        self._expand, self._grown = _is_over, _leave

    def start(self, key: Key, step: Step) -> None:
        """Do it, or begin to."""
        state = self._state
        state.mark_started(key)
        try:
            if step.deed is Deed.PAUSE:
                state.inbox.later(step.seconds, lambda: state.finish(key))
            elif step.deed is Deed.HOLD:
                state.finish(key)
            elif step.deed is Deed.EXPAND:
                self._start_expanding(key, step)
            elif step.deed is Deed.GUARD:
                answer = answer_guard(state.ground, step)
                state.replay.answers[key] = answer
                state.finish(key, answer.value)
            else:
                BEGIN[step.deed](state.ground, key, step)
                state.finish(key)
        except DeedFailed as refusal:
            state.fail(key, refusal.diagnostic)

    def _start_expanding(self, key: Key, step: Step) -> None:
        if any(
            plan.parent == key.plan and plan.parent_step == key.step for plan in self._state.plans.values()
        ):
            return  # it was planned before a crash: its steps are here already
        self._state.in_flight += 1
        self._state.group.create_task(self._plan_subtree(key, step))

    async def _plan_subtree(self, key: Key, step: Step) -> None:
        state = self._state
        try:
            child = await self._expand(state.plans[key.plan], step)
        except (InvalidInput, DeedFailed) as refusal:
            first = refusal.diagnostics[0] if isinstance(refusal, InvalidInput) else refusal.diagnostic
            state.inbox.post(partial(state.fail, key, first))
        else:
            state.inbox.post(partial(self._take_child, key, child))
        finally:
            state.in_flight -= 1

    def _take_child(self, key: Key, child: Plan) -> None:
        state = self._state
        if state.progress.has_given_up(key):
            return
        state.take_child(child)
        state.ground.scope.forget_arguments()
        state.ground.ledger.batch.put_plan(child)
        complete = state.progress.add(child, key)
        self._grown(child, key)
        if complete is not None:
            state.expanded(complete)

    def finish_expanding(self, key: Key) -> None:
        """Land an EXPAND step, all of whose own steps have landed."""
        step = self._state.progress.step(key)
        known = self._state.ground.world.get(step.incarnation)
        is_first = known is None or known.was_never_complete
        try:
            land_composite(self._state.ground, step, Action.CREATE if is_first else Action.UPDATE)
        except DeedFailed as refusal:
            self._state.fail(key, refusal.diagnostic)
        else:
            self._state.finish(key)


async def _is_over(_parent: Plan, _step: Step) -> Plan:
    raise AssertionError("the run has ended")


def _leave(_child: Plan, _key: Key) -> None:
    return
