"""Working out a stack's outputs from what is recorded of its resources, and from what drivers tell when asked.

Attributes that do not last are not recorded. An output that refers to one is worked out a second time, when its driver
has told it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from setpoint.clouds.driver import Subject, Telling
from setpoint.engine.clouds import Clouds
from setpoint.engine.desired import Desired
from setpoint.engine.scope import WorldScope
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.address import Address
from setpoint.model.definition import Composition
from setpoint.model.errors import LostAnswer, ResourceError, Retry
from setpoint.model.expression import EvaluationError, evaluate
from setpoint.model.incarnation import Incarnation
from setpoint.model.value import Value, is_known, reveal, unknowns

Asked = tuple[Address, tuple[Value, ...]]
"""A resource, and a path into its attributes."""


async def outputs(wanted: Desired, world: World, clouds: Clouds) -> dict[str, Value]:
    """The stack's outputs, by name: ``value``, ``description``, and ``error`` where it could not be worked out."""
    scope = _Scope(wanted.tree, world, clouds, {})
    found = _evaluated(wanted.root, scope)
    if not scope.asked:
        return found
    told = await asyncio.gather(*(_told(clouds, one, path) for (_, path), one in scope.asked.items()))
    answers = dict(zip(scope.asked, told, strict=True))
    return _evaluated(wanted.root, _Scope(wanted.tree, world, clouds, answers))


def nested_outputs(wanted: Desired, world: World, container: Address) -> dict[str, Value]:
    """The outputs of a stack that is nested in another, as far as they can be worked out from what is recorded."""
    composition = wanted.tree.compositions.get(container)
    return {} if composition is None else _evaluated(composition, WorldScope(wanted.tree, world))


def nested_attributes(
    wanted: Desired, world: World, container: Address, names: Iterable[str] = ()
) -> dict[str, Value]:
    """What a nested stack or group offers as a resource, and ``names`` besides; None for what is not known."""
    composition = wanted.tree.compositions.get(container)
    if composition is None:
        return dict.fromkeys(names)
    scope = WorldScope(wanted.tree, world)
    offered = composition.outputs or _attribute(composition, (), scope) or {}
    return {name: _attribute(composition, (name,), scope) for name in dict.fromkeys((*offered, *names))}


def _attribute(composition: Composition, path: tuple[Value, ...], scope: WorldScope) -> Any:
    try:
        found = composition.attribute(path, scope)
    except EvaluationError:
        return None
    return found if is_known(found) else None


class _Scope(WorldScope):
    """Notes what is asked for that only a driver can tell; answers what was told."""

    def __init__(self, tree: Tree, world: World, clouds: Clouds, told: Mapping[Asked, Value]) -> None:
        super().__init__(tree, world)
        self._clouds = clouds
        self._told = told
        self.asked: dict[Asked, Incarnation] = {}

    def attribute(self, address: Address, path: tuple[Value, ...]) -> Value:
        one = self.incarnation(address) if path and address not in self.tree.compositions else None
        if one is None or path[0] in one.attributes or not self._is_on_demand(one, path[0]):
            return super().attribute(address, path)
        self.asked[address, path] = one
        return self._told.get((address, path))

    def _is_on_demand(self, one: Incarnation, attribute: Value) -> bool:
        if not self._clouds.has(one.type):
            return False
        driver = self._clouds.find(one.type, one.site)[1]
        return isinstance(driver, Telling) and attribute in driver.on_demand


async def _told(clouds: Clouds, one: Incarnation, path: tuple[Value, ...]) -> Value:
    """What the driver tells; why it does not, where it does not: an output is no reason for a stack to fail."""
    driver = clouds.find(one.type, one.site)[1]
    assert isinstance(driver, Telling)
    subject = Subject(one.physical_id, one.id, reveal(driver.kind.with_defaults(one.properties)))
    try:
        return await driver.tell(subject, path)
    except (Retry, LostAnswer, ResourceError) as problem:
        return str(problem)


def _evaluated(composition: Composition, scope: WorldScope) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, output in composition.outputs.items():
        entry: dict[str, Value] = {"value": None, "description": output.description}
        try:
            value = evaluate(output.value, scope)
        except EvaluationError as problem:
            entry["error"] = problem.why
        else:
            missing = unknowns(value)
            if missing:
                entry["error"] = f"not known: it waits for {', '.join(missing)}"
            else:
                entry["value"] = value
        found[name] = entry
    return found
