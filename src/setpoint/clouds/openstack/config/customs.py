"""The many ways of saying the same that have grown in twenty years, and what openstacksdk makes of each.

These functions work on the settings of one cloud in the order in which they were told. Where two say the same, the
order often decides; so it must be kept. Keys still have hyphens here where the user wrote them: some old spellings are
known with hyphens only, others only without.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from setpoint.clouds.openstack.config.origin import Origin

Settings = dict[str, Any]

_SPELLINGS: dict[str, tuple[str, ...]] = {
    **{
        f"{whose}domain_{what}": (f"{whose}domain_{what}", f"{whose}domain_{what}".replace("_", "-"))
        for whose in ("", "user_", "project_")
        for what in ("id", "name")
    },
    "token": ("auth-token", "auth_token", "token"),
    "passcode": ("passcode",),
}
"""Credentials that may also stand outside of ``auth``, under these names; the last one that is told counts."""

_PROJECT: dict[str, tuple[str, ...]] = {
    f"project_{what}": (f"tenant_{what}", f"tenant-{what}", f"project_{what}", f"project-{what}")
    for what in ("id", "name")
}
_TENANT: dict[str, tuple[str, ...]] = {
    f"tenant_{what}": (f"project_{what}", f"project-{what}", f"tenant_{what}", f"tenant-{what}")
    for what in ("id", "name")
}
"""As above; version 2 of the identity API called a project so."""


def is_text(value: Any) -> bool:
    """Whether a value can be taken as a text: a number or a date can, what is true or false cannot."""
    return isinstance(value, (str, int, float, dt.date)) and not isinstance(value, bool)


def with_one_timeout(settings: Settings) -> Settings:
    """There is one timeout; the last that is told for a single service counts for all."""
    odd = [key for key in settings if key.endswith("timeout") and key not in ("timeout", "api_timeout")]
    kept = {key: value for key, value in settings.items() if key not in odd}
    if odd and settings[odd[-1]] is not None:
        kept["api_timeout"] = settings[odd[-1]]
    return kept


def with_auth_type(settings: Settings, origin: Origin) -> Settings:
    """``auth_plugin`` is an old name that never wins over the default. What was written with a hyphen comes before."""
    kept = {key: value for key, value in settings.items() if key not in ("auth_plugin", "auth_type")}
    if "auth_plugin" in settings:
        origin.warning(
            f"{origin.call('auth_plugin')} has no effect", "auth_plugin", advice="write 'auth_type'"
        )
    return kept | {"auth_type": settings["auth_type"]}


def with_credentials_inside(settings: Settings, origin: Origin) -> Settings:
    """Credentials that stand outside of ``auth`` go there, and win over those that were there."""
    kept, auth = dict(settings), dict(settings["auth"])
    is_v2 = settings.get("auth_type") == "v2password"
    for name, spellings in (_SPELLINGS | (_TENANT if is_v2 else _PROJECT)).items():
        told = ""
        for spelling in spellings:
            if spelling in auth:
                told = _text(auth.pop(spelling), origin, "auth", spelling)
            if spelling in kept:
                told = _text(kept.pop(spelling), origin, spelling)
        if told:
            auth[name] = told
    return kept | {"auth": auth}


def _text(value: Any, origin: Origin, *where: str) -> str:
    if value is None:
        origin.refuse(
            f"{origin.call(where[-1])} is told, but empty", *where, advice="fill it in, or remove it"
        )
    if not is_text(value):
        origin.refuse(f"{origin.call(where[-1])} is no text", *where, advice="put it in quotes")
    return str(value)


def with_interfaces(settings: Settings) -> Settings:
    """``endpoint_type`` is an old name of ``interface``, for single services as well."""
    return {
        key.replace("endpoint_type", "interface") if key.endswith("endpoint_type") else key: value
        for key, value in settings.items()
    }


def with_domains(settings: Settings) -> Settings:
    """With a project, a domain is that of the user and the project; without one, it is what is asked for."""
    kept, auth = dict(settings), dict(settings["auth"])
    has_project = any(f"project_{what}" in told for what in ("id", "name") for told in (kept, auth))
    for what in ("id", "name"):
        domain = f"domain_{what}"
        if not has_project:
            if domain in kept and domain not in auth:
                auth[domain] = kept.pop(domain)
            continue
        for whose in ("user", "project"):
            if domain in auth:
                auth.setdefault(f"{whose}_{domain}", auth[domain])
        kept.pop(domain, None)
        auth.pop(domain, None)
    return kept | {"auth": auth}


def with_underscores(settings: Mapping[str, Any]) -> Settings:
    """Keys with underscores, numbers as texts, in maps within it as well; not in lists, and not truths."""
    return {key.replace("-", "_"): _settled(key.replace("-", "_"), value) for key, value in settings.items()}


def _settled(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return with_underscores(value)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    stays = isinstance(value, int) and key in ("verbose_level", "api_timeout")
    return str(value) if is_number and not stays else value
