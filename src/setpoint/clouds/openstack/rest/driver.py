"""The life of a thing that is one item of a collection: made, looked at, changed and removed over REST.

What may take more than one call is done in steps that can be repeated: a create answers Accepted with a cursor while
something is left to do, and ``go_on`` does it. So whatever is lost on the way, the engine finds what there is and goes
on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.openstack.client.service import Api, Service
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.region import Known, Region
from setpoint.clouds.openstack.rest.carrier import Carrier
from setpoint.clouds.openstack.rest.field import KEEP, Field
from setpoint.model.errors import NotFound
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Accepted, Broken, Done, Gone, Observation, Outcome, Pending, Ready
from setpoint.model.value import Plain

Shown = Mapping[str, Any]
"""A thing as its service shows it."""

FEW = 2
"""Up to so many things are asked for one by one; more by one list call."""

FINISH: Plain = {"finish": True}
"""The cursor of a create that has something left to do once the thing is there."""


class RestDriver:
    """Drives one resource type. Derive from it, and declare."""

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
    changes_by: ClassVar[str] = "PUT"
    goes_slowly: ClassVar[bool] = False
    """Whether it is still there for a while when its delete has been answered."""
    waits: ClassVar[bool] = False
    """Whether anything takes time: then looks at what waits are held apart."""
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
    refuses: ClassVar[Mapping[str, str]] = {}
    """Properties that the service has no place for, and why ("" stands for the whole type): for people to read."""
    found_by: ClassVar[str] = "nothing; it is found by what it is"
    """What finds one whose create was not answered, where no carrier does: for people to read."""
    takes_any: ClassVar[bool] = False
    """Whether what is told of its properties travels without a word for each of them."""

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
            later = self._too_early(max(one.since for one in subjects), facts.now)
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
        """Why not to look now at what is waited for, the last of it since ``since``."""
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
        if shown is None or shown.get(self.status) in self.gone:
            return Gone()
        why = self.pending(shown)
        if why:
            return Pending(why, self.next_look(subject, facts))
        seen = self.seen(shown, subject.properties)
        attributes = self.attributes(shown, subject.properties)
        trouble = self.trouble(shown)
        return Broken(trouble, seen, attributes) if trouble else Ready(attributes, seen)

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

    # ---- making

    async def create(self, want: Want, token: str) -> Outcome:
        """Make one."""
        body = await self.body(want)
        if self.carrier is not None:
            self.carrier.mark(body, token, want)
        answer = await self.service.post(await self.place(want), self.wrapped(body))
        return await self.outcome(self.opened(answer), want)

    async def place(self, want: Want) -> str:
        """Where one is made."""
        return self.path

    async def body(self, want: Want) -> dict[str, Plain]:
        """What the service is told to make."""
        found = {
            field.key: await field.sent(want.properties.get(field.name), self.region.names)
            for field in self.fields
            if field.creates
        }
        if "name" in found and not found["name"]:
            found["name"] = want.name
        return {key: value for key, value in found.items() if value is not None}

    def leaves(self, want: Want) -> bool:
        """Whether a create leaves something to be done by ``finish``."""
        return False

    async def finish(self, id: str, want: Want) -> None:
        """Do what a create has left, now that the thing is there. Safe to repeat."""

    async def outcome(self, shown: Shown, want: Want) -> Outcome:
        """What a create answers, or would have answered had its answer not been lost."""
        made = self.id_of(shown)
        if self.leaves(want):
            return Accepted(made, FINISH)
        return await self.settled(made, shown, want.properties)

    async def settled(self, id: str, shown: Shown, wanted: Mapping[str, Plain]) -> Outcome:
        """Done when it is at rest, else Accepted."""
        if self.pending(shown) or self.trouble(shown):
            return Accepted(id)
        shown = await self._whole(shown)
        await self.learn([wanted])
        return Done(id, self.attributes(shown, wanted), self.seen(shown, wanted))

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """Finish a create."""
        await self.finish(subject.physical_id, want)
        shown = await self.service_shows(subject)
        return await self.settled(subject.physical_id, shown, want.properties)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for what bears the token."""
        carrier = self.carrier
        if carrier is None:
            return None
        place = self.listing or await self.place(want)
        listed = await self.lists.pages(place, self.many, **carrier.query(token, want))
        for one in listed:
            if carrier.bears(one, token, want):
                return await self.outcome(one, want)
        return None

    # ---- changing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Tell the service what differs."""
        body = await self.changes(old, new)
        if body:
            address = await self.address_of(subject)
            answer = await self.service.send(self.changes_by, address, body=self.wrapped(body))
            shown = self.opened(answer.json()) if answer.content else None
        else:
            shown = None
        if shown is None:
            shown = await self.service_shows(subject)
        return await self.settled(subject.physical_id, shown, new)

    async def service_shows(self, subject: Subject) -> Shown:
        """The thing as it is now. Raises NotFound."""
        return self.opened(await self.service.get(await self.address_of(subject)))

    async def changes(self, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> dict[str, Plain]:
        """What of ``new`` the service is to be told, given that it knows ``old``."""
        found = {
            field.key: await field.changed(new.get(field.name), self.region.names)
            for field in self.fields
            if field.updates and old.get(field.name) != new.get(field.name)
        }
        return {key: value for key, value in found.items() if value is not KEEP}

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """Remove it."""
        await self.service.delete(await self.address_of(subject))
        return Accepted(subject.physical_id) if self.goes_slowly else Done(subject.physical_id)

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
