"""The whole configuration."""

from __future__ import annotations

import msgspec

from setpoint.api.settings.fetching import Fetching
from setpoint.api.settings.keystone import Keystone
from setpoint.api.settings.limits import Limits
from setpoint.api.settings.logs import Logs
from setpoint.api.settings.metrics import Metrics
from setpoint.api.settings.policy import Policy
from setpoint.api.settings.service import Service


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Every section. ``Config()`` is what counts where nothing is set."""

    service: Service = Service()
    keystone: Keystone = Keystone()
    policy: Policy = Policy()
    limits: Limits = Limits()
    fetching: Fetching = Fetching()
    logs: Logs = Logs()
    metrics: Metrics = Metrics()

    @property
    def has_keystone(self) -> bool:
        """Whether a Keystone says who asks."""
        return bool(self.keystone.auth_url)

    @property
    def has_tls(self) -> bool:
        """Whether the API speaks TLS."""
        return self.service.cert_file is not None

    @property
    def root(self) -> str:
        """The URL under which servers and clients reach the API; "" where nothing says so: it listens everywhere."""
        service = self.service
        if service.public_endpoint:
            return service.public_endpoint.rstrip("/")
        if service.listen.is_everywhere or not service.listen.port:
            return ""
        return f"{'https' if self.has_tls else 'http'}://{service.listen}"
