"""Asking for something to be done to a stack by whoever drives stacks for a service.

What is asked for is durable when these return, and what can be told to be wrong is told before. Nothing is done here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from setpoint.engine.attempt import WITHIN, preempts
from setpoint.engine.desired import Desired
from setpoint.engine.engine import Engine
from setpoint.engine.requests.preview import next_revision, refuse_changes_of_the_immutable
from setpoint.engine.requests.snapshots import new_snapshot
from setpoint.model.address import Address
from setpoint.model.errors import Conflict, InvalidInput
from setpoint.model.incarnation import Action, Status
from setpoint.model.request import Ask, Request
from setpoint.model.sink import sinks_in
from setpoint.model.stack import Revision, Stack
from setpoint.store.records import Batch, Snapshot

Settings = Mapping[str, Any]
"""Fields of a stack that a request changes besides its revision: ``rollback``, ``timeout``, ``tags``, CREDENTIAL."""

NO_SETTINGS: Settings = {}

TRIES = 5
"""How often a number is looked for under which nobody else records a revision at the same moment."""


async def ask_to_create(engine: Engine, stack: Stack, wanted: Desired, by: str = "") -> Stack:
    """Record a new stack on its way to its first revision. Raises Conflict where its name is in use."""
    assert wanted.compiled is not None
    stack = msgspec.structs.replace(
        stack,
        action=Action.CREATE,
        status=Status.IN_PROGRESS,
        description=wanted.compiled.declared.description,
        sinks=sinks_in(wanted.source.environment) if wanted.source else (),
    )
    first = Revision(number=1, parent=0, source=wanted.source, created_at=engine.now(), by=by)
    batch = Batch(stack.id).put_stack(stack).put_revision(first)
    await _ask(engine, batch, stack, Action.CREATE, by, revision=1)
    return stack


async def ask_to_update(
    engine: Engine, stack: Stack, wanted: Desired, settings: Settings, by: str = ""
) -> None:
    """Record a new revision that ``stack`` is to go to; a plan under way is superseded by it. Raises InvalidInput."""
    refuse_changes_of_the_immutable(engine, stack, wanted)
    assert wanted.compiled is not None
    sinks = sinks_in(wanted.source.environment) if wanted.source else []
    settings = {**settings, "description": wanted.compiled.declared.description, "sinks": sinks}
    for again in reversed(range(TRIES)):
        number = next_revision(engine, stack)
        revision = Revision(
            number=number, parent=stack.good_revision, source=wanted.source, created_at=engine.now(), by=by
        )
        batch = Batch(stack.id).put_revision(revision)
        try:
            await _ask(engine, batch, stack, Action.UPDATE, by, revision=number, settings=dict(settings))
        except Conflict:
            if not again:
                raise
        else:
            break


async def ask_to_delete(engine: Engine, stack: Stack, by: str = "", settings: Settings = NO_SETTINGS) -> None:
    """Ask for a stack to be removed; a plan under way is superseded by that."""
    await _ask(engine, Batch(stack.id), stack, Action.DELETE, by, settings=dict(settings))


async def ask_to_remove(
    engine: Engine, stack: Stack, container: Address, by: str = "", settings: Settings = NO_SETTINGS
) -> None:
    """Ask for the nested stack at ``container`` to be removed by itself: the next update makes it again.

    Raises Conflict while something else is being done to the stack, and InvalidInput where the last that was done has
    failed: what is to become of it then is for all of it to say.
    """
    refuse_if_busy(engine, stack)
    if stack.status is not Status.COMPLETE or stack.good_revision != stack.revision:
        raise InvalidInput.because(
            f"{container} cannot be removed by itself while stack {stack.name} is {stack.action}_{stack.status}",
            advice="update that stack first, or delete it as a whole",
        )
    note = {WITHIN: container, "settings": dict(settings)}
    await _ask(engine, Batch(stack.id), stack, Action.UPDATE, by, **note)


async def ask_to_sweep(engine: Engine, stack: Stack, action: Action, by: str = "") -> None:
    """Ask for a stack to be checked, suspended or resumed. Raises Conflict while something else is being done to it."""
    refuse_if_busy(engine, stack)
    await _ask(engine, Batch(stack.id), stack, action, by)


async def ask_to_snapshot(engine: Engine, stack: Stack, label: str, by: str = "") -> Snapshot:
    """Record a snapshot that is to be taken. Raises Conflict while something else is being done to the stack."""
    refuse_if_busy(engine, stack)
    saved = new_snapshot(engine, stack, label)
    batch = Batch(stack.id).put_snapshot(saved)
    await _ask(engine, batch, stack, Action.SNAPSHOT, by, snapshot=saved.id)
    return saved


async def ask_to_restore(engine: Engine, stack: Stack, saved: Snapshot, by: str = "") -> None:
    """Ask for a stack to go back to a snapshot. Raises Conflict, and InvalidInput for one that was not taken."""
    refuse_if_busy(engine, stack)
    if saved.status != Status.COMPLETE:
        raise InvalidInput.because(f"snapshot {saved.name} is {saved.status}", detail=saved.reason)
    note = {"snapshot": saved.id, "revision": saved.revision}
    await _ask(engine, Batch(stack.id), stack, Action.RESTORE, by, **note)


def refuse_if_busy(engine: Engine, stack: Stack) -> None:
    """Raises Conflict while a plan of the stack is carried out, or is to be."""
    action = busy_with(stack, engine.records.requests(stack.id))
    if action is not None:
        raise Conflict(f"Stack {stack.name} already has an action ({action}) in progress.")


def busy_with(stack: Stack, asked: list[Request]) -> Action | None:
    """What is being done to a stack, or is to be: the last of what was asked for. None at rest."""
    for request in reversed(asked):
        if request.ask is Ask.ACT:
            return Action(request.note["action"])
    return stack.action if stack.status is Status.IN_PROGRESS else None


def next_act(asked: list[Request]) -> tuple[Request | None, tuple[int, ...]]:
    """What is to be done next of what was asked for, and the numbers of the requests that are answered by it.

    The newest of those that pre-empt others is all that counts of what was asked up to it, but that it has the settings
    of all of them; a sweep waits its turn.
    """
    acts = [one for one in asked if one.ask is Ask.ACT]
    last = next((one for one in reversed(acts) if preempts(one)), None)
    chosen = last or (acts[0] if acts else None)
    if chosen is None:
        return None, ()
    answered = [one for one in acts if one.number <= chosen.number]
    settings = {name: value for one in answered for name, value in settings_of(one).items()}
    chosen = msgspec.structs.replace(chosen, note={**chosen.note, "settings": settings})
    return chosen, tuple(one.number for one in answered)


def settings_of(request: Request | None) -> Settings:
    """What a request changes of the stack besides its revision."""
    return (request.note.get("settings") or {}) if request is not None else {}


def entrusted_by(stack: Stack, request: Request | None) -> Stack:
    """``stack`` with the credential by which ``request`` is to be carried out: its own, unless that brings another."""
    told = settings_of(request)
    return msgspec.structs.replace(stack, **{name: told[name] for name in CREDENTIAL if name in told})


CREDENTIAL = ("credential", "credential_notes", "owner", "owner_name")
"""Fields of a stack that change when somebody else takes it over."""


async def _ask(engine: Engine, batch: Batch, stack: Stack, action: Action, by: str, **note: Any) -> None:
    request = Request(
        stack=stack.id, ask=Ask.ACT, note={"action": action.value, **note}, at=engine.now(), by=by
    )
    await engine.records.commit(batch.ask(request))
    engine.ears.tell()
