"""Settings as values of their kinds: truths, numbers, paths, names of interfaces, networks."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

from setpoint.clouds.openstack.config.customs import Settings
from setpoint.clouds.openstack.config.origin import Origin
from setpoint.clouds.openstack.config.settings import Network

INTERFACES = ("public", "internal", "admin")
_NO = ("false", "no", "off", "0", "")
_WORDS = ("true", "yes", "on", "1", "none", *_NO)


def truth(value: Any, origin: Origin, *where: str | int) -> bool:
    """A truth as openstacksdk reads it: of all words only ``true`` is true. Raises InvalidInput for a number."""
    if value is not None and not isinstance(value, (bool, str)):
        origin.refuse(f"{origin.call(str(where[-1]))} is neither true nor false", *where)
    return str(value).lower() == "true"


def says_yes(value: Any) -> bool:
    """Whether a word that may be a truth is none that says no."""
    return value.lower() not in _NO if isinstance(value, str) else bool(value)


def certificates(settings: Settings, home: Path, origin: Origin) -> tuple[bool, str]:
    """Whether certificates are checked, and against which file (empty: the machine's). ``insecure`` wins."""
    verify, cacert = settings.get("verify", True), settings.get("cacert")
    if isinstance(verify, str) and verify.lower() in _WORDS and verify:
        advice = "set OS_INSECURE=true" if origin.is_environment else "write true or false, without quotes"
        origin.refuse(f"{origin.call('verify')} is a word", "verify", advice=advice)
    if not verify or settings.get("insecure"):
        if cacert:
            origin.warning(
                "'cacert' has no effect beside 'insecure', and 'verify' that is not true", "cacert"
            )
        return verify is None and not settings.get("insecure"), ""
    if cacert:
        return True, path(cacert, home)
    return True, verify if isinstance(verify, str) else ""


def path(told: Any, home: Path) -> str:
    """A path, with ``~`` filled in; empty when none is told."""
    told = str(told or "")
    is_at_home = told == "~" or told.startswith("~/")
    return f"{home}{told[1:]}" if is_at_home else os.path.expanduser(told)  # noqa: PTH111 - a text, not a Path


def seconds(value: Any, origin: Origin) -> float:
    """``api_timeout``; 0 when none is told."""
    if value is None or value == "":
        return 0
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (ArithmeticError, TypeError, ValueError):
        number = math.nan
    if not 0 < number < math.inf:
        origin.refuse(f"{origin.call('api_timeout')} is no number of seconds", "api_timeout")
    return number


def interface(value: Any, key: str, origin: Origin) -> str:
    """The name of an interface; version 2 of the identity API has ``publicURL`` for ``public``."""
    name = str(value or "public").removesuffix("URL")
    if name not in INTERFACES:
        origin.refuse(f"{origin.call(key)} is no interface", key, advice=f"one of {', '.join(INTERFACES)}")
    return name


def networks(settings: Settings, origin: Origin) -> tuple[Network, ...]:
    """What is told of the cloud's networks. Raises InvalidInput where two claim what only one can be."""
    listed = settings.get("networks", [])
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        origin.refuse(f"{origin.call('networks')} is no list of maps", "networks")
    found = [_network(entry, index, origin) for index, entry in enumerate(listed)]
    for key in ("external_network", "internal_network"):
        if key not in settings:
            continue
        if "networks" in settings:
            origin.refuse(
                f"both {origin.call(key)} and 'networks' are told", key, advice="list it in 'networks'"
            )
        origin.warning(f"{origin.call(key)} is an old way", key, advice="list it in 'networks'")
        out = key.startswith("external")
        name = str(settings[key])
        found.append(Network(name, out, out, out, nat_destination=not out, default_interface=out))
    for flag in ("nat_destination", "default_interface"):
        names = [one.name for one in found if getattr(one, flag)]
        if len(names) > 1:
            origin.refuse(f"only one network can be {flag}", "networks", detail=f"now {', '.join(names)} are")
    return tuple(found)


def _network(entry: dict[str, Any], index: int, origin: Origin) -> Network:
    if not entry.get("name"):
        origin.refuse("a network needs a 'name'", "networks", index)

    def flag(key: str, otherwise: Any = None) -> bool:
        return truth(entry.get(key, otherwise), origin, "networks", index, key)

    out = flag("routes_externally")
    return Network(
        str(entry["name"]),
        out,
        flag("routes_ipv4_externally", out),
        flag("routes_ipv6_externally", out),
        flag("nat_source"),
        flag("nat_destination"),
        flag("default_interface"),
    )
