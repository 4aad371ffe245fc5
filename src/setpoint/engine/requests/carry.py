"""Carrying a stack over: export, abandon and adopt, in Heat's form (Heat API, ``stack abandon``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from setpoint.engine.converge import Drive, Result
from setpoint.engine.desired import desired
from setpoint.engine.engine import Engine
from setpoint.engine.observe import look_at
from setpoint.engine.planner import plan_towards
from setpoint.engine.requests.ownership import owned_already
from setpoint.engine.requests.taking import taken, taken_at_rest
from setpoint.engine.requests.update import DEFAULTS, Options, start_drive
from setpoint.engine.scope import WorldScope
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.address import Address
from setpoint.model.definition import Definition
from setpoint.model.diagnostic import Diagnostic, Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action, Incarnation, IncarnationId, Phase, Status
from setpoint.model.kind import is_composite
from setpoint.model.observation import Broken, Gone, Ready
from setpoint.model.stack import Revision, Source, Stack
from setpoint.model.value import Plain, Value, masked, reveal
from setpoint.store.records import Batch
from setpoint.templates.veiled import veiled


def export(engine: Engine, name: str, *, secrets: bool = False) -> dict[str, Plain]:
    """The stack as plain data. Hidden values are masked unless ``secrets`` asks for them in clear."""
    stack = engine.stack(name)
    revision = engine.records.revision(stack.id, stack.revision)
    source = revision.source if revision else None
    show = reveal if secrets else masked
    return {
        "name": stack.name,
        "id": stack.id,
        "action": stack.action.value,
        "status": stack.status.value,
        "project_id": stack.project,
        "cloud": stack.cloud,
        "tags": list(stack.tags),
        "template": (source.template if secrets else veiled(source)) if source else None,
        "template_name": source.template_name if source else None,
        "environment": show(_environment(source)) if source else {},
        "files": dict(source.files) if source else {},
        "resources": {one.address: _exported(one, show) for one in engine.world(stack) if _is_living(one)},
    }


def _environment(source: Source) -> dict[str, Any]:
    given = dict(source.environment)
    given["parameters"] = {**given.get("parameters", {}), **source.parameters}
    return given


def _is_living(one: Incarnation) -> bool:
    return one.phase is Phase.CURRENT


def _exported(one: Incarnation, show: Any) -> dict[str, Plain]:
    return {
        "name": one.address,
        "resource_id": one.physical_id,
        "id": one.id,
        "type": one.type,
        "action": one.action.value,
        "status": one.status.value,
        "metadata": show(one.metadata) or {},
        "resource_data": {},
        "properties": show(dict(one.properties)),
        "attributes": show(dict(one.attributes)) if one.attributes else {},
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
        )
        await engine.records.commit(batch.put_stack(gone).forget_stack())
    engine.ears.tell()
    return carried


async def adopt(
    engine: Engine, stack: Stack, source: Source, carried: Mapping[str, Plain], options: Options = DEFAULTS
) -> Result:
    """Make ``stack`` of things that exist already: those of ``carried``, by address (as ``abandon`` gives them).

    Nothing is made or changed; what the template has and ``carried`` lacks stays to be made by the next update.
    Raises InvalidInput when a thing is not there, or another stack owns it.
    """
    if engine.records.stack(stack.name) is not None:
        raise InvalidInput.because(f"there is a stack {stack.name} already", advice="choose another --name")
    wanted = desired(source, stack)
    resources = carried.get("resources")
    if not isinstance(resources, Mapping):
        raise InvalidInput([Diagnostic("this is no abandoned stack", detail="it has no map `resources`")])
    stack = await engine.reach(stack)
    world = World()
    findings = Findings()
    await _take_up(engine, wanted.tree, world, resources, findings, "")
    findings.add(
        msgspec.structs.replace(one, place=wanted.tree.definitions[Address(one.address)].place)
        for one in owned_already(engine, stack, world)
    )
    if findings.has_errors:
        raise InvalidInput(findings.in_order())
    revision = Revision(number=1, parent=0, source=wanted.source, created_at=engine.now())
    await engine.records.commit(Batch(stack.id).put_stack(stack))
    async with taken(engine, stack.id) as lease:
        batch = Batch(stack.id, lease.epoch).put_revision(revision)
        for one in world:
            batch.put(one)
        drive = start_drive(engine, lease, stack, options)
        return await _settle(drive, revision, world, batch)


async def _settle(drive: Drive, revision: Revision, world: World, batch: Batch) -> Result:
    """Write the adopted stack down by way of a plan that changes nothing but the record."""
    wanted = desired(revision.source, drive.stack)
    situation = await drive.situation(revision.number, world, looks=False)
    plan = plan_towards(wanted.tree, world, situation, Action.ADOPT)
    paper = msgspec.structs.replace(plan, steps=())
    return await drive.carry_out(paper, wanted, world, batch=batch)


async def _take_up(
    engine: Engine, tree: Tree, world: World, resources: Mapping[str, Any], findings: Findings, container: str
) -> None:
    """Record each carried resource of one level, in dependency order, composing nested levels as they come."""
    scope = WorldScope(tree, world)
    for address in tree.in_order(Address(container)):
        found = resources.get(address)
        if found is None or not found.get("resource_id"):
            continue
        definition = tree.definitions[address]
        wanted = _wanted(definition, scope, findings)
        needs = [world.current(one) for one in tree.dependencies(address)]
        one = Incarnation(
            IncarnationId(found.get("id") or engine.new_id()),
            address,
            definition.kind.name,
            phase=Phase.CURRENT,
            site=tree.site(address),
            physical_id=str(found["resource_id"]),
            external=definition.external_id is not None,
            action=Action.ADOPT,
            properties=wanted,
            metadata=found.get("metadata") or None,
            needs=tuple(need.id for need in needs if need is not None),
            deletion_policy=definition.deletion_policy,
            revision=1,
            created_at=engine.now(),
            updated_at=engine.now(),
        )
        if is_composite(definition.kind):
            shape = found.get("shape") or definition.kind.shape(wanted, _Nothing())
            tree.graft(definition.kind.compose(definition, wanted, shape))
            await _take_up(engine, tree, world, resources, findings, address)
            world.put(msgspec.structs.replace(one, composite=True, shape=shape))
        else:
            world.put(await _looked_at(engine, one, found, findings))


def _wanted(definition: Definition, scope: WorldScope, findings: Findings) -> dict[str, Value]:
    """Of what is only read nothing is wanted."""
    if definition.external_id is not None:
        return {}
    return definition.kind.check(scope.properties(definition), definition.place_of, findings)


class _Nothing:
    """The past of a composite that has none."""

    members: Mapping[str, str] = {}
    unhealthy: frozenset[str] = frozenset()
    shape: Plain = None


async def _looked_at(
    engine: Engine, one: Incarnation, found: Mapping[str, Any], findings: Findings
) -> Incarnation:
    one = msgspec.structs.replace(one, attributes=found.get("attributes") or {})
    seen = await look_at(one, engine.clouds, engine.now)
    if isinstance(seen, Gone) or seen is None:
        findings.error(f"{one.address}: {one.type} {one.physical_id} is not there", address=one.address)
        return one
    if isinstance(seen, (Ready, Broken)):
        attributes = dict(seen.attributes) or one.attributes
        return msgspec.structs.replace(one, attributes=attributes, seen=dict(seen.seen))
    return one
