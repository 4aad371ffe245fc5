"""A cloud as a stack's trust reaches it. Where it cannot be opened for that, it says so, and what is to be done."""

from __future__ import annotations

from setpoint.api.caller import Unavailable
from setpoint.api.identity.trusts import Trust, Trusts
from setpoint.clouds.cloud import Wake
from setpoint.clouds.openstack.cloud import OpenStackCloud
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError


class EntrustedCloud(OpenStackCloud):
    """OpenStack, as whoever gave a trust may use it."""

    def __init__(self, name: str, trusts: Trusts, trust: Trust) -> None:
        """Reach it by ``trust``, which is one of ``trusts``."""
        super().__init__(name, trusts.config(trust))
        self._trusts = trusts
        self._trust = trust

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
            return await self._trusts.problem(self._trust)
        except Unavailable:
            return None
