"""Keys of resources and outputs that the version of a text does not know: what is wrong with each."""

from __future__ import annotations

from typing import Any

from setpoint.templates.language.version import Version
from setpoint.templates.reading import Reading


def tell_keys(
    tree: dict[str, Any], allowed: frozenset[str], version: Version, what: str, reading: Reading
) -> None:
    """Tell every key of ``tree`` that is none of ``allowed``: errors, and warnings where it is only idle."""
    for key in tree:
        place = reading.at_key(tree, key)
        if key in allowed:
            continue
        if key in version.elsewhere:
            summary = f"'{key}' of {what} is unknown to this version"
            reading.error(summary, place, advice=f"it is known {version.whence}")
        elif key in version.idle:
            reading.findings.warning(f"'{key}' of {what} does nothing here", place=place, advice="remove it")
    reading.known_keys(tree, allowed | version.elsewhere | version.idle, what)
