"""What clouds have of ours and nobody records: forgotten, abandoned or retained on purpose, or lost with a store."""

from __future__ import annotations

import asyncio
import contextlib

from setpoint.clouds.cloud import Accountable, Made
from setpoint.clouds.driver import Driver, Facts, Subject
from setpoint.engine.engine import Engine
from setpoint.model.errors import InvalidInput, NotFound
from setpoint.model.nearest import did_you_mean
from setpoint.model.observation import Accepted, Gone

PATIENCE = 60.0
"""Seconds that a thing may take to go."""


async def leftovers(engine: Engine) -> list[Made]:
    """Everything without a record, on those clouds that can tell.

    They are asked before the records are, since what is made meanwhile was recorded before it was made; and once more
    after that, since what is deleted meanwhile loses its record after it has gone.
    """
    made = await _made(engine)
    recorded = _recorded(engine)
    found = [token for token, one in made.items() if recorded.isdisjoint((token, one.physical_id))]
    still = await _made(engine) if found else {}
    return [still[token] for token in found if token in still]


async def _made(engine: Engine) -> dict[str, Made]:
    accountable = [cloud for cloud in engine.clouds if isinstance(cloud, Accountable)]
    return {one.token: one for cloud in accountable for one in await cloud.inventory()}


def _recorded(engine: Engine) -> set[str]:
    """Tokens and physical ids: a thing that was carried over, or bound, bears the token of an earlier life."""
    known = (one for stack in engine.records.stacks() for one in engine.records.incarnations(stack.id))
    return {name for one in known for name in (one.id, one.physical_id)}


async def remove(engine: Engine, token: str) -> Made:
    """Delete what was made with ``token`` and has no record. Raises InvalidInput when there is no such thing."""
    found = await leftovers(engine)
    one = next((one for one in found if one.token == token), None)
    if one is None:
        advice = did_you_mean(
            token, [one.token for one in found], "`setpoint doctor` lists what has no record"
        )
        raise InvalidInput.because(f"nothing without a record has the token '{token}'", advice=advice)
    await engine.clouds.open()
    cloud, driver = engine.clouds.find(one.type)
    subject = Subject(one.physical_id, one.token, driver.kind.with_defaults({}))
    with contextlib.suppress(NotFound):
        if isinstance(await driver.delete(subject), Accepted):
            await _gone(engine, driver, subject, cloud.tick)
    return one


async def _gone(engine: Engine, driver: Driver, subject: Subject, tick: float) -> None:
    bell = asyncio.Event()
    with engine.clouds.hearing(lambda _cloud, _tokens: bell.set()):
        async with asyncio.timeout(PATIENCE):
            while not isinstance(await _look(engine, driver, subject), Gone):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(bell.wait(), tick)
                bell.clear()


async def _look(engine: Engine, driver: Driver, subject: Subject) -> object:
    return (await driver.observe([subject], Facts(engine.now()))).get(subject.token)
