"""What Designate's types share: descriptions with tokens in them, and servers that are told one after the other.

Follows the DNS API v2. Its lists come in pages of 20 where no limit is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.carrier import Carrier, Description, description
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.clouds.openstack.rest.looking import Shown

DNS = Api("dns", "v2")

ZONES = Things(DNS, "zones", "zones", "DNS zone", uuids=True)

LONGEST = 160
"""Characters that a description may have."""

ALL = {"limit": "max"}
"""As many in a page as the service gives."""


class InDescription(Description):
    """In the description, which lists can be asked for."""

    def query(self, token: str, want: Want) -> Mapping[str, str]:
        """See :class:`Carrier`."""
        return {**super().query(token, want), **ALL}


class DesignateDriver(RestDriver):
    """One collection of the DNS service."""

    api = DNS
    one = ""
    carrier: ClassVar[Carrier | None] = InDescription(LONGEST)
    waits = True
    goes_slowly = True
    working = frozenset({"PENDING"})

    def leaves(self, want: Want) -> bool:
        """A description that leaves no room for the token is given later."""
        assert isinstance(self.carrier, Description)
        return self.carrier.leaves(want)

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        told = {"description": description(want.properties)}
        await self.service.send(self.changes_by, await self.address_in(id, want), body=told)

    async def address_in(self, id: str, want: Want) -> str:
        """Where one is that was made as ``want`` says."""
        return self.address(id)

    async def list_of(self, ids: set[str]) -> Sequence[Shown]:
        """See :meth:`RestDriver.list_of`."""
        return await self.service.pages(self.path, self.many, **ALL)

    def trouble(self, shown: Shown) -> str:
        """Which change did not arrive; Designate does not tell why."""
        why = super().trouble(shown)
        action = str(shown.get("action") or "").lower()
        return f"{why}: not all name servers took the last change ({action})" if why and action else why
