"""The suite that a driver of a resource type has to pass: one call, against the real cloud or a stand-in.

It leads one resource through its life as the engine would, and looks at what is there after each deed::

    await certify_driver(driver, Examples(wanted={"size": 1}, changed={"size": 2}))

It fails with an AssertionError that says which promise of :mod:`setpoint.clouds.driver` was broken. Time is that of
the event loop: in a virtual one (:mod:`setpoint.certify.virtual_time`) waiting takes none.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import msgspec

from setpoint.certify.virtual_time import clock
from setpoint.clouds.driver import Driver, Facts, Snapshottable, Subject, Suspendable, Want
from setpoint.model.change import Change, compare, heaviest
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.observation import Broken, Done, Gone, Observation, Outcome, Pending, Ready
from setpoint.model.value import Plain, Value, is_known, reveal


class Examples(msgspec.Struct, frozen=True, kw_only=True):
    """Properties as a template gives them, and what is to come of them.

    ``patience`` is how long one deed may take, ``pause`` the time between two looks, both in seconds.
    """

    wanted: Mapping[str, Value]
    """Makes a resource."""
    changed: Mapping[str, Value] | None = None
    """Changes that resource in place; None where nothing can be."""
    replaced: Mapping[str, Value] | None = None
    """Can only be had by replacing that resource."""
    refused: Sequence[Mapping[str, Value]] = ()
    """Each breaks a rule of the schema."""
    failing: Mapping[str, Value] | None = None
    """Keeps the schema and fails all the same: refused by the cloud, or broken when made."""
    lives_in_the_record: bool = False
    """Nothing is made outside the record: so there is nothing to find by token, nor to miss when it is deleted."""
    metadata: Plain = None
    patience: float = 60.0
    pause: float = 0.05


async def certify_driver(driver: Driver, examples: Examples) -> None:
    """Lead a resource through its life. What it makes it also removes, unless a promise was broken."""
    _certify_schema(driver, examples)
    await _certify_life(driver, examples)
    if examples.failing is not None:
        await _certify_failure(driver, examples)


# ---- the schema


def _certify_schema(driver: Driver, examples: Examples) -> None:
    kind = driver.kind
    normal = _normal(driver, examples.wanted)
    assert _normal(driver, normal) == normal, "checking what is in normal form changes it"
    full = kind.with_defaults(normal)
    assert kind.with_defaults(full) == full, "filling in defaults twice changes what once did not"
    assert kind.how_to_change(normal, dict(normal)) == (), "the same properties are told to differ"
    assert kind.how_to_change(normal, full) == (), "a default that is written out is told to differ"
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
        told = heaviest(driver.kind.how_to_change(_normal(driver, old), _normal(driver, new)))
        assert told is cost, f"going from {old} to {new} is told to cost: {told}, not: {cost}"


def _normal(driver: Driver, properties: Mapping[str, Value]) -> dict[str, Value]:
    findings = Findings()
    normal = driver.kind.check(properties, lambda _path: None, findings)
    assert not findings.has_errors, f"the schema refuses {properties}: {'; '.join(map(str, findings))}"
    return normal


# ---- a life


async def _certify_life(driver: Driver, examples: Examples) -> None:
    one = _Resource(driver, examples, examples.wanted)
    assert await driver.find(one.token, one.want) is None, "a token that was never used finds something"
    await one.settle(await driver.create(one.want, one.token))
    assert one.physical_id, "what was made has no physical id"
    await _certify_sight(one)
    await _certify_finding(one)
    if examples.changed is not None:
        await _certify_update(one, examples.changed)
    await _certify_sleep(one)
    await _certify_snapshot(one)
    await _certify_delete(one)


async def _certify_sight(one: _Resource) -> None:
    """Looking changes nothing, and shows what was made."""
    first = await one.look()
    assert isinstance(first, Ready), f"at rest it is seen as {first}"
    one.attributes = first.attributes
    assert await one.look() == first, "two looks at a thing at rest show two things"
    offered = one.driver.kind.attributes
    strange = set(first.attributes) - (offered or set(first.attributes)) - {"show"}
    assert not strange, f"attributes that the type does not declare: {sorted(strange)}"
    assert is_known([first.attributes, first.seen]), "what is seen is not known"
    for name, seen in first.seen.items():
        wanted = one.want.properties.get(name)
        assert wanted is None or compare(wanted, reveal(seen)), (
            f"drift at rest: {name} is {seen}, not {wanted}"
        )
    assert await one.look_at_none() == {}, "a look at nothing shows something"


async def _certify_finding(one: _Resource) -> None:
    """What a lost answer left behind is found by its token, as if the answer had come."""
    found = await one.driver.find(one.token, one.want)
    if one.driver.is_findable and not one.examples.lives_in_the_record:
        assert found is not None, "what was made is not found by its token"
        assert found.physical_id == one.physical_id, f"its token finds another: {found.physical_id}"


async def _certify_update(one: _Resource, properties: Mapping[str, Value]) -> None:
    kind = one.driver.kind
    before, physical_id = one.attributes, one.physical_id
    changes = kind.how_to_change(one.normal, _normal(one.driver, properties))
    changed = frozenset(change.name for change in changes)
    old, new = one.want.properties, one.wanting(properties)
    for again in ("", " again"):
        await one.settle(await one.driver.update(one.subject, old, new.properties), new)
        assert one.physical_id == physical_id, f"updated{again} in place it has another physical id"
        await _certify_sight(one)
    survivors = [name for name in before if kind.survives(name, changed)]
    lost = [name for name in survivors if one.attributes.get(name) != before[name]]
    assert not lost, f"attributes that are told to survive a change of {sorted(changed)} changed: {lost}"


async def _certify_sleep(one: _Resource) -> None:
    driver = one.driver
    if not isinstance(driver, Suspendable):
        return
    recorded = one.attributes
    for deed in (driver.suspend, driver.suspend, driver.resume, driver.resume):
        await one.settle(await deed(one.subject))
        one.attributes = recorded
    await _certify_sight(one)


async def _certify_snapshot(one: _Resource) -> None:
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


async def _saved(one: _Resource, driver: Snapshottable) -> Plain:
    token, deadline = str(uuid.uuid4()), clock() + one.examples.patience
    while isinstance(saved := await driver.snapshot(one.subject, token), Pending):
        assert clock() < deadline, f"after {one.examples.patience:g} s it is not saved: {saved}"
        await asyncio.sleep(max(one.examples.pause, (saved.look_at or 0.0) - clock()))
    assert await driver.snapshot(one.subject, token) == saved, "saved again with one token, it is another"
    return saved


async def _certify_delete(one: _Resource) -> None:
    for _again in range(2):
        with suppress(NotFound):  # as good as gone
            await one.settle_delete(await one.driver.delete(one.subject))
    if not one.examples.lives_in_the_record:
        assert isinstance(await one.look(), Gone), "deleted, it is still seen"
    assert await one.driver.find(one.token, one.want) is None, "deleted, it is still found by its token"


async def _certify_failure(driver: Driver, examples: Examples) -> None:
    """A create that cannot succeed says so, and what it left behind can be removed."""
    assert examples.failing is not None
    one = _Resource(driver, examples, examples.failing)
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


class _Resource:
    """One resource, as the engine would record it."""

    def __init__(self, driver: Driver, examples: Examples, properties: Mapping[str, Value]) -> None:
        self.driver = driver
        self.examples = examples
        self.token = str(uuid.uuid4())
        self.want = self.wanting(properties)
        self.physical_id = ""
        self.cursor: Plain = None
        self.since = 0.0
        self.attributes: Mapping[str, Value] = {}

    def wanting(self, properties: Mapping[str, Value]) -> Want:
        self.normal = _normal(self.driver, properties)
        full = reveal(self.driver.kind.with_defaults(self.normal))
        return Want(full, f"certify-{self.token[:12]}", metadata=self.examples.metadata)

    @property
    def subject(self) -> Subject:
        properties = self.want.properties
        return Subject(self.physical_id, self.token, properties, self.cursor, self.attributes, self.since)

    async def look(self) -> Observation:
        seen = await self.driver.observe([self.subject], Facts(clock()))
        assert set(seen) <= {self.token}, "a look shows what was not asked for"
        return seen.get(self.token, Pending("not seen yet"))

    async def look_at_none(self) -> Mapping[str, Observation]:
        return await self.driver.observe([], Facts(clock()))

    async def until(self, satisfies: Callable[[Observation], bool]) -> Observation:
        deadline = clock() + self.examples.patience
        while not satisfies(seen := await self.look()):
            assert clock() < deadline, f"after {self.examples.patience:g} s it is still seen as {seen}"
            look_at = seen.look_at if isinstance(seen, Pending) and seen.look_at is not None else 0.0
            await asyncio.sleep(max(self.examples.pause, min(look_at, deadline) - clock()))
        return seen

    async def settle(self, outcome: Outcome, want: Want | None = None) -> None:
        """Wait until a deed is done, phase by phase; ``want`` is what an update makes of it."""
        want = want or self.want
        while True:
            self._accept(outcome)
            if isinstance(outcome, Done):
                break
            seen = await self.until(lambda seen: not isinstance(seen, Pending))
            assert isinstance(seen, Ready), f"instead of getting ready it is seen as {seen}"
            if self.cursor is None:
                self.attributes = seen.attributes
                break
            outcome = await self.driver.go_on(self.subject, want)
        self.want, self.cursor, self.since = want, None, 0.0

    async def settle_delete(self, outcome: Outcome) -> None:
        self._accept(outcome)
        if not isinstance(outcome, Done):
            await self.until(lambda seen: isinstance(seen, Gone))
            if self.cursor is not None:
                await self.settle_delete(await self.driver.go_on(self.subject, self.want))
        self.cursor, self.since = None, 0.0

    def _accept(self, outcome: Outcome) -> None:
        self.physical_id, self.since = outcome.physical_id, clock()
        if isinstance(outcome, Done):
            self.attributes = outcome.attributes
        else:
            plain = msgspec.json.decode(msgspec.json.encode(outcome.cursor))
            assert plain == outcome.cursor, "a cursor is no plain data, so it cannot be journalled"
            self.cursor = outcome.cursor
