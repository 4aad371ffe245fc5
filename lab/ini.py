"""Configuration as dictionaries, and the sections that every OpenStack service has."""

from collections.abc import Mapping

from lab.place import Place
from lab.settings import IP, PASSWORD

Section = Mapping[str, object]
Ini = Mapping[str, Section]


def text(ini: Ini) -> str:
    """Return the text of a configuration file."""
    lines: list[str] = []
    for name, section in ini.items():
        lines += [f"[{name}]", *(f"{key} = {_value(value)}" for key, value in section.items()), ""]
    return "\n".join(lines)


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def credentials(here: Place, user: str, auth_url: str = "") -> Section:
    """Return how a service logs in as a user of the project `service`."""
    return {
        "auth_type": "password",
        "auth_url": auth_url or here.auth_url,
        "project_domain_name": "Default",
        "user_domain_name": "Default",
        "project_name": "service",
        "username": user,
        "password": PASSWORD,
        "region_name": here.name,
    }


def common(here: Place, service: str, **default: object) -> dict[str, Section]:
    """Return the sections that all services share; `default` goes into [DEFAULT].

    Notifications go to the region's bus, below an exchange with the service's name, as `notifications.info` and so on.
    """
    return {
        "DEFAULT": {"transport_url": here.bus, "control_exchange": service, "host": "lab", **default},
        "oslo_concurrency": {"lock_path": here.data(service) / "locks"},
        "oslo_messaging_notifications": {"driver": "messagingv2", "topics": "notifications"},
        "oslo_messaging_rabbit": {"rabbit_quorum_queue": False},
        "oslo_middleware": {"enable_proxy_headers_parsing": True},
    }


def token_checks(here: Place, user: str, service_type: str) -> dict[str, Section]:
    """Return how an API checks the tokens that it is given.

    Of an application credential with access rules, those are for ``service_type``: without one, none would be good.
    """
    return {
        "keystone_authtoken": {
            **credentials(here, user),
            "www_authenticate_uri": here.auth_url.removesuffix("/v3"),
            "memcached_servers": here.memcached,
            "service_type": service_type,
            "service_token_roles_required": True,
            "service_token_roles": "service,admin",
        }
    }


def database(here: Place, name: str) -> dict[str, Section]:
    """Return where a service keeps its records."""
    return {"database": {"connection": here.database_url(name)}}


__all__ = ["IP", "Ini", "Section", "common", "credentials", "database", "text", "token_checks"]
