"""Changing the record without touching the cloud: mark, move, forget, bind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from setpoint.engine.engine import Engine
from setpoint.engine.observe import look_at
from setpoint.engine.requests.asking import resource
from setpoint.engine.requests.ownership import owned_already
from setpoint.engine.requests.taking import refuse_if_cut_off, taken_at_rest
from setpoint.engine.signals import facts
from setpoint.engine.world import World
from setpoint.model.address import Address, container_of, is_within
from setpoint.model.errors import InvalidInput
from setpoint.model.event import of_resource
from setpoint.model.incarnation import Action, Incarnation, Phase, Status
from setpoint.model.observation import Broken, Gone, Pending, Ready
from setpoint.model.stack import UNHEALTHY, Adjustment, Stack
from setpoint.store.records import Batch


async def mark_unhealthy(
    engine: Engine, name: str, address: Address, reason: str, *, unhealthy: bool = True
) -> None:
    """Mark a resource to be replaced by the next update, or take the mark away (Heat API, ``mark_unhealthy``)."""
    async with _changing(engine, name) as (stack, batch):
        one = resource(engine, stack, address)
        mark = Adjustment(address, UNHEALTHY, reason or "marked by hand", base=one.id, at=engine.now())
        (batch.adjust if unhealthy else batch.unadjust)(mark)
        marked = msgspec.structs.replace(
            one,
            action=Action.CHECK,
            status=Status.FAILED if unhealthy else Status.COMPLETE,
            reason=str(mark.value) if unhealthy else reason,
            updated_at=mark.at,
        )
        batch.put(marked)
        _tell(engine, batch, marked)


async def move(engine: Engine, name: str, old: Address, new: Address) -> None:
    """Let a resource, with all that stands inside it, go by another name, so that a renamed one is not made anew."""

    def moved(address: Address) -> Address:
        return Address(new + address[len(old) :])

    async with _changing(engine, name) as (stack, batch):
        resource(engine, stack, old)
        world = engine.world(stack)
        _refuse_as_name(stack, world, old, new)
        for one in world:
            if _is_part(one.address, old):
                batch.put(msgspec.structs.replace(one, address=moved(one.address)))
        for own in engine.records.adjustments(stack.id):
            if _is_part(own.address, old):
                batch.unadjust(own).adjust(msgspec.structs.replace(own, address=moved(own.address)))


def _is_part(address: Address, whole: Address) -> bool:
    return address == whole or is_within(address, whole)


def _refuse_as_name(stack: Stack, world: World, old: Address, new: Address) -> None:
    """Refuse a name that is taken, is no name, or stands within what is not there, or within the resource itself."""
    container = container_of(new)
    if world.at(new):
        raise InvalidInput.because(f"stack {stack.name} has a resource '{new}' already")
    if not all(new.split("/")):
        raise InvalidInput.because(f"'{new}' is no name for a resource")
    holder = world.current(container)
    if _is_part(container, old) or (container and not (holder and holder.composite)):
        raise InvalidInput.because(f"there is no nested stack or group '{container}' to move '{old}' into")


async def forget(engine: Engine, name: str, address: Address) -> list[Incarnation]:
    """Drop a resource from the record and leave what it stands for alone; returns what was forgotten."""
    async with _changing(engine, name) as (stack, batch):
        resource(engine, stack, address)
        found = [one for one in engine.world(stack) if _is_part(one.address, address)]
        for one in found:
            batch.drop(one.id)
            gone = {"action": Action.DELETE, "status": Status.COMPLETE, "reason": "forgotten: left as it is"}
            _tell(engine, batch, msgspec.structs.replace(one, **gone))
        for own in engine.records.adjustments(stack.id):
            if _is_part(own.address, address):
                batch.unadjust(own)
    return found


async def bind(engine: Engine, name: str, address: Address, physical_id: str) -> Incarnation:
    """Let a resource stand for the thing ``physical_id``, after looking at it: one that was perhaps made, for example.

    What it stood for before is left alone. Raises InvalidInput when there is no such thing, or another owns it.
    """
    async with _changing(engine, name) as (stack, batch):
        one = resource(engine, stack, address)
        if one.composite:
            raise InvalidInput.because(
                f"{address} is a nested stack or group, and stands for no thing of its own"
            )
        bound = msgspec.structs.replace(
            one, physical_id=physical_id, perhaps=False, cursor=None, accepted_at=0.0
        )
        reached = await engine.reach(stack)
        if taken := [*owned_already(engine, reached, [bound])]:
            raise InvalidInput(taken)
        seen = await _seen(engine, bound)
        bound = msgspec.structs.replace(
            bound,
            phase=Phase.CURRENT,
            action=Action.ADOPT,
            status=Status.COMPLETE,
            reason=f"bound to {physical_id}",
            attributes=dict(seen.attributes),
            seen=dict(seen.seen),
            updated_at=engine.now(),
        )
        batch.put(bound)
        _tell(engine, batch, bound)
    return bound


async def _seen(engine: Engine, bound: Incarnation) -> Ready | Broken:
    """What is there for a resource to be bound to. Raises InvalidInput."""
    seen = await look_at(bound, engine.clouds, facts(World(), engine.now))
    match seen:
        case Ready() | Broken():
            return seen
        case Pending():
            why = f"it is not ready: {seen.why}"
        case Gone():
            why = "it is not there"
        case None:
            why = "it could not be looked at"
    raise InvalidInput.because(f"{bound.address} cannot be bound to {bound.physical_id}", detail=why)


@asynccontextmanager
async def _changing(engine: Engine, name: str) -> AsyncIterator[tuple[Stack, Batch]]:
    """The stack and a batch under its lease, committed at the end. Raises InvalidInput while a plan is carried out."""
    stack = engine.stack(name)
    async with taken_at_rest(engine, stack) as lease:
        stack = engine.stack(stack.id)
        refuse_if_cut_off(stack)
        batch = Batch(stack.id, lease.epoch)
        yield stack, batch
        await engine.records.commit(batch)
    engine.ears.tell()


def _tell(engine: Engine, batch: Batch, one: Incarnation) -> None:
    """Tell how an incarnation stands now, as an event."""
    batch.log(of_resource(batch.stack, one, engine.now()))
