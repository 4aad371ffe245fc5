"""Which steps may start: kept incrementally, so that a whole run costs time linear in steps and needs."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from setpoint.model.address import Address, is_within
from setpoint.model.plan import Deed, Plan, PlanId, Step, StepId


class Key(NamedTuple):
    """A step among those of a plan and its child plans."""

    plan: PlanId
    step: StepId


class Progress:
    """The steps of a plan, and of its child plans as they come, with what each still waits for."""

    def __init__(self) -> None:
        """Start with no steps."""
        self.steps: dict[Key, Step] = {}
        self.ready: deque[Key] = deque()
        self._waits: dict[Key, int] = {}
        self._leads_to: dict[Key, list[Key]] = {}
        self._landed: set[Key] = set()
        self._given_up: set[Key] = set()
        self._expanding: dict[PlanId, tuple[Key, int]] = {}

    def add(self, plan: Plan, parent: Key | None = None) -> Key | None:
        """Take in a plan's steps; those without needs are ready.

        For a child plan, ``parent`` is the EXPAND step that has landed when all of the child's steps but its deletes
        have; it is returned at once when there are none such.
        """
        for step in plan.steps:
            key = Key(plan.id, step.id)
            self.steps[key] = step
            self._waits[key] = len(step.needs)
            for need in step.needs:
                self._leads_to.setdefault(Key(plan.id, need), []).append(key)
            if not step.needs:
                self.ready.append(key)
        if parent is None:
            return None
        to_come = sum(step.deed is not Deed.DELETE for step in plan.steps)
        self._expanding[plan.id] = (parent, to_come)
        return parent if not to_come else None

    def land(self, key: Key) -> Key | None:
        """Note that a step has landed; returns the EXPAND step that is complete by it, if one is."""
        assert key not in self._landed, key
        self._landed.add(key)
        for follower in self._leads_to.get(key, ()):
            self._waits[follower] -= 1
            if not self._waits[follower]:
                self.ready.append(follower)
        return self._count_down(key)

    def _count_down(self, key: Key) -> Key | None:
        if key.plan not in self._expanding or self.steps[key].deed is Deed.DELETE:
            return None
        parent, to_come = self._expanding[key.plan]
        self._expanding[key.plan] = (parent, to_come - 1)
        return parent if to_come == 1 else None

    def give_up(self, key: Key) -> None:
        """Note that a step will not land, so that it is not started again."""
        self._given_up.add(key)

    def give_up_within(self, address: Address) -> list[Key]:
        """Give up all that has not landed of what stands within ``address``; returns it."""
        found = [key for key in self.unlanded if is_within(self.steps[key].address, address)]
        self._given_up.update(found)
        return found

    def has_given_up(self, key: Key) -> bool:
        """Whether a step will not land any more."""
        return key in self._given_up

    def next_ready(self) -> Key | None:
        """A step that may start and has not; None when there is none just now."""
        while self.ready:
            key = self.ready.popleft()
            if key not in self._landed and key not in self._given_up:
                return key
        return None

    def has_landed(self, key: Key) -> bool:
        """Whether a step has landed (finished or skipped)."""
        return key in self._landed

    @property
    def unlanded(self) -> list[Key]:
        """Every step that has not landed, in order."""
        return [key for key in self.steps if key not in self._landed]

    def __len__(self) -> int:
        """How many steps there are."""
        return len(self.steps)

    @property
    def landed(self) -> int:
        """How many have landed."""
        return len(self._landed)

    def needs_of(self, key: Key) -> list[Key]:
        """The steps that ``key`` waits for and that have not landed."""
        return [one for need in self.steps[key].needs if (one := Key(key.plan, need)) not in self._landed]
