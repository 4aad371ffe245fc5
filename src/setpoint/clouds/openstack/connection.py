"""One identity's connection to one region of a cloud: the services that its catalogue offers."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable

from setpoint.clouds.openstack.client.service import Api, Service
from setpoint.clouds.openstack.client.session import Session
from setpoint.clouds.openstack.client.transport import Transport
from setpoint.clouds.openstack.config import CloudConfig
from setpoint.clouds.openstack.identity.keystone import Identity, Keystone
from setpoint.model.errors import InvalidInput


class Connection:
    """Services of one region, called as one identity."""

    def __init__(
        self, config: CloudConfig, now: Callable[[], float] = time.time, authorities: str = ""
    ) -> None:
        """Connect as ``config`` says; nothing is sent before the first call.

        ``authorities`` are certificates (PEM) to be trusted instead of those that it names.
        """
        self.config = config
        self.transport = Transport(verify=_verification(config, authorities), timeout=config.timeout)
        self._keystone = Keystone(self.transport, config.auth_type, config.auth, now)
        self._session = Session(self.transport, self._keystone)
        self._services: dict[Api, Service] = {}

    async def identity(self) -> Identity:
        """Who we are, and what the cloud offers us. Raises ResourceError, InvalidInput, Retry."""
        return await self._keystone.identity()

    async def project(self) -> str:
        """The id of the project that we work in."""
        return (await self.identity()).project

    async def refuse_unknown_region(self) -> None:
        """Raises ResourceError for a region of which the catalogue has nothing, unless addresses are told instead."""
        if not self.config.endpoint_overrides:
            (await self.identity()).catalogue.refuse_unknown(self.config.region)

    async def has(self, api: Api) -> bool:
        """Whether the cloud has such a service here."""
        if self.config.endpoint_of(api.type):
            return True
        return (await self.identity()).catalogue.has(api.type, self.config.region)

    def service(self, api: Api) -> Service:
        """The service that speaks ``api``; whether there is one shows when it is called."""
        if api not in self._services:
            newest = self.config.default_microversions.get(api.type, "")
            self._services[api] = Service(api, self._session, lambda: self._address(api), newest)
        return self._services[api]

    async def _address(self, api: Api) -> str:
        told = self.config.endpoint_of(api.type)
        identity = await self.identity()
        if told:
            return told.rstrip("/").replace("%(project_id)s", identity.project)
        config = self.config
        return identity.catalogue.url(
            config.service_types.get(api.type, api.type),
            config.region_of(api.type),
            config.interface_of(api.type),
        )

    async def close(self) -> None:
        """Let go of all connections."""
        await self.transport.close()


def _verification(config: CloudConfig, authorities: str) -> ssl.SSLContext | bool:
    """How certificates are checked. Raises InvalidInput for a file that is none."""
    if not config.verify:
        return False
    if not (authorities or config.cacert or config.cert):
        return True
    try:
        cafile = config.cacert if config.cacert and not authorities else None
        context = ssl.create_default_context(cafile=cafile, cadata=authorities or None)
        if config.cert:
            context.load_cert_chain(config.cert, config.key or None)
    except (OSError, ssl.SSLError) as problem:
        raise InvalidInput.because(
            f"the certificates of cloud {config.name} cannot be read",
            detail=f"{config.cacert or config.cert}: {problem}",
            advice="check `cacert`, `cert` and `key` of the cloud in clouds.yaml",
        ) from None
    return context
