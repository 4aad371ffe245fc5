"""A thing that lives below another: a pool's member, a policy's rule. Its address takes the other's id as well."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import ClassVar
from urllib.parse import quote

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.errors import NotFound
from setpoint.model.value import Plain


class NestedDriver(RestDriver):
    """Drives a type whose things are listed below another thing, which one of their properties names."""

    above: ClassVar[Things]
    """What they are below."""
    parent: ClassVar[str]
    """The property that names it."""

    async def collection(self, properties: Mapping[str, Plain]) -> str:
        """Where the brothers of a thing with these properties are."""
        parent = await self.region.names.id(self.above, str(properties[self.parent]))
        return f"{self.above.path}/{quote(parent, safe='')}/{self.path}"

    async def place(self, want: Want) -> str:
        """See :meth:`RestDriver.place`."""
        return await self.collection(want.properties)

    async def address_of(self, subject: Subject) -> str:
        """See :meth:`RestDriver.address_of`."""
        return f"{await self.collection(subject.properties)}/{quote(subject.physical_id, safe='')}"

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """One list call for each thing that they are below."""
        places = {await self.collection(one.properties) for one in subjects}
        lists = await asyncio.gather(*(self._listed(place) for place in sorted(places)))
        wanted = {one.physical_id for one in subjects}
        return await self.whole(
            {self.id_of(one): one for several in lists for one in several if self.id_of(one) in wanted}
        )

    async def listed(self, place: str) -> Sequence[Shown]:
        """All that there are at ``place``. Raises NotFound."""
        return await self.service.pages(place, self.many)

    async def _listed(self, place: str) -> Sequence[Shown]:
        try:
            return await self.listed(place)
        except NotFound:
            return []  # with what it was below it is gone as well
