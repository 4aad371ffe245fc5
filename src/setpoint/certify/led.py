"""One resource led by hand, as the engine would lead and record it: for the suite of drivers, and tests beside it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import msgspec

from setpoint.certify.virtual_time import clock
from setpoint.clouds.driver import Driver, Facts, Subject, Want
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import NotFound
from setpoint.model.observation import Done, Gone, Observation, Outcome, Pending, Ready
from setpoint.model.signal import Signals
from setpoint.model.value import Plain, Value, reveal


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
    forgets_its_token: bool = False
    """Its token shows only until its create is finished."""
    metadata: Plain = None
    signals: Mapping[str, Signals | None] = {}
    """What was signalled, by what refers to the handle: for what waits for that."""
    patience: float = 60.0
    pause: float = 0.05


class Led:
    """One resource, led by hand.

    ``examples`` are only asked for metadata and patience. Every method raises AssertionError where a promise is broken.
    """

    def __init__(self, driver: Driver, examples: Examples, properties: Mapping[str, Value]) -> None:
        """Lead one that is wanted as ``properties`` say; nothing is made yet."""
        self.driver = driver
        self.examples = examples
        self.token = str(uuid.uuid4())
        self.given = properties
        self.want = self.wanting(properties)
        self.physical_id = ""
        self.cursor: Plain = None
        self.since = 0.0
        self.attributes: Mapping[str, Value] = {}
        self.keys: Mapping[str, Value] = {}

    async def make(self) -> Led:
        """Create it, and wait until it is ready."""
        await self.settle(await self.driver.create(self.want, self.token))
        return self

    async def change(self, **properties: Value) -> None:
        """Update it in place to these properties and those it has, None taking one away; and wait until it is ready."""
        given = {name: value for name, value in {**self.given, **properties}.items() if value is not None}
        seen = await self.until(lambda seen: not isinstance(seen, Pending))
        assert isinstance(seen, Ready), f"before it is changed it is seen as {seen}"
        old, new = {**self.want.properties, **reveal(seen.seen)}, self.wanting(given)
        subject = msgspec.structs.replace(self.subject, want=new)
        await self.settle(await self.driver.update(subject, old, new.properties), new)
        self.given = given

    async def remove(self) -> None:
        """Delete it, and wait until it is gone. Gone already is as well."""
        with suppress(NotFound):
            await self.settle_delete(await self.driver.delete(self.subject))

    def wanting(self, properties: Mapping[str, Value]) -> Want:
        """What a driver is told that is to make it, or make it into, what ``properties`` say."""
        self.normal = normal(self.driver, properties)
        full = reveal(self.driver.kind.with_defaults(self.normal))
        return Want(full, f"certify-{self.token[:12]}", metadata=self.examples.metadata)

    @property
    def subject(self) -> Subject:
        """How a driver is told of it."""
        properties = self.want.properties
        shown = (self.cursor, self.attributes, self.since, self.keys, self.want)
        return Subject(self.physical_id, self.token, properties, *shown)

    async def look(self) -> Observation:
        """Look at it once."""
        seen = await self.driver.observe([self.subject], Facts(clock(), self.examples.signals))
        assert set(seen) <= {self.token}, "a look shows what was not asked for"
        return seen.get(self.token, Pending("not seen yet"))

    async def look_at_none(self) -> Mapping[str, Observation]:
        """Look at nothing."""
        return await self.driver.observe([], Facts(clock(), self.examples.signals))

    async def until(self, satisfies: Callable[[Observation], bool]) -> Observation:
        """Look again and again; what satisfies."""
        deadline = clock() + self.examples.patience
        while not satisfies(seen := await self.look()):
            assert clock() < deadline, f"after {self.examples.patience:g} s it is still seen as {seen}"
            look_at = seen.look_at if isinstance(seen, Pending) and seen.look_at is not None else 0.0
            await asyncio.sleep(max(self.examples.pause, min(look_at, deadline) - clock()))
        return seen

    async def settle(self, outcome: Outcome, want: Want | None = None) -> None:
        """Wait until a deed is done, phase by phase; ``want`` is what an update makes of it."""
        self.want = want = want or self.want
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
        self.cursor, self.since = None, 0.0

    async def settle_delete(self, outcome: Outcome) -> None:
        """Wait until it is gone, phase by phase."""
        self._accept(outcome)
        if not isinstance(outcome, Done):
            await self.until(lambda seen: isinstance(seen, Gone))
            if self.cursor is not None:
                await self.settle_delete(await self.driver.go_on(self.subject, self.want))
        self.cursor, self.since = None, 0.0

    def _accept(self, outcome: Outcome) -> None:
        self.physical_id, self.since = outcome.physical_id, clock()
        self.keys = outcome.keys or self.keys
        if isinstance(outcome, Done):
            self.attributes = outcome.attributes
        else:
            plain = msgspec.json.decode(msgspec.json.encode(outcome.cursor))
            assert plain == outcome.cursor, "a cursor is no plain data, so it cannot be journalled"
            self.cursor = outcome.cursor


def normal(driver: Driver, properties: Mapping[str, Value]) -> dict[str, Value]:
    """``properties`` in normal form. Raises AssertionError for what the schema refuses."""
    findings = Findings()
    normal = driver.kind.check(properties, lambda _path: None, findings)
    assert not findings.has_errors, f"the schema refuses {properties}: {'; '.join(map(str, findings))}"
    return normal
