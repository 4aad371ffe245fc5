"""``OS::Neutron::FloatingIPAssociation``: that a floating IP stands for a port's address.

There is no such thing in the service, only what the floating IP shows: so its physical id is its token.
"""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.neutron.floating_ip import association
from setpoint.clouds.openstack.drivers.neutron.neutron import PORTS
from setpoint.clouds.openstack.drivers.neutron.parts import Part
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotFound
from setpoint.model.observation import Done, Outcome
from setpoint.model.value import Plain


class FloatingIPAssociation(Part):
    """An association."""

    path, one, many = "floatingips", "floatingip", "floatingips"
    whole_named = ("floatingip_id", None)
    fields = (
        Field("floatingip_id", "id"),
        Field("port_id", things=PORTS),
        Field("fixed_ip_address"),
    )

    def part(self, whole: Shown, id: str, wanted: Mapping[str, Plain]) -> Shown | None:
        """The floating IP, while it stands for any port."""
        return whole if whole.get("port_id") else None

    async def create(self, want: Want, token: str) -> Outcome:
        """Make it."""
        return await self._associate(token, want.properties)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Whether the floating IP stands for that port."""
        shown = await self.shown(str(want.properties["floatingip_id"]))
        port = await self.known(PORTS, want.properties["port_id"])
        if shown is None or shown.get("port_id") != port:
            return None
        return await self.done(token, shown, want.properties)

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        if old["floatingip_id"] != new["floatingip_id"]:
            await self._end(old)
        return await self._associate(subject.physical_id, new)

    async def _associate(self, id: str, wanted: Mapping[str, Plain]) -> Outcome:
        body = self.wrapped(await association(self, wanted))
        answer = await self.service.send(
            "PUT", self.address(str(wanted["floatingip_id"])), body=body, is_item=False
        )
        return await self.done(id, self.opened(answer.json()), wanted)

    async def delete(self, subject: Subject) -> Outcome:
        """End it. Raises NotFound where the floating IP stands for another port by now, or for none."""
        if not await self._end(subject.properties):
            raise NotFound(Diagnostic("the floating IP does not stand for that port any more"))
        return Done(subject.physical_id)

    async def _end(self, wanted: Mapping[str, Plain]) -> bool:
        shown = await self.shown(str(wanted["floatingip_id"]))
        port = await self.known(PORTS, wanted["port_id"])
        if shown is None or shown.get("port_id") != port:
            return False
        await self.service.put(self.address(str(shown["id"])), self.wrapped({"port_id": None}))
        return True


DRIVER = FloatingIPAssociation
