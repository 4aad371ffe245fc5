"""The suite that a driver of a resource type has to pass: one call, against the real cloud or a stand-in.

It leads one resource through its life as the engine would, and looks at what is there after each deed::

    await certify_driver(driver, Examples(wanted={"size": 1}, changed={"size": 2}))

It fails with an AssertionError that says which promise of :mod:`setpoint.clouds.driver` was broken. Time is that of
the event loop: in a virtual one (:mod:`setpoint.certify.virtual_time`) waiting takes none.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from contextlib import suppress

import msgspec

from setpoint.certify.led import Examples, Led, normal
from setpoint.certify.virtual_time import clock
from setpoint.clouds.driver import Driver, Snapshottable, Suspendable, Telling
from setpoint.model.change import Change, compare, heaviest
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.observation import Broken, Gone, Pending, Ready
from setpoint.model.value import Plain, Value, is_known, reveal

__all__ = ["Examples", "certify_driver"]


async def certify_driver(driver: Driver, examples: Examples) -> None:
    """Lead a resource through its life. What it makes it also removes, unless a promise was broken."""
    _certify_schema(driver, examples)
    await _certify_life(driver, examples)
    if examples.failing is not None:
        await _certify_failure(driver, examples)


# ---- the schema


def _certify_schema(driver: Driver, examples: Examples) -> None:
    kind = driver.kind
    wanted = normal(driver, examples.wanted)
    assert normal(driver, wanted) == wanted, "checking what is in normal form changes it"
    full = kind.with_defaults(wanted)
    assert kind.with_defaults(full) == full, "filling in defaults twice changes what once did not"
    assert kind.how_to_change(wanted, dict(wanted)) == (), "the same properties are told to differ"
    assert kind.how_to_change(wanted, full) == (), "a default that is written out is told to differ"
    for wrong in examples.refused:
        findings = Findings()
        kind.check(wrong, lambda _path: None, findings)
        assert findings.has_errors, f"the schema takes {wrong}"
    _certify_cost(driver, examples.wanted, examples.changed, Change.IN_PLACE)
    _certify_cost(driver, examples.wanted, examples.replaced, Change.REPLACE)


def _certify_cost(
    driver: Driver, old: Mapping[str, Value], new: Mapping[str, Value] | None, cost: Change
) -> None:
    if new is not None:
        told = heaviest(driver.kind.how_to_change(normal(driver, old), normal(driver, new)))
        assert told is cost, f"going from {old} to {new} is told to cost: {told}, not: {cost}"


# ---- a life


async def _certify_life(driver: Driver, examples: Examples) -> None:
    one = Led(driver, examples, examples.wanted)
    assert await driver.find(one.token, one.want) is None, "a token that was never used finds something"
    outcome = await driver.create(one.want, one.token)
    assert outcome.physical_id, "what was made has no physical id"
    await _certify_finding(one, outcome.physical_id)
    await one.settle(outcome)
    await _certify_sight(one)
    if not examples.forgets_its_token:
        await _certify_finding(one, one.physical_id)
    if examples.changed is not None:
        await _certify_update(one, examples.changed)
    await _certify_sleep(one)
    await _certify_snapshot(one)
    await _certify_delete(one)


async def _certify_sight(one: Led) -> None:
    """Looking changes nothing, and shows what was made."""
    first = await one.look()
    assert isinstance(first, Ready), f"at rest it is seen as {first}"
    one.attributes = first.attributes
    assert await one.look() == first, "two looks at a thing at rest show two things"
    offered = one.driver.kind.attributes
    strange = (
        set(first.attributes)
        - (offered or set(first.attributes))
        - {"show", getattr(one.driver.kind, "reference", None)}
    )
    assert not strange, f"attributes that the type does not declare: {sorted(strange)}"
    assert is_known([first.attributes, first.seen]), "what is seen is not known"
    if isinstance(one.driver, Telling):
        for name in one.driver.on_demand:
            assert name not in first.attributes, f"{name} is told on demand, and recorded as well"
            assert is_known(await one.driver.tell(one.subject, (name,))), (
                f"what is told of {name} is not known"
            )
    for name, seen in first.seen.items():
        wanted = one.want.properties.get(name)
        assert wanted is None or compare(wanted, reveal(seen)), (
            f"drift at rest: {name} is {seen}, not {wanted}"
        )
    assert await one.look_at_none() == {}, "a look at nothing shows something"


async def _certify_finding(one: Led, physical_id: str) -> None:
    """What a lost answer left behind is found by its token, as if the answer had come."""
    found = await one.driver.find(one.token, one.want)
    if one.driver.is_findable and not one.examples.lives_in_the_record:
        assert found is not None, "what was made is not found by its token"
        assert found.physical_id == physical_id, f"its token finds another: {found.physical_id}"


async def _certify_update(one: Led, properties: Mapping[str, Value]) -> None:
    kind = one.driver.kind
    before, physical_id = one.attributes, one.physical_id
    changes = kind.how_to_change(one.normal, normal(one.driver, properties))
    changed = frozenset(change.name for change in changes)
    old, new = one.want.properties, one.wanting(properties)
    for again in ("", " again"):
        await one.settle(await one.driver.update(one.subject, old, new.properties), new)
        assert one.physical_id == physical_id, f"updated{again} in place it has another physical id"
        await _certify_sight(one)
    survivors = [name for name in before if kind.survives(name, changed)]
    lost = [name for name in survivors if one.attributes.get(name) != before[name]]
    assert not lost, f"attributes that are told to survive a change of {sorted(changed)} changed: {lost}"


async def _certify_sleep(one: Led) -> None:
    driver = one.driver
    if not isinstance(driver, Suspendable):
        return
    recorded = one.attributes
    for deed in (driver.suspend, driver.suspend, driver.resume, driver.resume):
        await one.settle(await deed(one.subject))
        one.attributes = recorded
    await _certify_sight(one)


async def _certify_snapshot(one: Led) -> None:
    driver = one.driver
    if not isinstance(driver, Snapshottable):
        return
    saved = await _saved(one, driver)
    assert msgspec.json.decode(msgspec.json.encode(saved)) == saved, (
        "what a snapshot answers is no plain data"
    )
    await one.settle(await driver.restore(one.subject, saved))
    await _certify_sight(one)
    await driver.drop_snapshot(saved)
    await driver.drop_snapshot(saved)


async def _saved(one: Led, driver: Snapshottable) -> Plain:
    token, deadline = str(uuid.uuid4()), clock() + one.examples.patience
    while isinstance(saved := await driver.snapshot(one.subject, token), Pending):
        assert clock() < deadline, f"after {one.examples.patience:g} s it is not saved: {saved}"
        await asyncio.sleep(max(one.examples.pause, (saved.look_at or 0.0) - clock()))
    assert await driver.snapshot(one.subject, token) == saved, "saved again with one token, it is another"
    return saved


async def _certify_delete(one: Led) -> None:
    for _again in range(2):
        with suppress(NotFound):  # as good as gone
            await one.settle_delete(await one.driver.delete(one.subject))
    if not one.examples.lives_in_the_record:
        assert isinstance(await one.look(), Gone), "deleted, it is still seen"
    assert await one.driver.find(one.token, one.want) is None, "deleted, it is still found by its token"


async def _certify_failure(driver: Driver, examples: Examples) -> None:
    """A create that cannot succeed says so, and what it left behind can be removed."""
    assert examples.failing is not None
    one = Led(driver, examples, examples.failing)
    try:
        outcome = await driver.create(one.want, one.token)
    except ResourceError:
        left = await driver.find(one.token, one.want)
        assert left is None, "a refused create left something behind"
        return
    one.physical_id, one.cursor, one.since = outcome.physical_id, getattr(outcome, "cursor", None), clock()
    seen = await one.until(lambda seen: not isinstance(seen, Pending))
    assert isinstance(seen, Broken), f"what was to fail is seen as {seen}"
    assert seen.why, "broken, and it does not say why"
    await _certify_delete(one)
