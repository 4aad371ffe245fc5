"""What was to be taken up, and no id was given for: it has failed, as in Heat, and whatever is around it with that.

The rest is taken up all the same, and the next update makes what is lacking.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from setpoint.engine.engine import Engine
from setpoint.engine.failures import reason
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.address import ROOT, Address
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.incarnation import Action, Incarnation, IncarnationId, Status

LACKING = "Resource ID was not provided."
"""Why a resource was not taken up, in Heat's words."""


def record_lacking(engine: Engine, tree: Tree, world: World, container: Address = ROOT) -> list[Diagnostic]:
    """Put what ``tree`` has within ``container`` and ``world`` has not into ``world``, as failed; what that is.

    Nested stacks and groups around it have failed with it.
    """
    found: list[Diagnostic] = []
    for address in tree.members(container):
        if world.current(address) is None:
            world.put(_failed(engine, tree, address))
            found.append(_told(address))
        else:
            found += record_lacking(engine, tree, world, address)
    one = world.current(container)
    if found and one is not None:
        why = reason(found, world, Action.ADOPT, container)
        world.put(msgspec.structs.replace(one, status=Status.FAILED, reason=why))
    return found


def lacking(world: World) -> Iterator[Diagnostic]:
    """What could not be taken up of an adopted stack."""
    for one in world:
        if one.action is Action.ADOPT and one.status is Status.FAILED and not one.composite:
            yield _told(one.address)


def _told(address: Address) -> Diagnostic:
    return Diagnostic(LACKING, address=address, advice="the next update makes it", error="Exception")


def _failed(engine: Engine, tree: Tree, address: Address) -> Incarnation:
    definition, now = tree.definitions[address], engine.now()
    return Incarnation(
        IncarnationId(engine.new_id()),
        address,
        definition.kind.name,
        site=tree.site(address),
        action=Action.ADOPT,
        status=Status.FAILED,
        reason=LACKING,
        deletion_policy=definition.deletion_policy,
        alias=definition.alias,
        created_at=now,
        updated_at=now,
    )
