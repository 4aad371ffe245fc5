"""Carrying a stack over: export, abandon and adopt, in Heat's form (Heat API, ``stack abandon``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from setpoint.engine.desired import Desired, desired
from setpoint.engine.engine import Engine
from setpoint.engine.nested_source import nested_source
from setpoint.engine.planner import plan_towards
from setpoint.engine.requests.adoption import Adoption
from setpoint.engine.requests.carried import MEMBERS, kept, nested
from setpoint.engine.requests.carried_in import flat
from setpoint.engine.requests.ownership import owned_already
from setpoint.engine.requests.taking import taken, taken_at_rest
from setpoint.engine.requests.update import DEFAULTS, Options, start_drive
from setpoint.engine.requests.wanted import wanted_now
from setpoint.engine.result import Result
from setpoint.engine.signals import signalled
from setpoint.engine.world import World
from setpoint.model.address import Address, name_of
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action, Incarnation, Phase, Status
from setpoint.model.stack import Revision, Source, Stack
from setpoint.model.value import Plain, Value, masked, reveal
from setpoint.store.records import Batch
from setpoint.templates.plain import as_data
from setpoint.templates.veiled import veiled, veiled_files


def export(engine: Engine, name: str, *, secrets: bool = False) -> dict[str, Plain]:
    """The stack as plain data. Hidden values are masked unless ``secrets`` asks for them in clear."""
    stack = engine.stack(name)
    revision = engine.records.revision(stack.id, stack.revision)
    source = revision.source if revision else None
    show = reveal if secrets else masked
    text = (source.template if secrets else veiled(source)) if source else ""
    return {
        "name": stack.name,
        "id": stack.id,
        "action": stack.action.value,
        "status": stack.status.value,
        "project_id": stack.project,
        "cloud": stack.cloud,
        "tags": list(stack.tags),
        "template": as_data(text) if text else None,
        "template_text": text,
        "template_name": source.template_name if source else None,
        "environment": show(_environment(source)) if source else {},
        "files": (dict(source.files) if secrets else veiled_files(source)) if source else {},
        MEMBERS: nested(_members(engine, stack, show)),
    }


def _members(engine: Engine, stack: Stack, show: Callable[[Value], Plain]) -> dict[Address, dict[str, Plain]]:
    world = engine.world(stack)
    living = [one for one in world if _is_living(one)]
    wanted = _wanted(engine, stack, world) if any(one.composite for one in living) else None
    return {
        one.address: {**_exported(one, show), **(_by_itself(wanted, world, one, show) if wanted else {})}
        for one in living
    }


def _wanted(engine: Engine, stack: Stack, world: World) -> Desired | None:
    try:
        return wanted_now(engine, stack, world)
    except InvalidInput:
        return None  # in a language that is no longer understood, say


def _by_itself(
    wanted: Desired, world: World, one: Incarnation, show: Callable[[Value], Plain]
) -> dict[str, Plain]:
    """With this a nested stack can be adopted alone."""
    source = nested_source(wanted, world, one.address, show) if one.composite else None
    if source is None:
        return {}
    text = source.template if show is reveal else veiled(source)
    return {"template": as_data(text) if text else None, "environment": show(_environment(source))}


def _environment(source: Source) -> dict[str, Any]:
    given = dict(source.environment)
    given["parameters"] = {**given.get("parameters", {}), **source.parameters}
    return given


def _is_living(one: Incarnation) -> bool:
    return one.phase is Phase.CURRENT


def _exported(one: Incarnation, show: Any) -> dict[str, Plain]:
    attributes = dict(one.attributes) if one.attributes else {}
    kind = signalled(one.type)
    came = kind.retell(one.signals) if kind is not None else {}
    return {
        "name": name_of(one.address),
        "resource_id": one.physical_id,
        "id": one.id,
        "type": one.written_type,
        "action": one.action.value,
        "status": one.status.value,
        "metadata": {**(show(one.metadata) or {}), **came},
        "resource_data": show(kept(one.type, attributes)),
        "properties": show(dict(one.properties)),
        "attributes": show(attributes),
        "shape": one.shape,
        "composite": one.composite,
    }


async def abandon(
    engine: Engine, name: str, *, keep: Callable[[Mapping[str, Plain]], None] = lambda _carried: None
) -> dict[str, Plain]:
    """Give the stack up without touching any of its things; returns all that is needed to adopt it elsewhere.

    ``keep`` is given the same, secrets in clear, before anything is forgotten: if it raises, nothing is.
    """
    stack = engine.stack(name)
    async with taken_at_rest(engine, stack) as lease:
        carried = export(engine, name, secrets=True)
        keep(carried)
        batch = Batch(stack.id, lease.epoch)
        for one in engine.world(stack):
            batch.drop(one.id)
        now = engine.now()
        gone = msgspec.structs.replace(
            stack,
            action=Action.DELETE,
            status=Status.COMPLETE,
            reason="abandoned",
            deleted_at=now,
            updated_at=now,
            credential_notes={},
        )
        await engine.records.commit(batch.put_stack(gone).forget_stack())
    engine.ears.tell()
    return carried


async def adopt(
    engine: Engine, stack: Stack, source: Source, carried: Mapping[str, Plain], options: Options = DEFAULTS
) -> Result:
    """Make ``stack`` of things that exist already: those of ``carried``, as ``abandon`` here or in Heat gives them.

    Nothing is made or changed; what the template has and ``carried`` lacks has failed, and the stack with it, until the
    next update makes it. Raises InvalidInput when a thing is not there, or another stack owns it.
    """
    return await settle(engine, await taken_up(engine, stack, source, carried), options)


async def taken_up(engine: Engine, stack: Stack, source: Source, carried: Mapping[str, Plain]) -> Adoption:
    """Look at all that ``stack`` is to be made of. Nothing is recorded yet. Raises InvalidInput, as :func:`adopt`."""
    if engine.records.stack(stack.name) is not None:
        raise InvalidInput.because(f"there is a stack {stack.name} already", advice="choose another --name")
    resources = flat(carried.get(MEMBERS))
    wanted = desired(source, stack)
    adoption = Adoption(engine, await engine.reach(stack), wanted, resources)
    await adoption.take_up()
    adoption.findings.add(
        msgspec.structs.replace(one, place=wanted.tree.definitions[Address(one.address)].place)
        for one in owned_already(engine, adoption.stack, adoption.world)
    )
    if adoption.findings.has_errors:
        raise InvalidInput(adoption.findings.in_order())
    return adoption


async def settle(engine: Engine, adoption: Adoption, options: Options = DEFAULTS) -> Result:
    """Write an adopted stack down by way of a plan that changes nothing but the record."""
    stack, source = adoption.stack, adoption.wanted.source
    revision = Revision(number=1, parent=0, source=source, created_at=engine.now())
    await engine.records.commit(Batch(stack.id).put_stack(stack))
    async with taken(engine, stack.id) as lease:
        batch = Batch(stack.id, lease.epoch).put_revision(revision)
        for one in adoption.world:
            batch.put(one)
        drive = start_drive(engine, lease, stack, options)
        wanted = desired(source, drive.stack)
        situation = await drive.situation(revision.number, adoption.world, looks=False)
        plan = plan_towards(wanted.tree, adoption.world, situation, Action.ADOPT)
        paper = msgspec.structs.replace(plan, steps=())
        return await drive.carry_out(paper, wanted, adoption.world, batch=batch)
