"""Looking at everything that is recorded of a stack, with as few calls as the clouds allow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

import msgspec

from setpoint.clouds.driver import Driver, Facts, Subject
from setpoint.engine.clouds import Clouds
from setpoint.model.errors import LostAnswer, ResourceError, Retry
from setpoint.model.incarnation import Incarnation, IncarnationId
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Broken, Observation, Ready
from setpoint.model.value import Value, reveal


async def observe(
    recorded: Iterable[Incarnation], clouds: Clouds, now: Callable[[], float]
) -> dict[IncarnationId, Observation]:
    """What the clouds say of all that has a physical id. What could not be looked at just now is left out."""
    by_driver: dict[str, tuple[Driver, list[Incarnation]]] = {}
    for one in recorded:
        if one.physical_id and not one.composite and clouds.has(one.type):
            by_driver.setdefault(one.type, (clouds.find(one.type)[1], []))[1].append(one)
    seen: dict[IncarnationId, Observation] = {}
    async with asyncio.TaskGroup() as group:
        for driver, several in by_driver.values():
            group.create_task(_look(driver, several, Facts(now()), seen))
    return seen


async def _look(
    driver: Driver, several: list[Incarnation], facts: Facts, seen: dict[IncarnationId, Observation]
) -> None:
    kind = driver.kind
    subjects = [
        Subject(
            one.physical_id,
            one.id,
            reveal(kind.with_defaults(one.properties)),
            one.cursor,
            one.attributes,
            one.accepted_at,
        )
        for one in several
    ]
    try:
        answers = await driver.observe(subjects, facts)
    except (Retry, LostAnswer, ResourceError):
        return
    for one in several:
        if one.id in answers:
            seen[one.id] = shielded(kind, one.properties, answers[one.id])


def shielded(kind: ResourceKind, properties: Mapping[str, Value], seen: Observation) -> Observation:
    """An observation with the secrets in it marked as such again: drivers give everything in clear."""
    if isinstance(seen, (Ready, Broken)):
        return msgspec.structs.replace(
            seen,
            attributes=kind.shield(properties, seen.attributes),
            seen=kind.shield_seen(properties, seen.seen),
        )
    return seen


async def look_at(one: Incarnation, clouds: Clouds, facts: Facts) -> Observation | None:
    """What a cloud says of one incarnation; None when it could not be looked at."""
    seen: dict[IncarnationId, Observation] = {}
    await _look(clouds.find(one.type)[1], [one], facts, seen)
    return seen.get(one.id)
