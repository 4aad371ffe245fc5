"""Composing a tree to the shapes that a plan decided, so that a later process sees the same members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from setpoint.engine.scope import WorldScope
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.address import ROOT, Address
from setpoint.model.definition import Definition
from setpoint.model.diagnostic import Diagnostic, Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.expression import EvaluationError
from setpoint.model.kind import CompositeKind, is_composite
from setpoint.model.stack import Adjustment
from setpoint.model.value import Plain, Value


def compose(
    tree: Tree,
    world: World,
    shapes: Mapping[Address, Plain],
    container: Address = ROOT,
    *,
    adjustments: Sequence[Adjustment] = (),
) -> None:
    """Graft the compositions of ``shapes`` into ``tree``, from ``container`` down; others stay unexpanded.

    Raises InvalidInput for a value that cannot be worked out from what is recorded by now.
    """
    scope = WorldScope(tree, world, adjustments)
    for address in tree.members(container):
        definition = tree.definitions[address]
        if is_composite(definition.kind) and _has_shape(definition, definition.kind, world, shapes):
            wanted = definition.kind.check(_properties(definition, scope), definition.place_of, Findings())
            tree.graft(definition.kind.compose(definition, wanted, shapes[address]))
            compose(tree, world, shapes, address, adjustments=adjustments)


def _properties(definition: Definition, scope: WorldScope) -> dict[str, Value]:
    try:
        return scope.properties(definition)
    except EvaluationError as problem:
        place = problem.place or definition.place
        raise InvalidInput([Diagnostic(problem.why, place=place, address=definition.address)]) from None


def _has_shape(
    definition: Definition, kind: CompositeKind, world: World, shapes: Mapping[Address, Plain]
) -> bool:
    """Whether its shape is known; one that was recorded for what is of another type by now says nothing."""
    shape, one = shapes.get(definition.address), world.current(definition.address)
    is_outdated = one is not None and one.shape is shape and not kind.continues(one.type)
    return shape is not None and not is_outdated


def recorded_shapes(world: World) -> dict[Address, Plain]:
    """The shapes that the composites of a stack were last given."""
    return {one.address: one.shape for one in world if one.composite and one.shape is not None}
