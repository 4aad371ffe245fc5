"""Looking at everything that is recorded of a stack, with as few calls as the clouds allow.

A cloud that asks for patience, or whose answer is lost, is asked again a few times: what was not looked at is taken to
be as recorded, and a plan that is made of that may find nothing to do where there is much.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

import msgspec

from setpoint.clouds.driver import Driver, Facts, Subject
from setpoint.engine.clouds import Clouds
from setpoint.engine.signals import facts
from setpoint.engine.world import World
from setpoint.model.errors import LostAnswer, ResourceError, Retry
from setpoint.model.incarnation import Incarnation, IncarnationId
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Broken, Observation, Ready
from setpoint.model.site import Site
from setpoint.model.value import Value, reveal

LOOKS = 6
"""How often one driver is asked, when it does not answer."""

PAUSE = 0.25
"""Seconds until the second look, at least; twice as many before each further one."""

LONGEST = 5.0
"""Seconds until another look, at most: somebody is waiting for the plan."""


class Seen(msgspec.Struct, frozen=True):
    """What the clouds say. ``unseen`` are the types that could not be looked at, each with the reason."""

    observed: Mapping[IncarnationId, Observation] = {}
    unseen: Mapping[str, str] = {}


async def observe(recorded: Iterable[Incarnation], clouds: Clouds, facts: Callable[[], Facts]) -> Seen:
    """What the clouds say of all that has a physical id. Takes some seconds where they do not answer at once."""
    looked_at = [one for one in recorded if one.physical_id and not one.composite and clouds.has(one.type)]
    await clouds.reach({one.site for one in looked_at})
    by_driver: dict[tuple[str, Site], tuple[Driver, list[Incarnation]]] = {}
    for one in looked_at:
        found = by_driver.setdefault((one.type, one.site), (clouds.find(one.type, one.site)[1], []))
        found[1].append(one)
    seen: dict[IncarnationId, Observation] = {}
    unseen: dict[str, str] = {}

    async def look(type_name: str, driver: Driver, several: list[Incarnation]) -> None:
        why = await _look(driver, several, facts, seen)
        if why:
            unseen[type_name] = why

    async with asyncio.TaskGroup() as group:
        for (type_name, _site), (driver, several) in by_driver.items():
            group.create_task(look(type_name, driver, several))
    return Seen(seen, dict(sorted(unseen.items())))


async def refresh(
    world: World, recorded: Iterable[Incarnation], clouds: Clouds, now: Callable[[], float]
) -> Seen:
    """Observe what is ``recorded``, and let ``world`` know how each thing was seen.

    For a change starts from what is there, not from what was there once.
    """
    found = await observe(recorded, clouds, facts(world, now))
    for known, observation in found.observed.items():
        one = world[known]
        if isinstance(observation, (Ready, Broken)) and observation.seen != one.seen:
            world.put(msgspec.structs.replace(one, seen=observation.seen))
    return found


async def _look(
    driver: Driver,
    several: list[Incarnation],
    facts: Callable[[], Facts],
    seen: dict[IncarnationId, Observation],
) -> str:
    """Add what a driver shows to ``seen``; why it did not show anything, where that is so."""
    kind = driver.kind
    subjects = [
        Subject(
            one.physical_id,
            one.id,
            reveal(kind.with_defaults(one.properties)),
            one.cursor,
            one.attributes,
            one.accepted_at,
            one.keys,
        )
        for one in several
    ]
    pause, why = PAUSE, ""
    for number in range(LOOKS):
        if number:
            await asyncio.sleep(min(pause, LONGEST))
            pause *= 2
        try:
            answers = await driver.observe(subjects, facts())
        except Retry as patience:
            pause, why = max(pause, patience.after), patience.why
        except LostAnswer as lost:
            why = lost.why
        except ResourceError as refusal:
            return str(refusal.diagnostic)
        else:
            for one in several:
                if one.id in answers:
                    seen[one.id] = shielded(kind, one.properties, answers[one.id])
            return ""
    return why


def shielded(kind: ResourceKind, properties: Mapping[str, Value], seen: Observation) -> Observation:
    """An observation with the secrets in it marked as such again: drivers give everything in clear."""
    if isinstance(seen, (Ready, Broken)):
        return msgspec.structs.replace(
            seen,
            attributes=kind.shield(properties, seen.attributes),
            seen=kind.shield_seen(properties, seen.seen),
        )
    return seen


async def look_at(one: Incarnation, clouds: Clouds, facts: Callable[[], Facts]) -> Observation | None:
    """What a cloud says of one incarnation; None when it could not be looked at."""
    seen: dict[IncarnationId, Observation] = {}
    await clouds.reach([one.site])
    await _look(clouds.find(one.type, one.site)[1], [one], facts, seen)
    return seen.get(one.id)
