"""``OS::Heat::SwiftSignalHandle``: an address at which whoever has it can leave signals in the object store.

It is a container of its own. What is put at the address is one object; each that is put takes the place of the one
before, of which the container keeps a version. So all of them are there to be looked at, for as long as the handle is.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import msgspec

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.swift.container import ADDRESS, Container
from setpoint.clouds.openstack.drivers.swift.headers import MARK
from setpoint.clouds.openstack.drivers.swift.purge import CATCHING_UP, Purge
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, Retry
from setpoint.model.observation import Done, Outcome
from setpoint.model.temp_url import KEY, Place, signed
from setpoint.model.value import Plain

VERSIONS = "X-Versions-Location"

LONGEST = 60
"""Characters of a name: not too many bytes for a container, whatever they are."""


class SwiftSignalHandle(Container):
    """Container and object bear one name, which is unique in the project."""

    on_demand = frozenset()

    def attributes(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """The address, and a command that puts something there; tokens are not needed."""
        place = Place(self.id_of(shown), self.id_of(shown))
        endpoint = signed(str(shown[ADDRESS]), place, str(shown.get(KEY) or ""))
        return {"token": "", "endpoint": endpoint, "curl_cli": f"curl -i -X PUT '{endpoint}'"}

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """It has no properties."""
        return {}

    async def create(self, want: Want, token: str) -> Outcome:
        """Make the container, with a secret of its own; one that a lost answer left keeps the secret that it has."""
        want = _named(want)
        there = await self.shown(want.name)
        if there is not None and there.get(MARK) != token:
            raise Conflict(Diagnostic(f"object-store: there is a container {want.name!r} already"))
        if there is None:
            told = {MARK: token, VERSIONS: want.name, KEY: secrets.token_hex()}
            await self.service.send("PUT", self.address(want.name), headers=told, is_item=False)
        return await self.outcome(await self.service_shows(Subject(want.name, token)), want)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """See :meth:`Container.find`."""
        return await super().find(token, _named(want))

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Nothing of it changes."""
        return await self.settled(subject.physical_id, await self.service_shows(subject), new)

    async def delete(self, subject: Subject) -> Outcome:
        """Remove it with all that was put there: first what would bring older versions back."""
        where = self.address(subject.physical_id)
        await self.service.send("POST", where, headers={f"X-Remove-{VERSIONS.removeprefix('X-')}": "x"})
        await Purge(self.service, subject.physical_id, has_versions=False).run()
        try:
            await self.service.delete(where)
        except Conflict:
            raise Retry(CATCHING_UP, f"container {subject.physical_id} still counts objects") from None
        return Done(subject.physical_id)


def _named(want: Want) -> Want:
    """With a name that a container can have: its end tells it from all others."""
    return msgspec.structs.replace(want, name=want.name[-LONGEST:])


DRIVER = SwiftSignalHandle
