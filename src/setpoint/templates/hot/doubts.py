"""Maps with one key that look like a function of HOT and are none in the text's version."""

from __future__ import annotations

from functools import cache

from setpoint.model.diagnostic import Severity
from setpoint.templates.hot.versions import REPLACEMENTS, VERSION_KEY, VERSIONS, known_since, removed_in
from setpoint.templates.language.doubts import Doubt, misspelt, not_in_conditions

_OPENINGS = ("get_", "str_", "list_", "map_", "make_", "resource_", "Fn::")


@cache
def doubt(version_name: str, name: str, *, in_condition: bool) -> Doubt | None:
    """What is wrong with ``name`` as the only key of a map; None where it is simply data."""
    version = VERSIONS[version_name]
    removed, since = removed_in(name), known_since(name)
    if in_condition and name in version.functions:
        return not_in_conditions(name, version)
    if removed and removed <= version.name:
        told = f"'{name}' was removed from the language in {removed}"
        return Doubt(Severity.ERROR, told, f"use {REPLACEMENTS[name]}")
    if since and since > version.name:
        # A map with the key ``filter`` or ``if`` is common data; one with ``str_split`` is not.
        severity = Severity.ERROR if "_" in name else Severity.WARNING
        told = f"'{name}' is no function of {VERSION_KEY} {version.name}"
        return Doubt(severity, told, f"it is one from {since} on")
    return misspelt(name, version.functions, _OPENINGS)
