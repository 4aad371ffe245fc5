"""Words in braces: in ``https://{region_name}.example.com`` the region's name, as in a format string of Python.

Only names are looked up, and keys in maps (``{auth[project_id]}``): no attributes of objects, and no widths, which
could make a gigabyte of three words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

_FIELD = re.compile(r"(?P<name>[\w-]+)(?:\[(?P<key>[^\]]+)\])?")


def interpolated(text: str, values: Mapping[str, Any]) -> str:
    """``text`` with its fields filled in. Raises ValueError, whose words go on from the setting's name."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValueError(
            "has a brace without its other one; a brace that is meant as such is doubled"
        ) from None
    return "".join(
        literal if field is None else literal + _value(field, bool(width or conversion), values)
        for literal, field, width, conversion in parts
    )


def _value(field: str, is_shaped: bool, values: Mapping[str, Any]) -> str:  # noqa: FBT001
    found = _FIELD.fullmatch(field)
    if not found or is_shaped:
        raise ValueError(
            "has braces around something else than a name; a brace that is meant as such is doubled"
        )
    value: Any = values.get(found["name"])
    if found["key"]:
        value = value.get(found["key"]) if isinstance(value, Mapping) else None
    if isinstance(value, (Mapping, list)) or (value is None and field not in values):
        raise ValueError("has a word in braces that is no setting of the cloud")
    return str(value)
