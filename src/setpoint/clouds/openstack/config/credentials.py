"""Who we are: the credentials that the way of authenticating knows, gathered into ``auth``, and complete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from setpoint.clouds.openstack.config.auth_types import (
    AUTH_TYPES,
    CALLED,
    COMBINING,
    FACTORS,
    OTHER_NAMES,
    AuthType,
    auth_type,
)
from setpoint.clouds.openstack.config.customs import Settings, is_text
from setpoint.clouds.openstack.config.origin import Origin
from setpoint.clouds.openstack.config.settings import Credentials
from setpoint.model.nearest import did_you_mean, one_of

_OTHER_TYPES = {None: "none", "None": "none", "": "none", "token_endpoint": "admin_token"}


def way(settings: Settings, origin: Origin) -> AuthType:
    """How the cloud is authenticated to. Raises InvalidInput for a way that is not known."""
    told = settings["auth_type"]
    name = _OTHER_TYPES.get(told, told) if isinstance(told, str) or told is None else told
    factors = _factors(settings, origin) if name == COMBINING else []
    found = auth_type(name, factors) if isinstance(name, str) else None
    if found is None:
        origin.refuse(
            f"{origin.call('auth_type')} {name!r} is not known",
            "auth_type",
            advice=did_you_mean(str(name), AUTH_TYPES, f"known are: {one_of(AUTH_TYPES, most=30)}"),
        )
    return found


def _factors(settings: Settings, origin: Origin) -> list[str]:
    told = settings.get("auth_methods") or settings["auth"].get("auth_methods") or []
    factors = told.split(",") if isinstance(told, str) else told
    if not isinstance(factors, list) or not all(isinstance(one, str) for one in factors):
        origin.refuse(f"{origin.call('auth_methods')} is no list of names", "auth_methods")
    for factor in factors:
        if factor not in FACTORS:
            advice = did_you_mean(factor, FACTORS, f"one of {', '.join(FACTORS)}")
            origin.refuse(f"{factor!r} is none of several factors", "auth_methods", advice=advice)
    return factors


def gathered(settings: Settings, way: AuthType) -> Settings:
    """What ``way`` knows goes into ``auth``; what was there already wins, and today's name over an old one."""
    kept, auth = dict(settings), dict(settings["auth"])
    for option in way.options:
        spellings = [option, *filter(None, [OTHER_NAMES.get(way.name, {}).get(option)])]
        value = _told(auth, spellings) or _told(kept, spellings)
        for spelling in spellings:
            kept.pop(spelling, None)
            auth.pop(spelling, None)
        if value:
            auth[CALLED.get(option, option)] = value
    return kept | {"auth": auth}


def _told(settings: Mapping[str, Any], spellings: list[str]) -> Any:
    return next((settings[one] for one in spellings if one in settings), None)


def credentials(auth: Mapping[str, Any], way: AuthType, origin: Origin) -> Credentials:
    """The credentials as texts. Raises InvalidInput with everything that is missing, or not understood."""
    told = {name: _text(name, value, origin) for name, value in auth.items()}
    known = {CALLED.get(option, option) for option in way.options}
    for name in [name for name in told if name not in known]:
        origin.error(
            f"{origin.call(name)} means nothing to auth_type {way.name!r}",
            "auth",
            name,
            advice=did_you_mean(name, known, "remove it, or set another auth_type"),
        )
    for names in way.needs:
        if not any(told.get(name) for name in names):
            _miss(names, f"auth_type {way.name!r} needs it", origin)
    for name, *domains in way.paired:
        if told.get(name) and not any(told.get(domain) for domain in domains):
            _miss(domains, f"a {name} is only unique within a domain", origin)
    origin.check()
    return Credentials(told)


def _text(name: str, value: Any, origin: Origin) -> str:
    if name == "auth_methods" and isinstance(value, list):
        return ",".join(value)
    if value is not None and not is_text(value):
        origin.error(f"{origin.call(name)} is no text", "auth", name, advice="put it in quotes")
    return "" if value is None else str(value)


def _miss(names: tuple[str, ...] | list[str], why: str, origin: Origin) -> None:
    variables = " or ".join(f"OS_{name.upper()}" for name in names)
    advice = (
        f"set {variables}"
        if origin.is_environment
        else "add it beneath 'auth'; secrets are best in secure.yaml"
    )
    origin.error(f"no {' or '.join(names)} is told", "auth", names[0], detail=why, advice=advice)
