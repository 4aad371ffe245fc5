"""``OS::Neutron::AddressScope``: subnet pools whose addresses do not overlap, so that they can be routed."""

from __future__ import annotations

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.neutron.neutron import ADDRESS_SCOPES, PROJECTS, NeutronDriver
from setpoint.clouds.openstack.rest.carrier import Name
from setpoint.clouds.openstack.rest.field import KEEP, Field


class AddressScope(NeutronDriver):
    """A scope. It has neither description nor tags: the token is its name until it is there."""

    path, one, many = "address-scopes", "address_scope", "address_scopes"
    things = ADDRESS_SCOPES
    carrier = Name()
    fields = (
        Field("name", unset=KEEP),
        Field("shared"),
        Field("ip_version", updates=False),
        Field("tenant_id", things=PROJECTS, updates=False),
    )

    def leaves(self, want: Want) -> bool:
        """Its name."""
        return True

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        await self.service.put(
            self.address(id), self.wrapped({"name": want.properties.get("name") or want.name})
        )


DRIVER = AddressScope
