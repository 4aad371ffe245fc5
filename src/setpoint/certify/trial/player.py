"""What acts are made of: updating until it goes well, resting, being refused one thing, looking for what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import msgspec

from setpoint.certify.simulated.chance import chance
from setpoint.certify.simulated.faults import Fault
from setpoint.certify.simulated.invariants import broken_rules
from setpoint.certify.simulated.world import Call, Thing
from setpoint.certify.trial.stage import Stage
from setpoint.engine.requests.preview import action_towards, preview
from setpoint.engine.requests.update import Options, update
from setpoint.engine.result import Verdict
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.plan import Deed, Plan
from setpoint.model.stack import Source

MAKING = frozenset({"create", "update"})
"""Verbs of the calls of which one is refused to see what is rolled back."""


class Failed(Exception):
    """An act did not go as it must; carries why."""

    def __init__(self, problems: Iterable[Diagnostic]) -> None:
        """Carry every problem."""
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


class LeftOut(Exception):
    """An act cannot be played with this template."""


class Player:
    """Plays on a stage: brings its stack to ``source``, and counts its updates."""

    def __init__(self, stage: Stage, source: Source, changed: Source | None) -> None:
        """Begin with ``source``; ``changed`` is what it becomes later, if anything."""
        self.stage = stage
        self.source = source
        self.changed = changed
        self.updates = 0
        self.is_calm = not stage.faults.rates

    async def plan(self, source: Source) -> Plan:
        """What an update to ``source`` would do. Raises InvalidInput."""
        stack = self.stage.stack()
        return (await preview(self.stage.engine, stack, source, action_towards(stack, source))).plan

    async def update(self, source: Source | None, *, rolls_back: bool = False) -> Sequence[Diagnostic]:
        """Carry out one update; what went wrong, nothing when all went well."""
        self.updates += 1
        stack = msgspec.structs.replace(self.stage.stack(), rollback=rolls_back)
        options = Options(settings={"rollback": rolls_back})
        result = await update(self.stage.engine, stack, source, options)
        if result.verdict is Verdict.COMPLETE:
            return ()
        return result.failures or [Diagnostic(f"it ended {result.verdict}", detail=result.stack.reason)]

    async def insist(self, source: Source | None) -> None:
        """Update until all goes well: in calm weather the first time, in any other before long. Raises Failed."""
        problems: Sequence[Diagnostic] = ()
        for _ in range(1 if self.is_calm else self.stage.conditions.attempts):
            if source is None and self.stage.engine.records.stack(self.stage.stack().name) is None:
                return
            problems = await self.update(source)
            if not problems:
                return
        raise Failed(problems)

    async def come_to_rest(self) -> None:
        """See that nothing is left to do; unless it is calm, what the weather does meanwhile is put right first."""
        for _ in range(1 if self.is_calm else self.stage.conditions.attempts):
            plan = await self.plan(self.source)
            if plan.is_empty:
                return
            if not self.is_calm:
                await self.insist(self.source)
        raise Failed(Diagnostic(f"it would not rest: {step.deed} {step.address}") for step in plan.steps)

    async def be_refused_one(self, source: Source) -> bool:
        """Update to ``source`` while the cloud refuses one of the calls that this takes; whether it came to that."""
        plan = await self.plan(source)
        calls = [
            step
            for step in plan.steps
            if step.deed in (Deed.CREATE, Deed.UPDATE) and self._is_on_cloud(step.type)
        ]
        if not calls:
            raise LeftOut("it takes no call to the cloud")
        which = int(chance(self.stage.conditions.seed, "refused") * len(calls)) + 1
        script = self.stage.faults.when(_the(which), Fault.REFUSED)
        problems = await self.update(source, rolls_back=True)
        was_refused, script.times = script.times == 0, 0
        return was_refused and bool(problems)

    def _is_on_cloud(self, type_name: str) -> bool:
        return self.stage.cloud.driver(type_name) is not None

    def victim(self, for_what: str, can_be: Callable[[Thing], bool]) -> Thing:
        """One thing of the stack, by chance, that can be one. Raises LeftOut when it has none on the cloud."""
        living = [thing for thing in self.stage.living() if can_be(thing)]
        if not living:
            raise LeftOut("it has nothing on the cloud")
        return living[int(chance(self.stage.conditions.seed, for_what) * len(living))]

    def refuse_wrong_world(self) -> None:
        """Raise Failed when something was made twice or left behind, dangles, or is recorded wrongly."""
        stacks = {stack.id for stack in self.stage.engine.records.stacks()}
        wrong = (*broken_rules(self.stage.world, stacks), *self.stage.store.examine())
        if wrong:
            raise Failed(wrong)

    def refuse_leftovers(self) -> None:
        """Raise Failed when anything of the stack is still there."""
        left = self.stage.living()
        if left:
            raise Failed(
                Diagnostic(f"left behind: {one.type} {one.name}", address=address(one)) for one in left
            )


def address(thing: Thing) -> str:
    """What the template calls a thing."""
    return thing.labels.get("address", "")


def in_short(plan: Plan) -> str:
    """What a plan does, in numbers: ``12 to create, 1 to update``."""
    numbers = Counter(step.deed for step in plan.steps)
    told = (Deed.CREATE, Deed.ADOPT, Deed.UPDATE, Deed.GUARD, Deed.EXPAND, Deed.DELETE, Deed.FORGET)
    return ", ".join(f"{numbers[deed]} to {deed}" for deed in told if numbers[deed]) or "nothing to do"


def _the(number: int) -> Callable[[Call], bool]:
    """Matches the call of that number, from 1, among those that make or change something from now on."""
    seen = 0

    def matches(call: Call) -> bool:
        nonlocal seen
        seen += call.verb in MAKING
        return call.verb in MAKING and seen == number

    return matches
