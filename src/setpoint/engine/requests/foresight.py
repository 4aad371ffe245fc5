"""Foresight: asking the clouds whether a plan would go through, before anything is made."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Foreseeing, Foreseen, Planned
from setpoint.engine.clouds import Clouds
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.address import Address
from setpoint.model.diagnostic import Diagnostic, Severity
from setpoint.model.errors import InvalidInput, LostAnswer, ResourceError, Retry
from setpoint.model.incarnation import Incarnation
from setpoint.model.kind import ResourceKind, is_single
from setpoint.model.plan import Deed, Plan, Step
from setpoint.model.site import Site
from setpoint.model.value import Value, reveal
from setpoint.types.catalogue import find

_DEEDS = frozenset({Deed.CREATE, Deed.UPDATE, Deed.DELETE})

Values = Mapping[Address, Mapping[str, Value]]
"""What each resource is to be, by address."""


async def foresee(
    clouds: Clouds, plan: Plan, tree: Tree, world: World, values: Values
) -> tuple[Diagnostic, ...]:
    """Everything that would fail, each at its place in the template; a cloud that cannot be asked is a warning."""
    found: list[Diagnostic] = []
    for site, planned in _by_site(plan, tree, world, values).items():
        await clouds.reach([site])
        by_cloud: dict[str, tuple[Foreseeing, list[Planned]]] = {}
        for one in planned:
            cloud, _driver = clouds.find(one.type, site)
            if isinstance(cloud, Foreseeing):
                by_cloud.setdefault(cloud.name, (cloud, []))[1].append(one)
        for name, (foreseeing, several) in by_cloud.items():
            found += await _asked(name, foreseeing, several, tree)
    return tuple(found)


async def _asked(name: str, cloud: Foreseeing, planned: list[Planned], tree: Tree) -> list[Diagnostic]:
    try:
        return [_told(one, tree) for one in await cloud.foresee(planned)]
    except (ResourceError, Retry, LostAnswer) as problem:
        return [
            Diagnostic(
                f"cloud {name} could not be asked whether the plan would go through",
                Severity.WARNING,
                detail=str(problem),
            )
        ]


def _told(one: Foreseen, tree: Tree) -> Diagnostic:
    definition = tree.definitions.get(Address(one.address))
    place = definition and (definition.place_of(one.path) or definition.place)
    return Diagnostic(
        f"would fail at {one.address}: {one.why}",
        detail=one.detail,
        advice=one.advice,
        place=place or None,
        address=one.address,
    )


def _by_site(plan: Plan, tree: Tree, world: World, values: Values) -> dict[Site, list[Planned]]:
    found: dict[Site, list[Planned]] = {}
    for step in plan.steps:
        if step.deed in _DEEDS and not step.composite and not step.when:
            one = world.get(step.incarnation)
            site = one.site if one is not None else tree.site(step.address)
            planned = _planned(step, one, values)
            if planned is not None:
                found.setdefault(site, []).append(planned)
    return found


def _planned(step: Step, one: Incarnation | None, values: Values) -> Planned | None:
    kind = find(step.type)
    if kind is None or not is_single(kind):
        return None
    before = _complete(kind, one.properties) if one is not None else {}
    wanted = before if step.deed is Deed.DELETE else _complete(kind, values.get(step.address, {}))
    return Planned(step.address, step.type, step.deed.value, wanted, before)


def _complete(kind: ResourceKind, properties: Mapping[str, Value]) -> Mapping[str, Value]:
    full: Mapping[str, Value] = reveal(kind.with_defaults(properties))
    return full


def refuse_what_would_fail(plan: Plan) -> None:
    """Refuse a plan of which it is known that it would not go through. Raises InvalidInput with every reason."""
    errors = [one for one in plan.diagnostics if one.severity is Severity.ERROR]
    if errors:
        raise InvalidInput(errors)
