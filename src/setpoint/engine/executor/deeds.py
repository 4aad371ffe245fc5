"""The deeds: what each does on a driver, and what is recorded before and after it.

A deed begins (with what goes into the journal before the call), and lands (with what was made of it). Everything in
between - commits, widths, retries, waiting - is the run's, and the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from setpoint.clouds.driver import Snapshottable, Suspendable, Want
from setpoint.engine.clouds import Clouds
from setpoint.engine.executor.ledger import Ledger
from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.task import DeedFailed, Landed, Task
from setpoint.engine.scope import WorldScope
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.address import Address
from setpoint.model.change import Change
from setpoint.model.definition import DeletionPolicy, Definition
from setpoint.model.diagnostic import Diagnostic, Findings, Severity
from setpoint.model.expression import EvaluationError, evaluate
from setpoint.model.incarnation import Action, Incarnation, IncarnationId, Phase, Status
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Done, Gone, Outcome, Ready
from setpoint.model.plan import Deed, Step
from setpoint.model.stack import Stack
from setpoint.model.value import Plain, Value, reveal


class Ground:
    """What deeds stand on: the stack, what is wanted, what is recorded, the clouds, and the ledger."""

    def __init__(self, stack: Stack, tree: Tree, world: World, clouds: Clouds, ledger: Ledger) -> None:
        """Gather them for one run."""
        self.stack = stack
        self.tree = tree
        self.world = world
        self.clouds = clouds
        self.ledger = ledger
        self.scope = WorldScope(tree, world)
        self.shapes: dict[Address, Plain] = {}
        self.revision = stack.revision
        self.saved: Mapping[str, Any] = {}
        """For a restore: what a snapshot saved, by address."""

    def definition(self, step: Step) -> Definition:
        """The definition that a step carries out."""
        return self.tree.definitions[step.address]

    def evaluate(self, definition: Definition) -> dict[str, Value]:
        """The definition's properties, all known by now, in normal form. Raises DeedFailed."""
        findings = Findings()
        try:
            found = self.scope.properties(definition)
        except EvaluationError as problem:
            raise DeedFailed(
                Diagnostic(problem.why, place=problem.place or definition.place, address=definition.address)
            ) from None
        wanted = definition.kind.check(found, definition.place_of, findings)
        for found_wrong in findings:
            if found_wrong.severity is Severity.ERROR:
                raise DeedFailed(found_wrong)
        return wanted

    def metadata(self, definition: Definition) -> Value:
        """The definition's metadata. Raises DeedFailed."""
        try:
            return evaluate(definition.metadata, self.scope)
        except EvaluationError as problem:
            raise DeedFailed(
                Diagnostic(problem.why, place=problem.place or definition.place, address=definition.address)
            ) from None

    def needs(self, step: Step) -> tuple[IncarnationId, ...]:
        """The incarnations that a step's resource stands on from now on."""
        found = (self.world.current(address) for address in step.depends)
        return tuple(one.id for one in found if one is not None)

    def name(self, address: Address, one: IncarnationId) -> str:
        """A physical name, unique in the project, that tells people where it belongs."""
        return f"{self.stack.name}-{address.replace('/', '-')}-{one.replace('-', '')[:12]}"

    def want(self, kind: ResourceKind, wanted: Mapping[str, Value], one: Incarnation) -> Want:
        """What a driver is told: complete, and with secrets in clear."""
        labels = {"stack": self.stack.id, "stack_name": self.stack.name, "address": one.address}
        properties = reveal(kind.with_defaults(wanted))
        referred = self._referred(one) if kind.reads_referred else {}
        return Want(properties, self.name(one.address, one.id), reveal(one.metadata), labels, referred)

    def _referred(self, one: Incarnation) -> dict[str, Mapping[str, Value]]:
        found = (self.world.get(need) for need in one.needs)
        return {need.physical_id: need.attributes for need in found if need is not None}

    def task(self, key: Key, step: Step, one: Incarnation) -> Task:
        """A task on ``one`` as it is recorded. Raises ResourceError when no cloud drives its type."""
        cloud, driver = self.clouds.find(step.type)
        want = self.want(driver.kind, one.properties, one)
        return Task(key, step, one, driver, cloud.name, wanted=one.properties, want=want)

    def on_paper(self, definition: Definition, step: Step) -> dict[str, Any]:
        """Those parts of an incarnation's record that come from its definition and cost no call."""
        return {
            "metadata": self.metadata(definition),
            "deletion_policy": definition.deletion_policy,
            "description": definition.description,
            "hooks": definition.hooks,
            "needs": self.needs(step),
            "revision": self.revision,
        }


Begin = Callable[[Ground, Key, Step], Task | None]
"""Records the intent and gives the task; None when there is nothing to call: everything is recorded already."""

Land = Callable[[Ground, Task, Landed], None]
"""Records what was made."""


# --- making


def begin_create(ground: Ground, key: Key, step: Step) -> Task | None:
    """Record a half made incarnation, under the token that will travel with the call."""
    if step.composite:
        land_composite(ground, step, Action.CREATE)
        return None
    definition = ground.definition(step)
    wanted = ground.evaluate(definition)
    known = ground.world.get(step.incarnation)
    one = known or Incarnation(
        step.incarnation, step.address, step.type, Phase.HALF_MADE, created_at=ground.ledger.now()
    )
    for gone in step.drops:
        ground.ledger.drop(gone)
    one = ground.ledger.put(
        one,
        action=Action.CREATE,
        status=Status.IN_PROGRESS,
        reason="",
        properties=wanted,
        **ground.on_paper(definition, step),
    )
    task = ground.task(key, step, one)
    task.call = create
    task.is_uncertain = known is not None
    return task


async def create(task: Task) -> Outcome:
    """Make it; where it may have been made already, look first."""
    assert task.want is not None
    if task.is_uncertain:
        if not task.driver.is_findable:
            raise DeedFailed(perhaps_made(task.one))
        found = await task.driver.find(task.one.id, task.want)
        if found is not None:
            return found
    return await task.driver.create(task.want, task.one.id)


def perhaps_made(one: Incarnation) -> Diagnostic:
    """The problem of a create whose answer was lost, of a type that cannot be found by token."""
    return Diagnostic(
        f"{one.address} was perhaps made: its create was sent and no answer came",
        detail=f"{one.type} carries no token, so it is not repeated blindly",
        advice="look at the cloud, then `setpoint resource bind` it to what is there or `setpoint resource forget` it",
        address=one.address,
    )


def land_create(ground: Ground, task: Task, landed: Landed) -> None:
    """It is there: it stands for its address from now on, and the one it replaces retires."""
    ground.ledger.become_current(
        task.one, status=Status.COMPLETE, reason="", perhaps=False, **left_behind(task, landed)
    )


def left_behind(task: Task, landed: Landed) -> dict[str, Any]:
    """What a deed left: identity, attributes, seen properties."""
    if isinstance(landed, Gone):
        return {}
    kind = task.driver.kind
    return {
        "physical_id": landed.physical_id if isinstance(landed, Done) else task.one.physical_id,
        "attributes": kind.shield(task.wanted, landed.attributes),
        "seen": kind.shield_seen(task.wanted, landed.seen),
        "cursor": None,
        "accepted_at": 0.0,
    }


def land_composite(ground: Ground, step: Step, action: Action) -> None:
    """All members have landed, so the composite has."""
    definition = ground.definition(step)
    known = ground.world.get(step.incarnation)
    one = known or Incarnation(
        step.incarnation,
        step.address,
        step.type,
        physical_id=step.incarnation,
        composite=True,
        created_at=ground.ledger.now(),
    )
    ground.ledger.become_current(
        one,
        action=action,
        status=Status.COMPLETE,
        reason="",
        properties=ground.evaluate(definition),
        shape=ground.shapes.get(step.address, one.shape),
        **ground.on_paper(definition, step),
    )


def begin_adopt(ground: Ground, key: Key, step: Step) -> Task | None:
    """Take what is there already (``external_id``): it is looked at, and never changed."""
    definition = ground.definition(step)
    physical_id = str(reveal(evaluate(definition.external_id, ground.scope)))
    one = Incarnation(
        step.incarnation, step.address, step.type, physical_id=physical_id, external=True, created_at=ground.ledger.now()
    )
    for gone in step.drops:
        ground.ledger.drop(gone)
    one = ground.ledger.put(
        one, action=Action.ADOPT, status=Status.IN_PROGRESS, **ground.on_paper(definition, step)
    )
    return ground.task(key, step, one)


# --- changing


def begin_update(ground: Ground, key: Key, step: Step) -> Task | None:
    """Record that an update is on its way; what was carried out last stays recorded until it has landed."""
    if step.composite:
        land_composite(ground, step, Action.UPDATE)
        return None
    definition = ground.definition(step)
    wanted = ground.evaluate(definition)
    one = ground.world[step.incarnation]
    task = ground.task(key, step, ground.ledger.put(one, action=Action.UPDATE, status=Status.IN_PROGRESS, reason=""))
    task.wanted = wanted
    task.want = ground.want(task.driver.kind, wanted, one)
    task.call = update
    return task


async def update(task: Task) -> Outcome:
    """Change it in place, from what is recorded overlaid with what was last seen."""
    assert task.want is not None
    kind = task.driver.kind
    old = reveal({**kind.with_defaults(task.one.properties), **task.one.seen})
    return await task.driver.update(task.subject(), old, task.want.properties)


def land_update(ground: Ground, task: Task, landed: Landed) -> None:
    """What was wanted is what is recorded now."""
    definition = ground.definition(task.step)
    ground.ledger.become_current(
        task.one,
        status=Status.COMPLETE,
        reason="",
        properties=task.wanted,
        **left_behind(task, landed),
        **ground.on_paper(definition, task.step),
    )


def begin_record(ground: Ground, key: Key, step: Step) -> Task | None:
    """Write down what costs no call."""
    if step.composite:
        land_composite(ground, step, Action.UPDATE)
        return None
    definition = ground.definition(step)
    one = ground.world[step.incarnation]
    changes = ground.on_paper(definition, step)
    if one.phase is Phase.CURRENT and one.status is Status.COMPLETE:
        ground.ledger.put(one, tell=False, **changes)
    else:
        ground.ledger.become_current(one, action=Action.UPDATE, status=Status.COMPLETE, reason="", **changes)
    return None


# --- removing


def begin_delete(ground: Ground, key: Key, step: Step) -> Task | None:
    """Record that it goes."""
    one = ground.world.get(step.incarnation)
    if one is None:
        return None
    if one.composite:
        forget(ground, one)
        return None
    one = ground.ledger.put(one, phase=Phase.RETIRING, action=Action.DELETE, status=Status.IN_PROGRESS, reason="")
    task = ground.task(key, step, one)
    task.call = delete
    return task


async def delete(task: Task) -> Outcome | Gone:
    """Remove it; where its create's answer was lost, find it first. A snapshot is taken where that is the policy."""
    assert task.want is not None
    subject = task.subject()
    if not task.one.physical_id:
        if not task.driver.is_findable:
            raise DeedFailed(perhaps_made(task.one))
        found = await task.driver.find(task.one.id, task.want)
        if found is None:
            return Gone()
        subject = type(subject)(found.physical_id, subject.token, subject.properties, None)
    if task.one.deletion_policy is DeletionPolicy.SNAPSHOT and isinstance(task.driver, Snapshottable):
        task.saved = await task.driver.snapshot(subject, task.one.id)
    return await task.driver.delete(subject)


def land_delete(ground: Ground, task: Task, landed: Landed) -> None:
    """It is gone."""
    reason = f"saved as {task.saved}" if task.saved else ""
    ground.ledger.log(task.one, Status.COMPLETE, reason)
    ground.ledger.drop(task.one.id)


def begin_forget(ground: Ground, key: Key, step: Step) -> Task | None:
    """Let go of the record and leave the thing alone."""
    one = ground.world.get(step.incarnation)
    if one is not None:
        forget(ground, one)
    return None


def forget(ground: Ground, one: Incarnation) -> None:
    """Drop a record, telling it as a delete."""
    one = ground.ledger.put(one, tell=False, phase=Phase.RETIRING, action=Action.DELETE, status=Status.COMPLETE)
    ground.ledger.log(one, reason="left as it is" if not one.composite else "")
    ground.ledger.drop(one.id)


# --- waiting and choosing


def begin_settle(ground: Ground, key: Key, step: Step) -> Task | None:
    """Take up what an earlier plan left under way."""
    one = ground.world[step.incarnation]
    task = ground.task(key, step, one)
    if not one.physical_id:
        task.call = create
        task.is_uncertain = True
    return task


def land_settle(ground: Ground, task: Task, landed: Landed) -> None:
    """It has come to rest; an update that was under way is done again by the next step, so it stays marked."""
    if task.one.phase is Phase.HALF_MADE:
        land_create(ground, task, landed)
    elif task.one.action is not Action.UPDATE:
        ground.ledger.become_current(task.one, status=Status.COMPLETE, **left_behind(task, landed))


def answer_guard(ground: Ground, step: Step) -> Change:
    """What the values, now known, cost: the heaviest change, at least what the plan was sure of."""
    definition = ground.definition(step)
    kind = definition.kind
    assert isinstance(kind, ResourceKind)
    changes = kind.how_to_change(ground.world[step.incarnation].properties, ground.evaluate(definition))
    return max((step.least, *(one.cost for one in changes)), key=lambda cost: cost.weight)


# --- looking and putting to sleep


def begin_check(ground: Ground, key: Key, step: Step) -> Task | None:
    """Look at it once."""
    one = ground.world[step.incarnation]
    if one.composite:
        ground.ledger.put(one, action=Action.CHECK, status=Status.COMPLETE, reason="")
        return None
    return ground.task(key, step, ground.ledger.put(one, action=Action.CHECK, status=Status.IN_PROGRESS, reason=""))


def land_check(ground: Ground, task: Task, landed: Landed) -> None:
    """It is there and works; take down what was seen."""
    seen: dict[str, Any] = {}
    if isinstance(landed, Ready):
        seen = left_behind(task, landed)
    ground.ledger.put(task.one, status=Status.COMPLETE, reason="", **seen)


def _begin_sleep(action: Action, verb: str) -> Begin:
    async def call(task: Task) -> Outcome:
        outcome: Outcome = await getattr(task.driver, verb)(task.subject())
        return outcome

    def begin(ground: Ground, key: Key, step: Step) -> Task | None:
        one = ground.world[step.incarnation]
        if one.composite or not isinstance(ground.clouds.find(step.type)[1], Suspendable):
            ground.ledger.put(one, action=action, status=Status.COMPLETE, reason="")
            return None
        one = ground.ledger.put(one, action=action, status=Status.IN_PROGRESS, reason="")
        task = ground.task(key, step, one)
        task.call = call
        return task

    return begin


def land_sleep(ground: Ground, task: Task, landed: Landed) -> None:
    """It sleeps, or is awake."""
    ground.ledger.put(task.one, status=Status.COMPLETE, reason="", cursor=None)


def begin_snapshot(ground: Ground, key: Key, step: Step) -> Task | None:
    """Save it, where its type can be saved; its recorded properties are part of every snapshot anyway."""
    one = ground.world[step.incarnation]
    if one.composite or not isinstance(ground.clouds.find(step.type)[1], Snapshottable):
        ground.ledger.put(one, action=Action.SNAPSHOT, status=Status.COMPLETE, reason="")
        return None
    one = ground.ledger.put(one, action=Action.SNAPSHOT, status=Status.IN_PROGRESS, reason="")
    task = ground.task(key, step, one)
    task.call = snapshot
    return task


async def snapshot(task: Task) -> Outcome:
    """Save the present state."""
    assert isinstance(task.driver, Snapshottable)
    task.saved = await task.driver.snapshot(task.subject(), task.key.plan)
    return Done(task.one.physical_id, task.one.attributes, task.one.seen)


def begin_restore(ground: Ground, key: Key, step: Step) -> Task | None:
    """Bring back what a snapshot saved, where anything was."""
    one = ground.world[step.incarnation]
    saved = ground.saved.get(one.address)
    if one.composite or saved is None:
        ground.ledger.put(one, action=Action.RESTORE, status=Status.COMPLETE, reason="")
        return None
    one = ground.ledger.put(one, action=Action.RESTORE, status=Status.IN_PROGRESS, reason="")
    task = ground.task(key, step, one)
    task.saved = saved
    task.call = restore
    return task


async def restore(task: Task) -> Outcome:
    """Bring the saved state back."""
    assert isinstance(task.driver, Snapshottable)
    return await task.driver.restore(task.subject(), task.saved)


BEGIN: Mapping[Deed, Begin] = {
    Deed.CREATE: begin_create,
    Deed.UPDATE: begin_update,
    Deed.RECORD: begin_record,
    Deed.DELETE: begin_delete,
    Deed.FORGET: begin_forget,
    Deed.SETTLE: begin_settle,
    Deed.ADOPT: begin_adopt,
    Deed.CHECK: begin_check,
    Deed.SUSPEND: _begin_sleep(Action.SUSPEND, "suspend"),
    Deed.RESUME: _begin_sleep(Action.RESUME, "resume"),
    Deed.SNAPSHOT: begin_snapshot,
    Deed.RESTORE: begin_restore,
}

LAND: Mapping[Deed, Land] = {
    Deed.CREATE: land_create,
    Deed.UPDATE: land_update,
    Deed.DELETE: land_delete,
    Deed.SETTLE: land_settle,
    Deed.ADOPT: land_create,
    Deed.CHECK: land_check,
    Deed.SUSPEND: land_sleep,
    Deed.RESUME: land_sleep,
    Deed.SNAPSHOT: land_sleep,
    Deed.RESTORE: land_create,
}
