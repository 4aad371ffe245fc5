"""The life of a thing that is one item of a collection: made, looked at, changed and removed over REST.

What may take more than one call is done in steps that can be repeated: a create answers Accepted with a cursor while
something is left to do, and ``go_on`` does it. So whatever is lost on the way, the engine finds what there is and goes
on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.rest.field import KEEP
from setpoint.clouds.openstack.rest.looking import RestLooks, Shown
from setpoint.model.observation import Accepted, Done, Outcome
from setpoint.model.value import Plain

FINISH: Plain = {"finish": True}
"""The cursor of a create that has something left to do once the thing is there."""


class RestDriver(RestLooks):
    """Drives one resource type. Derive from it, and declare what its looks and its deeds need."""

    changes_by: ClassVar[str] = "PUT"
    goes_slowly: ClassVar[bool] = False
    """Whether it is still there for a while when its delete has been answered."""
    refuses: ClassVar[Mapping[str, str]] = {}
    """Properties that the service has no place for, and why ("" stands for the whole type): for people to read."""
    found_by: ClassVar[str] = "nothing; it is found by what it is"
    """What finds one whose create was not answered, where no carrier does: for people to read."""
    takes_any: ClassVar[bool] = False
    """Whether what is told of its properties travels without a word for each of them."""

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
            if carrier.bears(one, token, want) and not self.is_gone(one):
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
