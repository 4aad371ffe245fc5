"""The facts of OpenStack Heat's resource types, as they stand in ``heat.json``.

The file is read when the first is asked for, and cut into types; each is decoded when its name is asked for, so a
template pays for the types that it uses.
"""

from __future__ import annotations

import functools
import pkgutil
from collections.abc import Mapping

import msgspec

from setpoint.types.schema import Schema


class _File(msgspec.Struct):
    origin: str
    types: dict[str, msgspec.Raw]


def find(name: str) -> Schema | None:
    """Return the schema of that type, or None when Heat has none of that name."""
    raw = _types().get(name)
    if raw is None:
        return None
    return msgspec.structs.replace(msgspec.json.decode(raw, type=Schema), name=name)


def names() -> frozenset[str]:
    """Return the names of all types that Heat has."""
    return frozenset(_types())


@functools.cache
def _types() -> Mapping[str, msgspec.Raw]:
    text = pkgutil.get_data(__package__, "heat.json")
    assert text is not None, "heat.json is missing from the installation"
    return msgspec.json.decode(text, type=_File).types
