"""What the simulated cloud answers when it is asked by name or id whether it has something."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from setpoint.certify.simulated.discovery import simulated_types
from setpoint.certify.simulated.world import Thing, World
from setpoint.clouds.foreseeing import Denied, Question
from setpoint.model.nearest import did_you_mean
from setpoint.model.value import Value
from setpoint.types.kinds import MADE_BY

OFFERS: Mapping[str, str] = {
    "cinder.availability_zone": "availability_zone",
    "cinder.vtype": "volume_type",
    "glance.image": "image",
    "nova.availability_zone": "availability_zone",
    "nova.flavor": "flavor",
}
"""The kinds of things that a world offers without having made them, with what it calls them."""


def answers() -> frozenset[str]:
    """The kinds of things that it can be asked about."""
    types = simulated_types()
    return frozenset(OFFERS).union(
        kind for kind, made_by in MADE_BY.items() if not types.keys().isdisjoint(made_by)
    )


def denied(world: World, questions: Collection[Question]) -> list[Denied]:
    """Those of ``questions`` to which the answer is no."""
    known = answers()
    found = (_denied(world, one) for one in questions if one.kind in known)
    return [one for one in found if one is not None]


def _denied(world: World, question: Question) -> Denied | None:
    name = question.name.partition(":")[0] if question.kind.endswith("availability_zone") else question.name
    there = things(world, question.kind, name)
    title, offers = _title(question.kind), _offered(world, question.kind)
    if len(there) > 1:
        why = f"{len(there)} {title}s are called {name!r}"
        return Denied(question, why, "refer to it by its id")
    if there or offers is None or name in offers:
        return None
    names = sorted({*offers, *(one.name for one in _all(world, question.kind) if one.name)})
    few = f"there are: {', '.join(names)}" if 0 < len(names) <= 12 else ""
    return Denied(question, f"there is no {title} {name!r}", did_you_mean(name, names, few))


def things(world: World, kind: str, name: str) -> list[Thing]:
    """That of this id, or those of this name."""
    for type_name in MADE_BY.get(kind, ()):
        found = world.get(type_name, name)
        if found is not None:
            return [found]
    return [one for type_name in MADE_BY.get(kind, ()) for one in world.named(type_name, name)]


def shows(world: World, kind: str, name: Value) -> Mapping[str, Any]:
    """What is known of a thing that is there (:data:`setpoint.types.uses.Shows`)."""
    if not isinstance(name, str):
        return {}
    found = things(world, kind, name)
    if found:
        return {**found[0].properties, **found[0].state, "id": found[0].id, "name": found[0].name}
    offers = _offered(world, kind)
    return offers.get(name, {}) if isinstance(offers, Mapping) else {}


def _all(world: World, kind: str) -> Sequence[Thing]:
    return [one for type_name in MADE_BY.get(kind, ()) for one in world.of_type(type_name)]


def _offered(world: World, kind: str) -> Collection[str] | None:
    """The names that are offered; None where anything is, () where nothing is but what was made."""
    return world.offers.get(OFFERS[kind]) if kind in OFFERS else ()


def _title(kind: str) -> str:
    if kind in OFFERS:
        return OFFERS[kind].replace("_", " ")
    types = simulated_types()
    return next(types[one].title for one in MADE_BY[kind] if one in types)
