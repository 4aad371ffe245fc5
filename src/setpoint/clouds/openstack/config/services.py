"""What is set for single services: ``<service type>_<setting>``, under today's name of the type or any that it had.

Names are those of the service types authority (service-types.openstack.org), in its order: facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from setpoint.clouds.openstack.config.customs import Settings

OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "admin-logic": ("registration",),
    "alarm": ("alarming",),
    "application-container": ("container",),
    "baremetal": ("bare-metal",),
    "block-storage": ("volumev3", "volumev2", "volume", "block-store"),
    "clustering": ("resource-cluster", "cluster"),
    "container-infrastructure-management": ("container-infrastructure", "container-infra"),
    "event": ("events",),
    "instance-ha": ("ha",),
    "message": ("messaging",),
    "meter": ("metering", "telemetry"),
    "monitoring-logging": ("monitoring-log-api",),
    "multi-region-network-automation": ("tricircle",),
    "operator-policy": ("policy",),
    "resource-optimization": ("infra-optim",),
    "root-cause-analysis": ("rca",),
    "shared-file-system": ("sharev2", "share"),
    "workflow": ("workflowv2",),
}
"""By today's name of a type. What is set under an earlier one of these counts before what is set under a later one."""

_TODAY = {other: today for today, others in OTHER_NAMES.items() for other in others}


def by_service(settings: Settings, setting: str) -> dict[str, Any]:
    """What ``setting`` is for each service for which it is told."""
    told = [key.removesuffix(f"_{setting}") for key in settings if key.endswith(f"_{setting}")]
    types = dict.fromkeys(_today(prefix.replace("_", "-")) for prefix in told)
    found = {one: _first(settings, setting, (one, *OTHER_NAMES.get(one, ()))) for one in types}
    return {service: value for service, value in found.items() if value is not None}


def _today(name: str) -> str:
    return _TODAY.get(name, name)


def _first(settings: Settings, setting: str, types: tuple[str, ...]) -> Any:
    keys = [f"{one.replace('-', '_')}_{setting}" for one in types]
    return next((settings[key] for key in keys if settings.get(key) is not None), None)


def texts(settings: Settings, setting: str) -> dict[str, str]:
    """As ``by_service``, as texts."""
    return {service: str(value) for service, value in by_service(settings, setting).items()}


def endpoints(settings: Settings) -> dict[str, str]:
    """The addresses that are told. That of identity is known as well while nothing narrows a token's scope."""
    told = by_service(settings, "endpoint") | {
        service: value for service, value in by_service(settings, "endpoint_override").items() if value
    }
    auth = settings["auth"]
    if not told.get("identity") and auth.keys().isdisjoint(_SCOPE):
        told["identity"] = auth.get("auth_url")
    if settings.get("profile") == "rackspace" and told.get("block-storage"):
        # Its catalogue has only a version that nobody speaks any more.
        told["block-storage"] = f"{told['block-storage']}{auth.get('project_id', '')}"
    return {service: str(value) for service, value in told.items() if value}


_SCOPE = {"domain_id", "domain_name", "project_id", "project_name", "system_scope"}


def versions(settings: Settings) -> dict[str, str]:
    """The versions of services that are told: major ones, or microversions. Words such as ``latest`` tell nothing."""
    return {
        service: str(value)
        for service, value in by_service(settings, "api_version").items()
        if _is_number(value)
    }


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True
