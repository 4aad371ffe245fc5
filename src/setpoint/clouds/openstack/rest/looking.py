"""Looking at things that are items of a collection: by one call or two for all of them, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from setpoint.clouds.driver import Facts, Subject
from setpoint.clouds.openstack.client.service import Api, Service
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.region import Known, Region
from setpoint.clouds.openstack.rest.carrier import Carrier
from setpoint.clouds.openstack.rest.field import Field
from setpoint.model.errors import NotFound
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Broken, Gone, Observation, Pending, Ready
from setpoint.model.value import Plain

Shown = Mapping[str, Any]
"""A thing as its service shows it."""

FEW = 2
"""Up to so many things are asked for one by one; more by one list call."""


class RestLooks:
    """Looks at things of one resource type, as it is declared where they are and how they are shown."""

    api: ClassVar[Api]
    path: ClassVar[str]
    """Where the collection is, below the service's root: ``networks``."""
    one: ClassVar[str]
    """The key of one in bodies: ``network``. "" where bodies have no such envelope."""
    many: ClassVar[str]
    """The key of all of them in a list's body: ``networks``."""
    listing: ClassVar[str] = ""
    """Where a list shows things in full, where that is not at ``path``."""
    fields: ClassVar[tuple[Field, ...]] = ()
    carrier: ClassVar[Carrier | None] = None
    """None: a token cannot travel, so a create is never repeated blindly."""
    waits: ClassVar[bool] = False
    """Whether anything takes time: then looks at what waits are held apart."""
    is_shown_alike: ClassVar[bool] = True
    """Whether all who have the same roles in a project are shown the same, whoever made a thing."""
    status: ClassVar[str] = "status"
    """The key under which a thing shows how it is."""
    working: ClassVar[frozenset[str]] = frozenset()
    """What it shows there while it is on its way."""
    broken: ClassVar[frozenset[str]] = frozenset({"ERROR"})
    """What it shows there when it does not work."""
    gone: ClassVar[frozenset[str]] = frozenset({"DELETED"})
    """What it shows there when it is not there any more."""
    shows: ClassVar[Mapping[str, str]] = {}
    """Attributes that are shown under another key."""

    def __init__(self, kind: ResourceKind, region: Region) -> None:
        """Drive ``kind`` in ``region``."""
        self._kind = kind
        self.region = region

    @property
    def kind(self) -> ResourceKind:
        """The schema that it drives."""
        return self._kind

    @property
    def is_findable(self) -> bool:
        """Whether a token travels with ``create``."""
        return self.carrier is not None

    @property
    def service(self) -> Service:
        """The service that has the collection."""
        return self.region.service(self.api)

    @property
    def lists(self) -> Service:
        """The service, as it is asked for what has certain properties."""
        return self.service

    # ---- looking

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """Look at them with one call, or two."""
        if not subjects:
            return {}
        if self.waits and all(one.since for one in subjects):
            later = self._too_early(min(one.since for one in subjects), facts.now)
            if later is not None:
                for one in subjects:
                    self.note(one, later)
                return {one.token: later for one in subjects}
        found = await self.look(subjects)
        await self.learn([one.properties for one in subjects if one.physical_id in found])
        seen = {one.token: self.observed(one, found.get(one.physical_id), facts) for one in subjects}
        for one in subjects:
            self.note(one, seen[one.token])
            if one.since and not isinstance(seen[one.token], Pending):
                self.region.pace.landed(self._kind.name, facts.now)
        return seen

    def _too_early(self, since: float, now: float) -> Pending | None:
        """Why not to look now at what is waited for, the first of it since ``since``."""
        pace = self.region.pace
        first = pace.just_begun(now, since)
        if first is not None:
            return Pending("it was begun a moment ago", first)
        free = pace.too_soon(self._kind.name, now)
        return Pending("looked at a moment ago", free) if free is not None else None

    def next_look(self, subject: Subject, facts: Facts) -> float:
        """When to look again at one that is on its way."""
        return self.region.pace.next_look(self._kind.name, facts.now, subject.since or facts.now)

    async def learn(self, wanted: Iterable[Mapping[str, Plain]]) -> None:
        """Look up the names in what was wanted, so that what is shown can be told in the same words."""
        words: dict[Things, set[str]] = {}
        for properties in wanted:
            for things, word in self.words(properties):
                words.setdefault(things, set()).add(word)
        for things, several in words.items():
            await self.region.names.learn(things, several)

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """Every name, or id, by which ``wanted`` calls something, and what kind of thing that is."""
        for field in self.fields:
            if field.things is not None and field.reads:
                told = wanted.get(field.name)
                for word in told if isinstance(told, list) else [told]:
                    if word and isinstance(word, str):
                        yield field.things, word

    def note(self, subject: Subject, seen: Observation) -> None:
        """Remember what is there, so that news of it can be passed on."""
        if isinstance(seen, Gone):
            self.region.known.pop(subject.physical_id, None)
        else:
            awaited_of = self.api.type if isinstance(seen, Pending) else ""
            self.region.known[subject.physical_id] = Known(subject.token, awaited_of)

    def expect(self, subject: Subject, now: float) -> None:
        """It will be looked at, and somebody else has made it: where it helps to know that it was begun just now."""

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """What the service shows of them, by physical id; those that are not there are left out."""
        wanted = {one.physical_id for one in subjects}
        if len(wanted) <= FEW:
            found = [await self.shown(one) for one in sorted(wanted)]
        else:
            found = [one for one in await self.list_of(wanted) if self.id_of(one) in wanted]
        return await self.whole({self.id_of(one): one for one in found if one is not None})

    async def shown(self, id: str) -> Shown | None:
        """One of them; None where there is none."""
        try:
            return self.opened(await self.service.get(self.address(id)))
        except NotFound:
            return None

    async def list_of(self, ids: set[str]) -> Sequence[Shown]:
        """At least those of ``ids`` that there are."""
        return await self.service.pages(self.listing or self.path, self.many)

    async def whole(self, found: Mapping[str, Shown]) -> Mapping[str, Shown]:
        """What was shown, by physical id, with what else belongs to it and is shown elsewhere."""
        return found

    async def _whole(self, shown: Shown) -> Shown:
        mine = self.id_of(shown)
        return (await self.whole({mine: shown}))[mine]

    def observed(self, subject: Subject, shown: Shown | None, facts: Facts) -> Observation:
        """What it comes to."""
        if shown is None or self.is_gone(shown):
            return Gone()
        why = self.pending(shown)
        if why:
            return Pending(why, self.next_look(subject, facts))
        seen = self.seen(shown, subject.properties)
        attributes = self.attributes(shown, subject.properties)
        trouble = self.trouble(shown)
        return Broken(trouble, seen, attributes) if trouble else Ready(attributes, seen)

    def is_gone(self, shown: Shown) -> bool:
        """Whether it is not there any more, though it is still shown."""
        return shown.get(self.status) in self.gone

    def pending(self, shown: Shown) -> str:
        """What it is doing, in the service's words, while it is on its way; "" at rest."""
        status = str(shown.get(self.status) or "")
        return status if status in self.working else ""

    def trouble(self, shown: Shown) -> str:
        """What is wrong with it; "" when it works."""
        status = str(shown.get(self.status) or "")
        return f"its status is {status}" if status in self.broken else ""

    def id_of(self, shown: Shown) -> str:
        """The physical id of what is shown."""
        return str(shown["id"])

    def attributes(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """What it offers to others: every attribute of the schema that is shown, and the whole as ``show``."""
        shown = self.carrier.hide(shown) if self.carrier is not None else dict(shown)
        offered = {name: self.shows.get(name, name) for name in self._kind.attributes or ()}
        return {name: shown[key] for name, key in offered.items() if key in shown} | {"show": shown}

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """Its properties as they are, in normal form, as far as the service shows them."""
        shown = self.carrier.hide(shown) if self.carrier is not None else shown
        return {
            field.name: field.seen(shown[field.key], wanted.get(field.name), self.region.names)
            for field in self.fields
            if field.reads and field.key in shown and wanted.get(field.name) is not None
        }

    # ---- bodies and addresses

    def address(self, id: str) -> str:
        """Where one is, below the service's root."""
        return f"{self.path}/{quote(id, safe='')}"

    async def address_of(self, subject: Subject) -> str:
        """Where this one is; for those whose address takes more than their id."""
        return self.address(subject.physical_id)

    def wrapped(self, body: Plain) -> Plain:
        """A body in its envelope."""
        return {self.one: body} if self.one else body

    def opened(self, answer: Plain) -> Shown:
        """What an envelope holds."""
        found: Shown = answer[self.one] if self.one else answer
        return found
