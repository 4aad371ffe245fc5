"""A cloud as a stack's credential reaches it; and as it is seen by who has none, to whom it does nothing."""

from __future__ import annotations

from setpoint.api.caller import Unavailable
from setpoint.api.identity.stack_credentials import StackCredentials
from setpoint.clouds.cloud import Wake
from setpoint.clouds.driver import Driver
from setpoint.clouds.openstack.cloud import WIDTH, OpenStackCloud
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.clouds.openstack.observer import Observatory
from setpoint.model.credential import Credential
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError


class EntrustedCloud(OpenStackCloud):
    """OpenStack, as whoever gave a credential may use it. Where it cannot be opened for that, it says what to do."""

    def __init__(
        self, name: str, credentials: StackCredentials, credential: Credential, observatory: Observatory
    ) -> None:
        """Reach it by ``credential``, which is one of ``credentials``; look at what waits in the ``observatory``."""
        super().__init__(name, credentials.config(credential), observatory=observatory)
        self._credentials = credentials
        self._credential = credential

    async def open(self, wake: Wake) -> None:
        """See :class:`setpoint.clouds.cloud.Cloud`. To Keystone, a trust that is over is a wrong password."""
        try:
            await super().open(wake)
        except ResourceError as refused:
            problem = await self._problem()
            if problem is None:
                raise
            raise ResourceError(problem) from refused

    async def _problem(self) -> Diagnostic | None:
        try:
            return await self._credentials.problem(self._credential)
        except Unavailable:
            return None


class Unentrusted:
    """OpenStack for a stack that has no credential: it knows the types, and cannot be asked for anything.

    A stack of which nothing is in the cloud needs no more, and is driven without a call.
    """

    width = WIDTH
    tick = OpenStackCloud.tick

    def __init__(self, name: str, region: str) -> None:
        """Know what there could be in ``region``."""
        self.name = name
        self._cloud = OpenStackCloud(name, CloudConfig(name, region=region))

    def driver(self, type_name: str) -> Driver | None:
        """See :class:`setpoint.clouds.cloud.Cloud`."""
        return self._cloud.driver(type_name)

    async def open(self, wake: Wake) -> None:
        """There is nothing to connect to."""

    async def close(self) -> None:
        """See :class:`setpoint.clouds.cloud.Cloud`."""
        await self._cloud.close()
