"""The planner's door: a plan towards a desired tree, or for one subtree whose shape has become known."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from setpoint.engine.planner.claims import mark_delete_first
from setpoint.engine.planner.decision import Decision
from setpoint.engine.planner.deletes import draft_deletes
from setpoint.engine.planner.descend import descend, enter
from setpoint.engine.planner.draft import Draft
from setpoint.engine.planner.drafting import draft_container
from setpoint.engine.planner.lint import linted
from setpoint.engine.planner.planning import Planning, Situation, Tie
from setpoint.engine.planner.ties import find_ties
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.address import ROOT, Address
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action, IncarnationId
from setpoint.model.plan import Plan, PlanId, Step, Unchanged
from setpoint.model.value import Value


def plan_towards(tree: Tree, world: World, situation: Situation, action: Action) -> Plan:
    """The plan that makes ``world`` what ``tree`` wants. Compositions are grafted into ``tree`` on the way.

    Raises InvalidInput with every problem that can be known before anything is made.
    """
    return plan_with_values(tree, world, situation, action)[0]


def plan_with_values(
    tree: Tree, world: World, situation: Situation, action: Action
) -> tuple[Plan, dict[Address, Mapping[str, Value]]]:
    """As :func:`plan_towards`, with the properties that each resource is to have, as far as they are known."""
    planning = _decided(tree, world, situation, lambda planning: descend(planning, ROOT))
    values = {address: one.wanted for address, one in planning.decisions.items()}
    return _finish(planning, action, ROOT), values


def plan_subtree(
    tree: Tree, world: World, situation: Situation, action: Action, parent: tuple[PlanId, Step]
) -> Plan:
    """The child plan of an EXPAND step, whose shape can be known now. Everything outside it is as recorded."""
    container = parent[1].address

    def decide(planning: Planning) -> None:
        _take_as_recorded(planning, container)
        enter(planning, container)

    planning = _decided(tree, world, situation, decide)
    plan = _finish(planning, action, container)
    return msgspec.structs.replace(plan, parent=parent[0], parent_step=parent[1].id)


def _decided(tree: Tree, world: World, situation: Situation, decide: Callable[[Planning], None]) -> Planning:
    """Decide; and once more where what is to go turns out to be tied to what stays, for that changes, too.

    Raises InvalidInput with every problem that was found.
    """
    ties: dict[IncarnationId, Tie] = {}
    while True:
        planning = Planning(tree, world, situation, ties)
        decide(planning)
        if planning.findings.has_errors:
            raise InvalidInput(planning.findings.in_order())
        mark_delete_first(planning)
        ties = find_ties(planning)
        if ties == planning.ties:
            return planning


def _take_as_recorded(planning: Planning, container: Address) -> None:
    """Count everything outside the subtree as decided and unchanged: its steps are the parent plan's."""
    for address, definition in planning.tree.definitions.items():
        if address != container:
            planning.decisions[address] = Decision(definition, kept=planning.world.current(address))


def _tell_what_is_unseen(planning: Planning) -> None:
    for type_name, why in planning.situation.unseen.items():
        planning.findings.warning(
            f"{type_name}: its resources could not be looked at, and are taken to be as recorded",
            detail=why,
            advice="plan again when the cloud answers",
        )


def _finish(planning: Planning, action: Action, container: Address) -> Plan:
    _tell_what_is_unseen(planning)
    situation = planning.situation
    draft = Draft(situation.plan)
    retirements = (
        draft_container(planning, draft, container) if container in planning.tree.compositions else []
    )
    draft_deletes(planning, draft, retirements, container)
    plan = Plan(
        id=situation.plan,
        stack=situation.stack,
        action=action,
        revision=situation.revision,
        parent_revision=situation.parent_revision,
        made_at=situation.sequence,
        steps=draft.finished(),
        unchanged=_unchanged(planning),
        shapes=planning.shapes,
        timeouts={
            address: seconds
            for address, seconds in planning.timeouts.items()
            if planning.decisions[address].landing or address == container
        },
        diagnostics=planning.findings.in_order(),
        relies_on={one: type(seen).__name__ for one, seen in situation.observed.items()},
    )
    return linted(plan)


def _unchanged(planning: Planning) -> tuple[Unchanged, ...]:
    """What is left as it is, in the order in which it was decided."""
    return tuple(
        Unchanged(address, one.definition.kind.name)
        for address, one in planning.decisions.items()
        if not one.landing
    )
