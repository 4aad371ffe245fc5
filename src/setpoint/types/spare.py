"""What need not be said: what is absent, and what its schema fills in where nothing is said."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.model.value import Plain
from setpoint.types.schema import Property


def spared(fields: Mapping[str, Property], given: Mapping[str, Plain]) -> dict[str, Plain]:
    """``given``, also within maps and lists, without what there is no property for, None, and what is the default."""
    told = {name: _spared(fields[name], value) for name, value in given.items() if name in fields}
    return {
        name: value for name, value in told.items() if value is not None and value != fields[name].default
    }


def _spared(schema: Property, value: Plain) -> Plain:
    if isinstance(value, Mapping) and schema.fields is not None:
        return spared(schema.fields, value)
    if isinstance(value, list):
        return [_spared(schema.items, one) if schema.items else one for one in value]
    return value
