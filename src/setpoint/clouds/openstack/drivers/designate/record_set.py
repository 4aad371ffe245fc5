"""``OS::Designate::RecordSet``: what the DNS says of one name, in records of one type."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.designate.designate import ALL, ZONES, DesignateDriver
from setpoint.clouds.openstack.names import UUID
from setpoint.clouds.openstack.rest.alike import in_any_case, same_texts, texts
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import FEW, Shown
from setpoint.clouds.openstack.rest.nested import NestedDriver
from setpoint.model.errors import NotFound
from setpoint.model.value import Plain

LABEL = 63
"""Characters that one part of a name may have (RFC 1035, 2.3.4)."""


class RecordSet(DesignateDriver, NestedDriver):
    """A set of records."""

    path, many = "recordsets", "recordsets"
    above, parent = ZONES, "zone"
    fields = (
        Field("zone", "zone_id", ZONES, creates=False, updates=False),
        Field("name", updates=False, told=in_any_case),
        Field("type", updates=False),
        Field("records", out=texts, told=same_texts),
        Field("ttl"),
        Field("description"),
    )

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`; a name that is made up is one in the zone."""
        body = await super().body(want)
        if not want.properties.get("name"):
            label = re.sub(r"[^a-z0-9_-]+", "-", want.name.lower())[-LABEL:].strip("-")
            body["name"] = f"{label}.{await self._zone_name(str(want.properties['zone']))}"
        return body

    async def _zone_name(self, zone: str) -> str:
        if not UUID.fullmatch(zone):
            return zone
        return str((await self.service.get(f"zones/{zone}"))["name"])

    async def address_in(self, id: str, want: Want) -> str:
        """See :meth:`DesignateDriver.address_in`."""
        return f"{await self.collection(want.properties)}/{quote(id, safe='')}"

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """A few one by one; more by one list call for each zone."""
        if len(subjects) > FEW:
            return await super().look(subjects)
        found = await asyncio.gather(*map(self._shown_of, subjects))
        return await self.whole({self.id_of(one): one for one in found if one is not None})

    async def _shown_of(self, subject: Subject) -> Shown | None:
        try:
            return await self.service_shows(subject)
        except NotFound:
            return None

    async def listed(self, place: str) -> Sequence[Shown]:
        """See :meth:`NestedDriver.listed`."""
        return await self.service.pages(place, self.many, **ALL)


DRIVER = RecordSet
