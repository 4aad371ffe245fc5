"""Foresight: asking the clouds whether a plan would go through, before anything is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    for site, deeds in _by_site(plan, tree, world).items():
        await clouds.reach([site])
        asked = _foreseeing(clouds, site, {step.type for step, _ in deeds})
        by_cloud: dict[str, tuple[Foreseeing, list[Planned]]] = {}
        for step, one in deeds:
            if step.type in asked:
                name, cloud, kind = asked[step.type]
                by_cloud.setdefault(name, (cloud, []))[1].append(_planned(kind, step, one, values))
        for name, (cloud, planned) in by_cloud.items():
            found += await _asked(name, cloud, planned, tree)
    return tuple(found)


def _foreseeing(
    clouds: Clouds, site: Site, types: Iterable[str]
) -> dict[str, tuple[str, Foreseeing, ResourceKind]]:
    """Those of ``types`` whose clouds can be asked, with those clouds, their names, and the schemas.

    What to ask is worked out for these alone: it is as large as the plan, and most clouds are not asked.
    """
    found: dict[str, tuple[str, Foreseeing, ResourceKind]] = {}
    for type_name in types:
        kind = find(type_name)
        if kind is not None and is_single(kind):
            cloud, _driver = clouds.find(type_name, site)
            if isinstance(cloud, Foreseeing):
                found[type_name] = (cloud.name, cloud, kind)
    return found


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


def _by_site(plan: Plan, tree: Tree, world: World) -> dict[Site, list[tuple[Step, Incarnation | None]]]:
    found: dict[Site, list[tuple[Step, Incarnation | None]]] = {}
    for step in plan.steps:
        if step.deed in _DEEDS and not step.composite and not step.when:
            one = world.get(step.incarnation)
            site = one.site if one is not None else tree.site(step.address)
            found.setdefault(site, []).append((step, one))
    return found


def _planned(kind: ResourceKind, step: Step, one: Incarnation | None, values: Values) -> Planned:
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
