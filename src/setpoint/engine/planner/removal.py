"""The plan that removes one nested stack or group with all that is in it, and leaves everything else as it is."""

from __future__ import annotations

import msgspec

from setpoint.engine.planner.decision import Decision
from setpoint.engine.planner.deletes import draft_deletes
from setpoint.engine.planner.draft import Draft
from setpoint.engine.planner.lint import linted
from setpoint.engine.planner.planning import Planning, Situation
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.address import Address, is_within
from setpoint.model.incarnation import Action
from setpoint.model.plan import Cause, Plan

_CAUSES = (Cause("asked for"),)


def plan_removal(tree: Tree, world: World, situation: Situation, container: Address) -> Plan:
    """Delete all that is recorded at ``container`` and within it, what uses something before that.

    ``tree`` is what is wanted, composed as recorded. What stands outside and uses some of it is left as it is: whether
    that keeps it from going is for its cloud to say.
    """
    planning = Planning(tree, world, situation, {})
    for address, definition in tree.definitions.items():
        if address != container and not is_within(address, container):
            planning.decisions[address] = Decision(definition, kept=world.current(address))
    draft = Draft(situation.plan)
    draft_deletes(planning, draft, (), container, with_itself=True)
    staying = (one for one in world if one.address != container and not is_within(one.address, container))
    plan = Plan(
        id=situation.plan,
        stack=situation.stack,
        action=Action.UPDATE,
        revision=situation.revision,
        parent_revision=situation.parent_revision,
        made_at=situation.sequence,
        steps=tuple(msgspec.structs.replace(step, causes=_CAUSES) for step in draft.finished()),
        shapes={one.address: one.shape for one in staying if one.composite and one.shape is not None},
    )
    return linted(plan)
