"""Profiles: settings that many clouds share, from ``clouds-public.yaml`` or of public clouds that are known here.

A profile that is kept at a URL (``/.well-known/openstack/api``) is not fetched: what a command does must not depend on
what somebody's web server says today.
"""

from __future__ import annotations

import functools
import pkgutil
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from setpoint.clouds.openstack.config.origin import Origin
from setpoint.clouds.openstack.config.sources import Sources
from setpoint.model.nearest import did_you_mean

SECTION = "public-clouds"

_AT_A_URL = re.compile(r"([A-Za-z][\w+.-]*:)?//[^/]")


class _File(msgspec.Struct):
    origin: str
    profiles: dict[str, dict[str, Any]]


def profile(told: Mapping[str, Any], sources: Sources, origin: Origin) -> Mapping[str, Any]:
    """The settings of the profile that the cloud ``told`` names; none when it names none, or one that nobody knows."""
    key = "profile" if "profile" in told else "cloud"
    name = told.get(key)
    if not name or name == sources.own_name:
        return {}
    if not isinstance(name, str):
        origin.refuse(f"{origin.call(key)} is no name of a profile", key)
    if key == "cloud" and not origin.is_environment:
        origin.warning("'cloud' is an old word for 'profile'", key, advice="write 'profile'")
    public = _public(name, sources, origin)
    return _known(name, key, origin) if public is None else public


def _public(name: str, sources: Sources, origin: Origin) -> Mapping[str, Any] | None:
    document = sources.public
    if document is None or not document.tree:
        return None
    section = document.tree.get(SECTION, {})
    if not isinstance(section, dict) or not isinstance(section.get(name, {}), dict):
        origin.add(document, SECTION)
        origin.refuse(f"the profile {name!r} in {document.path} is no map", name)
    if name in section:
        origin.add(document, SECTION, name)
    return section.get(name)


def _known(name: str, key: str, origin: Origin) -> Mapping[str, Any]:
    found = _profiles().get(name)
    kept = name if found is None else str(found.get("profile", ""))
    if _AT_A_URL.match(kept):
        detail = f"it is kept at {kept}/.well-known/openstack/api, and is not fetched from there"
        advice = f"put the 'profile' of that answer into clouds-public.yaml: {SECTION}: {{{name!r}: ...}}"
        origin.refuse(f"the profile {name!r} is not known here", key, detail=detail, advice=advice)
    if found is None:
        advice = did_you_mean(name, _profiles(), f"tell of it in clouds-public.yaml, beneath '{SECTION}'")
        origin.warning(f"nothing is known of the profile {name!r}", key, advice=advice)
        return {}
    status, message = found.get("status"), found.get("message", "")
    if status == "shutdown":
        origin.refuse(f"the profile {name!r} is of a cloud that is no more", key, detail=message)
    if status == "deprecated":
        origin.warning(f"the profile {name!r} is no longer recommended", key, detail=message)
    return {setting: value for setting, value in found.items() if setting not in ("status", "message")}


@functools.cache
def _profiles() -> Mapping[str, dict[str, Any]]:
    text = pkgutil.get_data(__package__, "vendors.json")
    assert text is not None, "vendors.json is missing from the installation"
    return msgspec.json.decode(text, type=_File).profiles
