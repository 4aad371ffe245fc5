"""Which steps may start: kept incrementally, so that a whole run costs time linear in steps and needs.

A plan's steps are numbered from 0, so what is known of them stands in arrays: of a large plan, tables by key would take
more memory than its steps.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from setpoint.model.address import Address, is_within
from setpoint.model.plan import Deed, Plan, PlanId, Step, StepId


class Key(NamedTuple):
    """A step among those of a plan and its child plans."""

    plan: PlanId
    step: StepId


class _Steps:
    """The steps of one plan: for how many others each waits, which others wait for it, whether it has landed."""

    def __init__(self, plan: Plan) -> None:
        self.all = plan.steps
        self.waits = array("I", (len(step.needs) for step in plan.steps))
        self.has_landed = bytearray(len(plan.steps))
        count = array("I", [0]) * (len(plan.steps) + 1)
        for step in plan.steps:
            for need in step.needs:
                count[need + 1] += 1
        self._first = array("I", accumulate(count))  # where those that wait for each step begin in the next
        self._waiting = array("I", [0]) * self._first[-1]
        free = self._first[:]
        for step in plan.steps:
            for need in step.needs:
                self._waiting[free[need]] = step.id
                free[need] += 1

    def land(self, step: StepId) -> Iterator[StepId]:
        """Note that a step has landed; gives those that waited for nothing else."""
        self.has_landed[step] = True
        for follower in self._waiting[self._first[step] : self._first[step + 1]]:
            self.waits[follower] -= 1
            if not self.waits[follower]:
                yield StepId(follower)


class Progress:
    """The steps of a plan, and of its child plans as they come, with what each still waits for."""

    def __init__(self) -> None:
        """Start with no steps."""
        self.ready: deque[Key] = deque()
        self.landed = 0
        """How many have landed."""
        self._plans: dict[PlanId, _Steps] = {}
        self._given_up: set[Key] = set()
        self._expanding: dict[PlanId, tuple[Key, int]] = {}

    def add(self, plan: Plan, parent: Key | None = None) -> Key | None:
        """Take in a plan's steps; those without needs are ready.

        For a child plan, ``parent`` is the EXPAND step that has landed when all of the child's steps but its deletes
        have; it is returned at once when there are none such.
        """
        self._plans[plan.id] = _Steps(plan)
        self.ready += [Key(plan.id, step.id) for step in plan.steps if not step.needs]
        if parent is None:
            return None
        to_come = sum(step.deed is not Deed.DELETE for step in plan.steps)
        self._expanding[plan.id] = (parent, to_come)
        return parent if not to_come else None

    def land(self, key: Key) -> Key | None:
        """Note that a step has landed; returns the EXPAND step that is complete by it, if one is."""
        assert not self.has_landed(key), key
        self.landed += 1
        self.ready += [Key(key.plan, step) for step in self._plans[key.plan].land(key.step)]
        return self._count_down(key)

    def _count_down(self, key: Key) -> Key | None:
        if key.plan not in self._expanding or self.step(key).deed is Deed.DELETE:
            return None
        parent, to_come = self._expanding[key.plan]
        self._expanding[key.plan] = (parent, to_come - 1)
        return parent if to_come == 1 else None

    def give_up(self, key: Key) -> None:
        """Note that a step will not land, so that it is not started again."""
        self._given_up.add(key)

    def give_up_within(self, address: Address) -> list[Key]:
        """Give up all that has not landed of what stands within ``address``; returns it."""
        found = [key for key in self.unlanded if is_within(self.step(key).address, address)]
        self._given_up.update(found)
        return found

    def has_given_up(self, key: Key) -> bool:
        """Whether a step will not land any more."""
        return key in self._given_up

    def next_ready(self) -> Key | None:
        """A step that may start and has not; None when there is none just now."""
        while self.ready:
            key = self.ready.popleft()
            if not self.has_landed(key) and key not in self._given_up:
                return key
        return None

    def step(self, key: Key) -> Step:
        """The step that ``key`` names."""
        return self._plans[key.plan].all[key.step]

    def has_landed(self, key: Key) -> bool:
        """Whether a step has landed (finished or skipped)."""
        return bool(self._plans[key.plan].has_landed[key.step])

    @property
    def unlanded(self) -> list[Key]:
        """Every step that has not landed, in order."""
        return [key for key in self if not self.has_landed(key)]

    def __iter__(self) -> Iterator[Key]:
        """Every step, in order."""
        return (Key(plan, step.id) for plan, steps in self._plans.items() for step in steps.all)

    def __len__(self) -> int:
        """How many steps there are."""
        return sum(len(steps.all) for steps in self._plans.values())

    def needs_of(self, key: Key) -> list[Key]:
        """The steps that ``key`` waits for and that have not landed."""
        needs = (Key(key.plan, need) for need in self.step(key).needs)
        return [one for one in needs if not self.has_landed(one)]
