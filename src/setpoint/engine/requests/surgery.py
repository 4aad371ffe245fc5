"""Changing the record without touching the cloud: mark, move, forget, bind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from setpoint.clouds.driver import Facts
from setpoint.engine.engine import Engine
from setpoint.engine.observe import look_at
from setpoint.engine.requests.asking import resource
from setpoint.engine.requests.taking import refuse_if_driven, taken
from setpoint.model.address import Address, is_within
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.event import Event
from setpoint.model.incarnation import Action, Incarnation, Phase, Status
from setpoint.model.observation import Broken, Gone, Ready
from setpoint.model.stack import UNHEALTHY, Adjustment, Stack
from setpoint.store.records import Batch


async def mark_unhealthy(
    engine: Engine, name: str, address: Address, reason: str, *, unhealthy: bool = True
) -> None:
    """Mark a resource to be replaced by the next update, or take the mark away (Heat API, ``mark_unhealthy``)."""
    stack = engine.stack(name)
    one = resource(engine, stack, address)
    mark = Adjustment(address, UNHEALTHY, reason or "marked by hand", base=one.id, at=engine.now())
    async with _changing(engine, stack) as batch:
        if unhealthy:
            batch.adjust(mark).put(
                msgspec.structs.replace(
                    one, action=Action.CHECK, status=Status.FAILED, reason=str(mark.value)
                )
            )
        else:
            batch.unadjust(mark).put(
                msgspec.structs.replace(one, action=Action.CHECK, status=Status.COMPLETE, reason="")
            )
        _tell(
            engine, batch, one, Action.CHECK, Status.FAILED if unhealthy else Status.COMPLETE, str(mark.value)
        )


async def move(engine: Engine, name: str, old: Address, new: Address) -> None:
    """Let a resource, with all that stands inside it, go by another name, so that a renamed one is not made anew."""
    stack = engine.stack(name)
    resource(engine, stack, old)
    world = engine.world(stack)
    if world.at(new):
        raise InvalidInput([Diagnostic(f"stack {stack.name} has a resource {new!r} already")])
    async with _changing(engine, stack) as batch:
        for one in world:
            if one.address == old or is_within(one.address, old):
                batch.put(msgspec.structs.replace(one, address=Address(new + one.address[len(old) :])))


async def forget(engine: Engine, name: str, address: Address) -> list[Incarnation]:
    """Drop a resource from the record and leave what it stands for alone; returns what was forgotten."""
    stack = engine.stack(name)
    resource(engine, stack, address)
    found = [one for one in engine.world(stack) if one.address == address or is_within(one.address, address)]
    async with _changing(engine, stack) as batch:
        for one in found:
            batch.drop(one.id)
            _tell(engine, batch, one, Action.DELETE, Status.COMPLETE, "forgotten: left as it is")
    return found


async def bind(engine: Engine, name: str, address: Address, physical_id: str) -> Incarnation:
    """Let a resource that was perhaps made stand for the thing ``physical_id``, after looking at it."""
    stack = engine.stack(name)
    one = resource(engine, stack, address)
    await engine.clouds.open()
    bound = msgspec.structs.replace(one, physical_id=physical_id, perhaps=False, cursor=None)
    seen = await look_at(bound, engine.clouds, Facts(engine.now()))
    if not isinstance(seen, (Ready, Broken)):
        why = "it is not there" if isinstance(seen, Gone) else f"it was seen as {seen}"
        raise InvalidInput([Diagnostic(f"{address} cannot be bound to {physical_id}", detail=why)])
    bound = msgspec.structs.replace(
        bound,
        phase=Phase.CURRENT,
        action=Action.ADOPT,
        status=Status.COMPLETE,
        reason="",
        attributes=dict(seen.attributes),
        seen=dict(seen.seen),
        updated_at=engine.now(),
    )
    async with _changing(engine, stack) as batch:
        batch.put(bound)
        _tell(engine, batch, bound, Action.ADOPT, Status.COMPLETE, f"bound to {physical_id}")
    return bound


@asynccontextmanager
async def _changing(engine: Engine, stack: Stack) -> AsyncIterator[Batch]:
    """A batch under the stack's lease, committed at the end. Raises InvalidInput while a plan is carried out."""
    refuse_if_driven(engine, stack)
    async with taken(engine, stack.id) as lease:
        batch = Batch(stack.id, lease.epoch)
        yield batch
        await engine.records.commit(batch)
    engine.ears.tell()


def _tell(
    engine: Engine, batch: Batch, one: Incarnation, action: Action, status: Status, reason: str
) -> None:
    batch.log(
        Event(
            stack=batch.stack,
            address=one.address,
            action=action,
            status=status,
            type=one.type,
            physical_id=one.physical_id,
            reason=reason,
            at=engine.now(),
        )
    )
