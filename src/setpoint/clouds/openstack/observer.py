"""One observer for all stacks of a project that see the same: what waits in any of them is looked at together.

However many stacks wait for one kind of thing, there is one look at all of it, no more often than for one stack. It is
made by the connection of one of them, whichever works: when its credential is over, or its stack is done, by the next
one's. Only those look together that are in one project and region with the same roles, and so are shown the same.

What is waited for in phases is looked at by its own driver, which knows what it has begun, and so is what is at rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from setpoint.clouds.driver import Driver, Facts, Subject
from setpoint.clouds.openstack.pace import Pace
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.looking import RestLooks
from setpoint.model.errors import ResourceError, Retry
from setpoint.model.observation import Observation

GATHERING = 0.02
"""Seconds for which those who want to look at the same moment are waited for."""

TRIES = 3
"""By the connections of how many one look is tried, where it is refused."""

Seen = Mapping[str, Observation]


class Member(Protocol):
    """Whose connection may be used: the cloud of one stack."""

    @property
    def region(self) -> Region:
        """As its own credential reaches it."""
        ...

    def make(self, type_name: str, region: Region) -> object:
        """The driver of a type in a region."""
        ...


class _Ask(msgspec.Struct):
    """What one stack wants to have looked at."""

    subjects: Sequence[Subject]
    facts: Facts
    answer: asyncio.Future[Seen]


class Observatory:
    """The observers that there are."""

    def __init__(self) -> None:
        """There are none yet."""
        self._observers: dict[tuple[str, frozenset[str]], Observer] = {}

    def join(self, member: Member, place: str, roles: Sequence[str]) -> Observer:
        """The observer of ``place`` for whoever has ``roles`` there; ``member`` is one of those whose it is."""
        key = place, frozenset(roles)
        observer = self._observers.setdefault(key, Observer())
        observer.join(member)
        return observer

    async def leave(self, member: Member, observer: Observer) -> None:
        """Do without ``member``; nothing is left of an observer that nobody is a member of."""
        await observer.leave(member)
        self._observers = {key: one for key, one in self._observers.items() if one.is_needed}


class Observer:
    """Looks for its members, by the connection of the first of them that works."""

    def __init__(self) -> None:
        """It has no member yet."""
        self._pace = Pace()
        self._members: dict[int, Member] = {}
        self._drivers: dict[tuple[int, str], RestLooks] = {}
        self._regions: dict[int, Region] = {}
        self._asks: dict[str, list[_Ask]] = {}
        self._rounds: dict[str, asyncio.Task[None]] = {}
        self._looks: dict[int, set[asyncio.Future[Seen]]] = {}

    @property
    def is_needed(self) -> bool:
        """Whether anybody is a member."""
        return bool(self._members)

    def join(self, member: Member) -> None:
        """Look for ``member`` as well, and by its connection, if need be."""
        self._members[id(member)] = member

    async def leave(self, member: Member) -> None:
        """Do without ``member``: its connection is about to be closed. A look by it is begun anew by another's."""
        known = id(member)
        self._members.pop(known, None)
        self._regions.pop(known, None)
        self._drivers = {key: driver for key, driver in self._drivers.items() if key[0] != known}
        under_way = self._looks.pop(known, set())
        for look in under_way:
            look.cancel()
        if under_way:
            await asyncio.wait(under_way)

    async def look(self, type_name: str, subjects: Sequence[Subject], facts: Facts) -> Seen:
        """Look at ``subjects``, with whatever else of the type is waited for. Raises as :meth:`Driver.observe`."""
        ask = _Ask(subjects, facts, asyncio.get_running_loop().create_future())
        self._asks.setdefault(type_name, []).append(ask)
        if type_name not in self._rounds:
            self._rounds[type_name] = asyncio.create_task(self._go_round(type_name))
        return await ask.answer

    async def _go_round(self, type_name: str) -> None:
        """Answer all that is asked, one look after the other: what is asked meanwhile is for the next."""
        try:
            while True:
                await asyncio.sleep(GATHERING)
                asks = [one for one in self._asks.pop(type_name, ()) if not one.answer.done()]
                if not asks:
                    return
                await self._answer(type_name, asks)
        finally:
            del self._rounds[type_name]

    async def _answer(self, type_name: str, asks: Sequence[_Ask]) -> None:
        try:
            seen = await self._seen(type_name, asks)
        except Exception as problem:  # noqa: BLE001 - it is theirs who asked, a bug as well
            for ask in asks:
                if not ask.answer.done():
                    ask.answer.set_exception(problem)
        else:
            for ask in asks:
                if not ask.answer.done():
                    ask.answer.set_result(
                        {one.token: seen[one.token] for one in ask.subjects if one.token in seen}
                    )

    async def _seen(self, type_name: str, asks: Sequence[_Ask]) -> Seen:
        """What the first connection shows that is not refused."""
        subjects = [one for ask in asks for one in ask.subjects]
        facts = max((ask.facts for ask in asks), key=lambda one: one.now)
        tries = 0
        while (known := next(iter(self._members), None)) is not None:
            try:
                return await self._seen_by(known, type_name, subjects, facts)
            except ResourceError:
                tries += 1
                self._put_last(known)
                if tries >= min(TRIES, len(self._members)):
                    raise
            except asyncio.CancelledError:
                if known in self._members:
                    raise
        raise Retry(0, "whoever looked has left")

    def _put_last(self, known: int) -> None:
        """Its credential may be over: others go before it."""
        member = self._members.pop(known, None)
        if member is not None:
            self._members[known] = member

    async def _seen_by(self, known: int, type_name: str, subjects: Sequence[Subject], facts: Facts) -> Seen:
        driver = self._driver(known, type_name)
        for one in subjects:
            driver.expect(one, facts.now)
        look = asyncio.ensure_future(driver.observe(subjects, facts))
        looks = self._looks.setdefault(known, set())
        looks.add(look)
        look.add_done_callback(looks.discard)
        try:
            return await look
        except asyncio.CancelledError:
            look.cancel()
            raise

    def _driver(self, known: int, type_name: str) -> RestLooks:
        """One that looks by a member's connection. It is not the member's own: that knows what it has begun."""
        key = known, type_name
        if key not in self._drivers:
            member = self._members[known]
            region = self._regions.setdefault(known, Region(member.region.connection, self._pace))
            driver = member.make(type_name, region)
            assert isinstance(driver, RestLooks), type_name
            self._drivers[key] = driver
        return self._drivers[key]


def is_looked_at_together(driver: Driver, subject: Subject) -> bool:
    """Whether others may look at ``subject`` for its own ``driver``."""
    return (
        isinstance(driver, RestLooks)
        and driver.waits
        and driver.is_shown_alike
        and bool(subject.since)
        and not subject.cursor
    )
