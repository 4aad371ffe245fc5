"""Snapshots of a stack: its revision, and what its resources' drivers saved; and bringing one back."""

from __future__ import annotations

import msgspec

from setpoint.engine.engine import Engine
from setpoint.engine.requests.sweep import bring_back, sweep_with
from setpoint.engine.requests.taking import taken, taken_at_rest
from setpoint.engine.requests.update import DEFAULTS, Options, start_drive, update
from setpoint.engine.result import Result, Verdict
from setpoint.engine.saved import drop_saved
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action
from setpoint.model.nearest import did_you_mean
from setpoint.model.stack import Stack
from setpoint.store.records import Batch, Snapshot


async def snapshot(
    engine: Engine, name: str, label: str, options: Options = DEFAULTS
) -> tuple[Snapshot, Result]:
    """Save the stack as it is, under ``label``. Raises InvalidInput while a plan is carried out."""
    return await take(engine, new_snapshot(engine, engine.stack(name), label), options)


def new_snapshot(engine: Engine, stack: Stack, label: str) -> Snapshot:
    """A snapshot that is to be taken, and that nobody has recorded yet."""
    return Snapshot(
        id=engine.new_id(),
        stack=stack.id,
        name=label,
        revision=stack.revision,
        created_at=engine.now(),
    )


async def take(engine: Engine, saved: Snapshot, options: Options = DEFAULTS) -> tuple[Snapshot, Result]:
    """Take a new snapshot, recorded or not. Raises InvalidInput while a plan is carried out."""
    stack = engine.stack(saved.stack)
    async with taken_at_rest(engine, stack) as lease:
        drive = start_drive(engine, lease, engine.stack(stack.id), options)
        drive.snapshot = msgspec.structs.replace(saved, revision=drive.stack.revision)
        result = await sweep_with(drive, Action.SNAPSHOT)
    return drive.snapshot, result


def find(engine: Engine, stack: Stack, name_or_id: str) -> Snapshot:
    """A snapshot by name (the newest of that name) or id. Raises InvalidInput."""
    found = engine.records.snapshots(stack.id)
    for one in reversed(found):
        if name_or_id in (one.id, one.name):
            return one
    raise InvalidInput.because(
        f"stack {stack.name} has no snapshot '{name_or_id}'",
        advice=did_you_mean(name_or_id, [one.name for one in found]),
    )


async def restore(engine: Engine, name: str, which: str, options: Options = DEFAULTS) -> Result:
    """Bring a stack back to a snapshot: to its revision first, then each resource to what was saved of it."""
    stack = engine.stack(name)
    saved = find(engine, stack, which)
    if saved.status != "COMPLETE":
        raise InvalidInput.because(f"snapshot {saved.name} is {saved.status}", detail=saved.reason)
    revision = engine.records.revision(stack.id, saved.revision)
    source = revision.source if revision else None
    first = msgspec.structs.replace(options, action=Action.RESTORE)
    if saved.saved:
        first = msgspec.structs.replace(first, answers=(), snapshot=saved)
    result = await update(engine, stack, source, first)
    if result.verdict is not Verdict.COMPLETE or not saved.saved:
        return result
    async with taken(engine, stack.id) as lease:
        drive = start_drive(engine, lease, engine.stack(stack.id), options)
        return await bring_back(drive, saved)


async def drop(engine: Engine, name: str, which: str) -> None:
    """Remove a snapshot, with what was saved on the clouds."""
    stack = await engine.reach(engine.stack(name))
    saved = find(engine, stack, which)
    await drop_saved(engine.clouds, saved)
    await engine.records.commit(Batch(stack.id).drop_snapshot(saved.id))
