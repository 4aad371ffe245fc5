"""What is told of in the document of another thing: a rule of a QoS policy, a route of a router.

So many of them are seen with one list call, of the things that they are part of. A :class:`Part` has no life of its own
in the service. A :class:`Child` has an id, and an address below that of what it is part of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.neutron.neutron import NeutronDriver
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Done, Outcome
from setpoint.model.value import Plain


class Part(NeutronDriver):
    """``path``, ``one`` and ``many`` are those of the things that it is part of."""

    whole_named: ClassVar[tuple[str, Things | None]]
    """The property that names what it is part of, and what kind of thing that is; None where it is an id."""
    carrier = None
    waits = False
    working = broken = frozenset()

    @property
    def is_findable(self) -> bool:
        """By what it is."""
        return True

    async def whole_id(self, wanted: Mapping[str, Plain]) -> str:
        """The id of what it is part of. Raises ResourceError where there is none of that name."""
        name, things = self.whole_named
        return await self.region.names.id(things, str(wanted[name])) if things else str(wanted[name])

    def part(self, whole: Shown, id: str, wanted: Mapping[str, Plain]) -> Shown | None:
        """What is told of it in the document of what it is part of; None where it is not there."""
        raise NotImplementedError

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`."""
        name, things = self.whole_named
        words = {one.physical_id: str(one.properties[name]) for one in subjects}
        if things:
            await self.region.names.learn(things, set(words.values()))
            words = {one: self.region.names.known(things, word) for one, word in words.items()}
        wholes = await super().look([Subject(word, "") for word in dict.fromkeys(words.values())])
        found = {
            one.physical_id: self.part(wholes[words[one.physical_id]], one.physical_id, one.properties)
            for one in subjects
            if words[one.physical_id] in wholes
        }
        return {one: shown for one, shown in found.items() if shown is not None}

    async def whole_shown(self, wanted: Mapping[str, Plain]) -> Shown | None:
        """What it is part of; None where there is none such."""
        name, things = self.whole_named
        return await self.shown(await self.known(things, wanted[name]) if things else str(wanted[name]))

    async def done(self, id: str, shown: Shown, wanted: Mapping[str, Plain]) -> Outcome:
        """What a deed answers after which it is as ``shown``."""
        await self.learn([wanted])
        return Done(id, self.attributes(shown, wanted), self.seen(shown, wanted))


class Child(Part):
    """A part with an id."""

    child: ClassVar[str]
    """The key of one in bodies: ``port_forwarding``; with an "s" that of all, and where they are."""

    async def place(self, want: Want) -> str:
        """See :meth:`RestDriver.place`."""
        return await self.children(want.properties)

    async def children(self, wanted: Mapping[str, Plain]) -> str:
        """Where those are that it is one of."""
        return f"{self.path}/{await self.whole_id(wanted)}/{self.child}s"

    async def create(self, want: Want, token: str) -> Outcome:
        """See :meth:`RestDriver.create`."""
        made = await self.service.post(await self.place(want), {self.child: await self.marked(want, token)})
        return await self._done(made, want.properties)

    async def marked(self, want: Want, token: str) -> dict[str, Any]:
        """The body of a create."""
        return await self.body(want)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """See :meth:`RestDriver.find`."""
        whole = await self.whole_shown(want.properties)
        if whole is None:
            return None
        for one in await self.service.pages(f"{self.path}/{whole['id']}/{self.child}s", f"{self.child}s"):
            if self.is_it(one, token, want):
                return await self._done({self.child: one}, want.properties)
        return None

    def is_it(self, shown: Shown, token: str, want: Want) -> bool:
        """Whether a create with this token made it."""
        raise NotImplementedError

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        address = f"{await self.children(new)}/{subject.physical_id}"
        body = await self.changes(old, new)
        answer = await (self.service.put(address, {self.child: body}) if body else self.service.get(address))
        return await self._done(answer, new)

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`."""
        await self.service.delete(f"{await self.children(subject.properties)}/{subject.physical_id}")
        return Done(subject.physical_id)

    async def _done(self, answer: Plain, wanted: Mapping[str, Plain]) -> Outcome:
        shown = answer[self.child]
        return await self.done(str(shown["id"]), shown, wanted)
