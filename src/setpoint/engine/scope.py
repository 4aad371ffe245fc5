"""Looking up references: in the recorded world while a plan runs, and as far as it lasts while one is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.address import ROOT, Address
from setpoint.model.definition import Definition
from setpoint.model.expression import OMITTED, evaluate
from setpoint.model.incarnation import Incarnation, Phase
from setpoint.model.stack import UNHEALTHY, Adjustment
from setpoint.model.value import Sensitive, Unknown, Value


class WorldScope:
    """Answers from what is recorded. What is not there yet is Unknown, so that it can serve planning as well."""

    def __init__(self, tree: Tree, world: World, adjustments: Iterable[Adjustment] = ()) -> None:
        """Look up definitions in ``tree`` and values in ``world``; ``adjustments`` override properties."""
        self.tree = tree
        self.world = world
        self._adjusted: dict[Address, list[Adjustment]] = {}
        for one in adjustments:
            if one.property != UNHEALTHY:
                self._adjusted.setdefault(one.address, []).append(one)
        self._arguments: dict[tuple[Address, str], Value] = {}

    def incarnation(self, address: Address) -> Incarnation | None:
        """The incarnation whose values stand for ``address``; None when they are not known (yet)."""
        one = self.world.current(address)
        return one if one is not None and one.physical_id and one.phase is Phase.CURRENT else None

    def identity(self, address: Address) -> Value:
        """See :class:`setpoint.model.expression.Scope`."""
        composition = self.tree.compositions.get(address)
        if composition is not None and composition.identity is not None:
            return composition.identity(self)
        one = self.incarnation(address)
        return Unknown((address,)) if one is None else self._reference(address, one)

    def _reference(self, address: Address, one: Incarnation) -> Value:
        definition = self.tree.definitions.get(address)
        kind = definition.kind if definition else None
        refer, name = getattr(kind, "refer", None), getattr(kind, "reference", None)
        if refer is not None:
            return str(refer(one))
        return one.attributes.get(name, one.physical_id) if name else one.physical_id

    def attribute(self, address: Address, path: tuple[Value, ...]) -> Value:
        """See :class:`setpoint.model.expression.Scope`."""
        composition = self.tree.compositions.get(address)
        if composition is not None:
            return composition.attribute(path, self)
        one = self.incarnation(address)
        if one is None or (path and not self.is_settled(one, str(path[0]))):
            return Unknown((".".join([address, *map(str, path)]),))
        return at_path(one.attributes, path)

    def is_settled(self, one: Incarnation, attribute: str) -> bool:
        """Whether the recorded value of an attribute is the one to use."""
        return True

    def argument(self, container: Address, name: str) -> Value:
        """See :class:`setpoint.model.expression.Scope`. Evaluated once a scope and parameter."""
        key = (container, name)
        if key not in self._arguments:
            composition = self.tree.compositions[container]
            assert container != ROOT, "the root stack's parameters are plain data"
            assert composition.argument is not None, container
            self._arguments[key] = composition.argument(name, self)
        return self._arguments[key]

    def forget_arguments(self) -> None:
        """Evaluate parameters of nested stacks anew from here on: something that they refer to has changed."""
        self._arguments.clear()

    def properties(self, definition: Definition) -> dict[str, Value]:
        """The properties of a definition as far as they are known, adjusted; absent and null ones left out.

        An adjustment holds while the template's own value is the one that it was made on (its ``base``).
        """
        found = evaluated(definition.properties, self)
        for one in self._adjusted.get(definition.address, ()):
            if found.get(one.property) == one.base:
                found[one.property] = one.value
        return found


def evaluated(properties: Mapping[str, Any], scope: WorldScope) -> dict[str, Value]:
    """``properties`` evaluated; a null is as good as an absent one (HOT guide)."""
    found = ((name, evaluate(value, scope)) for name, value in properties.items())
    return {name: value for name, value in found if value is not None and value is not OMITTED}


def at_path(value: Value, path: Sequence[Value]) -> Value:
    """Follow keys and indices into ``value``; None where they lead nowhere. A secret's parts are secrets."""
    for depth, step in enumerate(path):
        if isinstance(value, Unknown):
            return value
        if isinstance(value, Sensitive):
            inner = at_path(value.reveal(), path[depth:])
            return None if inner is None else Sensitive(inner)
        value = _inside(value, step)
        if value is None:
            return None
    return value


def _inside(value: Value, step: Value) -> Value:
    if type(value) is dict or isinstance(value, Mapping):
        return value.get(step) if isinstance(step, str) else value.get(str(step))
    if isinstance(value, Sequence) and not isinstance(value, str):
        try:
            return value[int(step)]
        except (ValueError, IndexError, TypeError):
            return None
    return None
