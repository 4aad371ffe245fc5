"""Foresight: asking the clouds whether a plan would go through, before anything is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from setpoint.clouds.cloud import Cloud
from setpoint.clouds.foreseeing import Foreseeing, Foresight, Planned, Question
from setpoint.engine.clouds import Clouds
from setpoint.engine.requests.foretelling import Foretelling, Values
from setpoint.engine.requests.questions import Asking, asked_in
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.diagnostic import Diagnostic, Severity
from setpoint.model.errors import InvalidInput, LostAnswer, ResourceError, Retry
from setpoint.model.incarnation import Incarnation
from setpoint.model.kind import ResourceKind
from setpoint.model.plan import Deed, Plan, Step
from setpoint.model.site import Site
from setpoint.model.value import Value, reveal
from setpoint.types.catalogue import find

_DEEDS = frozenset({Deed.CREATE, Deed.UPDATE, Deed.DELETE})

Deeds = Sequence[tuple[Step, Incarnation | None]]


async def foresee(
    clouds: Clouds, plan: Plan, tree: Tree, world: World, values: Values
) -> tuple[Diagnostic, ...]:
    """Everything that would fail, each at its place in the template; a cloud that cannot be asked is a warning.

    Nothing is asked about a plan that does nothing.
    """
    by_site = _by_site(plan, tree, world)
    asking = asked_in(tree) if by_site else {}
    told = Foretelling(tree, values)
    for site, deeds in by_site.items():
        await clouds.reach([site])
        foreseeing = [cloud for cloud in clouds.at(site) if isinstance(cloud, Foreseeing)]
        about = asking.get(site, ())
        for cloud in foreseeing:
            planned = list(_planned_on(cloud, clouds, site, deeds, values))
            questions = [one.question for one in about if one.question.kind in cloud.answers]
            if planned or questions:
                await _ask(cloud, planned, questions, about, told)
        told.unanswered(about, [cloud.answers for cloud in foreseeing])
    return told.diagnostics()


def _planned_on(cloud: Cloud, clouds: Clouds, site: Site, deeds: Deeds, values: Values) -> Iterator[Planned]:
    """The deeds that one cloud would do.

    They are worked out for clouds that can be asked alone: that is as much work as the plan is large.
    """
    kinds = {name: _kind_on(cloud, clouds, site, name) for name in {step.type for step, _ in deeds}}
    for step, one in deeds:
        known = kinds[step.type]
        if known is not None:
            yield _planned(known, step, one, values)


def _kind_on(cloud: Cloud, clouds: Clouds, site: Site, type_name: str) -> ResourceKind | None:
    """The schema of a type that ``cloud`` drives; None where it does not."""
    kind = find(type_name)
    is_its = kind is not None and clouds.find(type_name, site)[0] is cloud
    return kind if is_its else None


async def _ask(
    cloud: Foreseeing,
    planned: Sequence[Planned],
    questions: Sequence[Question],
    about: Sequence[Asking],
    told: Foretelling,
) -> None:
    name = cloud.name
    try:
        found: Foresight = await cloud.foresee(planned, questions)
    except (ResourceError, Retry, LostAnswer) as problem:
        told.warn(f"cloud {name} could not be asked whether the plan would go through", str(problem))
        return
    told.denied(found.denied, about)
    told.failing(found.failing)
    if found.unasked:
        told.warn(f"cloud {name} does not let everything be asked beforehand", "; ".join(found.unasked))


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
    physical_id = one.physical_id if one is not None else ""
    return Planned(step.address, step.type, step.deed.value, wanted, before, physical_id)


def _complete(kind: ResourceKind, properties: Mapping[str, Value]) -> Mapping[str, Value]:
    full: Mapping[str, Value] = reveal(kind.with_defaults(properties))
    return full


def refuse_what_would_fail(plan: Plan) -> None:
    """Refuse a plan of which it is known that it would not go through. Raises InvalidInput with every reason."""
    errors = [one for one in plan.diagnostics if one.severity is Severity.ERROR]
    if errors:
        raise InvalidInput(errors)
