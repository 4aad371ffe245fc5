"""What is known of a cloud before it is asked anything: where it is, who we are to it, and what it is called there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from setpoint.model.diagnostic import Diagnostic
from setpoint.model.value import MASK, Plain

PUBLIC = {
    "access_token_endpoint",
    "application_credential_id",
    "application_credential_name",
    "auth_methods",
    "auth_url",
    "default_domain_id",
    "default_domain_name",
    "discovery_endpoint",
    "domain_id",
    "domain_name",
    "endpoint",
    "identity_provider",
    "oauth2_endpoint",
    "project_domain_id",
    "project_domain_name",
    "project_id",
    "project_name",
    "protocol",
    "scope",
    "system_scope",
    "tenant_id",
    "tenant_name",
    "trust_id",
    "user_domain_id",
    "user_domain_name",
    "user_id",
    "username",
}
"""The credentials that may be shown; whatever else there is may be a secret."""


class Credentials(Mapping[str, str]):
    """Who we are to a cloud. Shows itself with asterisks where there are secrets."""

    __slots__ = ("_told",)

    def __init__(self, told: Mapping[str, str]) -> None:
        """Hold what was told, without what is empty."""
        self._told = {name: value for name, value in told.items() if value}

    def __getitem__(self, name: str) -> str:
        """One of them, in clear."""
        return self._told[name]

    def __iter__(self) -> Iterator[str]:
        """The names of all."""
        return iter(self._told)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._told)

    def __repr__(self) -> str:
        """What may be shown."""
        return repr({name: value if name in PUBLIC else MASK for name, value in self._told.items()})


class Network(msgspec.Struct, frozen=True):
    """What ``networks`` says of one network of the cloud."""

    name: str
    routes_externally: bool = False
    routes_ipv4_externally: bool = False
    routes_ipv6_externally: bool = False
    nat_source: bool = False
    nat_destination: bool = False
    default_interface: bool = False


class CloudConfig(msgspec.Struct, frozen=True):
    """One region of one cloud.

    Mappings by service have today's names of service types as keys (``block-storage``), whichever alias was used
    (``volume_endpoint_override``).
    """

    name: str
    """As ``clouds.yaml`` names it; ``envvars``, or what OS_CLOUD_NAME says, for the one in the environment."""
    region: str = ""
    """Empty when none is told: then the cloud has but one."""
    region_names: tuple[str, ...] = ()
    """All regions that are known of it."""
    interface: str = "public"
    """Which of a service's endpoints are used: public, internal or admin."""
    auth_type: str = "password"
    """As keystoneauth names it: password, v3password, token, v3applicationcredential, none, ..."""
    auth: Mapping[str, str] = Credentials({})
    """By the names of the identity API (auth_url, username, project_name, ...); always :class:`Credentials`."""
    verify: bool = True
    """Whether certificates are checked, against ``cacert`` where that is told."""
    cacert: str = ""
    cert: str = ""
    """A certificate of our own, with its ``key``, unless that is in the same file."""
    key: str = ""
    timeout: float = 0
    """Seconds that an answer may take (``api_timeout``); 0 when none is told."""
    force_ipv4: bool = False
    networks: tuple[Network, ...] = ()
    interfaces: Mapping[str, str] = {}
    """By service, where it is another than ``interface``. So are the following."""
    regions: Mapping[str, str] = {}
    endpoint_overrides: Mapping[str, str] = {}
    """Its address, whatever the catalogue says. That of identity is here where the credentials have no scope."""
    service_types: Mapping[str, str] = {}
    service_names: Mapping[str, str] = {}
    """How the catalogue calls it, where there may be several."""
    api_versions: Mapping[str, str] = {}
    """Major versions."""
    default_microversions: Mapping[str, str] = {}
    options: Mapping[str, Plain] = {}
    """The section ``setpoint`` of the cloud: settings of our own."""
    warnings: tuple[Diagnostic, ...] = ()
    """What is told and then lived with."""

    def __post_init__(self) -> None:
        """Let no credentials show, whoever told them."""
        if not isinstance(self.auth, Credentials):
            msgspec.structs.force_setattr(self, "auth", Credentials(self.auth))

    def interface_of(self, service: str) -> str:
        """Which endpoint of ``service`` is used."""
        return self.interfaces.get(service, self.interface)

    def region_of(self, service: str) -> str:
        """Which region's ``service`` is used."""
        return self.regions.get(service, self.region)

    def endpoint_of(self, service: str) -> str:
        """The address of ``service`` that was told; empty when the catalogue is to be asked."""
        told = self.endpoint_overrides.get(service, "")
        return told or (self.auth.get("endpoint", "") if self.auth_type == "none" else "")

    def __repr__(self) -> str:
        """Its name and credentials: addresses and options may hold secrets."""
        return f"CloudConfig({self.name!r}, {self.region!r}, {self.auth_type!r}, {self.auth!r})"
