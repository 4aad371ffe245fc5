"""The catalogue that comes with a token: where each service is, by type, region and interface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from setpoint.model.diagnostic import About, Diagnostic, Problem
from setpoint.model.errors import ResourceError
from setpoint.model.nearest import did_you_mean

ALIASES = {
    "block-storage": ("block-store", "volumev3", "volume"),
    "object-store": ("object-storage",),
    "load-balancer": ("load_balancer",),
    "compute": ("compute_v2",),
    "orchestration": ("orchestration_v1",),
    "messaging": ("message",),
    "alarm": ("alarming",),
}
"""Other names under which clouds offer a service, besides today's (the service types authority's data)."""


class Endpoint(msgspec.Struct, frozen=True):
    """Where a service is, seen from ``interface``."""

    url: str
    interface: str = "public"
    region: str = ""


class _Listed(msgspec.Struct, frozen=True):
    url: str
    interface: str
    region_id: str | None = None
    region: str | None = None


class _Service(msgspec.Struct, frozen=True):
    type: str
    endpoints: list[_Listed] = []


class Catalogue:
    """What a cloud offers. Empty for an unscoped token."""

    def __init__(self, services: Mapping[str, Sequence[Endpoint]]) -> None:
        """Offer ``services``: type to endpoints."""
        self._services = services

    @classmethod
    def read(cls, entries: object) -> Catalogue:
        """Read ``token.catalog`` of Keystone's answer. Raises msgspec.ValidationError."""
        found: dict[str, list[Endpoint]] = {}
        for service in msgspec.convert(entries, list[_Service]):
            found.setdefault(service.type, []).extend(
                Endpoint(one.url, one.interface, one.region_id or one.region or "")
                for one in service.endpoints
            )
        return cls(found)

    @property
    def types(self) -> tuple[str, ...]:
        """The types of service that it offers, in order."""
        return tuple(sorted(self._services))

    @property
    def regions(self) -> tuple[str, ...]:
        """All regions that it names, in order."""
        return tuple(
            sorted({one.region for several in self._services.values() for one in several if one.region})
        )

    def refuse_unknown(self, region: str) -> None:
        """Raises ResourceError for a region of which it has nothing."""
        if region and self.regions and region not in self.regions:
            raise ResourceError(
                Diagnostic(
                    f"the cloud has no region {region!r}",
                    detail=f"it has {', '.join(self.regions)}",
                    advice=did_you_mean(
                        region, self.regions, "check `region_name` of the cloud in clouds.yaml"
                    ),
                    about=About(Problem.REGION, (region,)),
                )
            )

    def has(self, type: str, region: str = "") -> bool:
        """Whether there is such a service, in that region (any, where none is named)."""
        return any(region in ("", one.region) for one in self._of(type))

    def url(self, type: str, region: str, interface: str) -> str:
        """The address of a service, without a slash at its end. Raises ResourceError that says what there is."""
        everywhere = self._of(type)
        here = [one for one in everywhere if region in ("", one.region)]
        for one in here:
            if one.interface == interface:
                return one.url.rstrip("/")
        raise ResourceError(self._missing(type, region, interface, everywhere, here))

    def _of(self, type: str) -> list[Endpoint]:
        names = (type, *ALIASES.get(type, ()))
        return [one for name in names for one in self._services.get(name, ())]

    def _missing(
        self, type: str, region: str, interface: str, everywhere: list[Endpoint], here: list[Endpoint]
    ) -> Diagnostic:
        if here:
            there = sorted({one.interface for one in here})
            return Diagnostic(
                f"the cloud's {type} service has no {interface} endpoint",
                detail=f"there are: {', '.join(there)}",
                advice=f"set `interface: {there[0]}` for the cloud in clouds.yaml, if you may use that one",
            )
        if everywhere or (region and self._services and region not in self.regions):
            regions = sorted({one.region for one in everywhere}) or list(self.regions)
            return Diagnostic(
                f"the cloud has no {type} service in region {region!r}",
                detail=f"regions with one: {', '.join(regions) or 'none'}",
                advice=did_you_mean(region, regions),
            )
        return Diagnostic(
            f"the cloud has no {type} service",
            detail=f"its catalogue has: {', '.join(self.types) or 'nothing'}",
            advice="use resources of services that it has, or another cloud",
        )
