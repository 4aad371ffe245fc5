"""A property as JSON Schema tells of it (draft 2020-12): what is right to send. Coercion takes more than that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from setpoint.types.schema import Property, Shape

_TYPES: Mapping[Shape, str] = {
    Shape.STRING: "string",
    Shape.INTEGER: "integer",
    Shape.NUMBER: "number",
    Shape.BOOLEAN: "boolean",
    Shape.LIST: "array",
    Shape.MAP: "object",
}


def shape_of(one: Property) -> dict[str, Any]:
    """Its schema; of the constraints only those of length. One that is not required may be null."""
    if one.shape is Shape.ANY:
        return {}
    kind = _TYPES[one.shape]
    found: dict[str, Any] = {"type": kind if one.required else [kind, "null"]}
    if one.items is not None and one.shape is Shape.LIST:
        found["items"] = shape_of(one.items) | {"type": _TYPES[one.items.shape]}
    for rule in one.constraints:
        length: Any = rule.get("length") or {}
        found |= {
            key: length[end] for end, key in (("min", "minLength"), ("max", "maxLength")) if end in length
        }
    return found
