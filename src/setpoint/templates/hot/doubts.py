"""Maps with one key that look like a function and are none: what the author probably meant.

To HOT such a map is plain data, so only what can hardly be meant as data is refused.
"""

from __future__ import annotations

from functools import cache

from setpoint.model.diagnostic import Severity
from setpoint.model.nearest import did_you_mean, nearest, one_of
from setpoint.templates.hot.versions import REPLACEMENTS, VERSIONS, Version, known_since, removed_in

_OPENINGS = ("get_", "str_", "list_", "map_", "make_", "resource_", "Fn::")
_CLOSENESS = 0.85

Doubt = tuple[Severity, str, str]
"""How bad it is, what, and what would be right."""


@cache
def doubt(name: str, version_name: str, *, in_condition: bool) -> Doubt | None:
    """What is wrong with ``name`` as the only key of a map; None where it is simply data."""
    version = VERSIONS[version_name]
    removed, since = removed_in(name), known_since(name)
    if in_condition and name in version.functions:
        return Severity.ERROR, f"'{name}' cannot be used in a condition", _allowed(version)
    if removed and removed <= version.name:
        told = f"'{name}' was removed from the language in {removed}"
        return Severity.ERROR, told, f"use {REPLACEMENTS[name]}"
    if since and since > version.name:
        # A map with the key ``filter`` or ``if`` is common data; one with ``str_split`` is not.
        severity = Severity.ERROR if "_" in name else Severity.WARNING
        told = f"'{name}' is no function of heat_template_version {version.name}"
        return severity, told, f"it is one from {since} on"
    return _misspelt(name, version)


def _misspelt(name: str, version: Version) -> Doubt | None:
    if not name.startswith(_OPENINGS):
        return None
    meant = nearest(name, version.functions, _CLOSENESS)
    if meant is None and not name.startswith("Fn::"):
        return None
    return Severity.ERROR, f"unknown function '{name}'", did_you_mean(name, version.functions)


def unknown_condition(name: str, version: Version) -> tuple[str, str]:
    """What to say of ``name`` where a condition function must stand: what, and what would be right."""
    found = doubt(name, version.name, in_condition=True)
    if found and found[0] is Severity.ERROR:
        return found[1], found[2]
    advice = did_you_mean(name, version.condition_functions, _allowed(version))
    return f"unknown condition function '{name}'", advice


def _allowed(version: Version) -> str:
    return f"conditions have {one_of(version.condition_functions)}"
