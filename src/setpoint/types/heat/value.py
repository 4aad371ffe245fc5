"""OS::Heat::Value: an expression with a name, brought to the type that it says."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from setpoint.model.diagnostic import Findings
from setpoint.model.kind import PlaceOf
from setpoint.model.value import Sensitive, Value
from setpoint.types.checking import Fields
from setpoint.types.resource_type import Problem, ResourceType
from setpoint.types.schema import Schema, Shape, with_part

_SHAPES = {
    "string": Shape.STRING,
    "number": Shape.NUMBER,
    "boolean": Shape.BOOLEAN,
    "comma_delimited_list": Shape.LIST,
    "json": Shape.ANY,
}


class NamedValue(ResourceType):
    """``value`` is checked as a parameter of type ``type`` is: as any value where that is not said, or not known."""

    def __init__(self, schema: Schema) -> None:
        """Compile one set of properties for each type."""
        super().__init__(schema)
        self._by_type = {
            name: Fields(with_part(schema, "value", shape=shape).properties)
            for name, shape in _SHAPES.items()
        }

    def fields(self, properties: Mapping[str, Value]) -> Fields:
        """See :meth:`ResourceType.fields`."""
        kind = properties.get("type")
        return self._by_type.get(kind, self._fields) if isinstance(kind, str) else self._fields

    def check(
        self, properties: Mapping[str, Value], place_of: PlaceOf, findings: Findings
    ) -> dict[str, Value]:
        """See :meth:`ResourceType.check`. Text that stands for a list, or for JSON, is read as that."""
        if "value" in properties:
            read = _read(properties.get("type"), properties["value"])
            properties = {**properties, "value": read}
        return super().check(properties, place_of, findings)

    def refuse(self, properties: Mapping[str, Value]) -> tuple[Problem, ...]:
        """``json`` is a list or a map."""
        value = properties.get("value")
        bare = value.reveal() if isinstance(value, Sensitive) else value
        if properties.get("type") == "json" and isinstance(bare, (str, int, float)):
            return (Problem(("value",), "must be a map, a list, or text in JSON form"),)
        return ()


def _read(kind: Value, value: Value) -> Value:
    if isinstance(value, Sensitive):
        return Sensitive(_read(kind, value.reveal()))
    if kind == "comma_delimited_list" and isinstance(value, str):
        return [item.strip() for item in value.split(",")] if value else []
    if kind == "json" and isinstance(value, str):
        try:
            return msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            return value
    return value


KINDS = {"OS::Heat::Value": NamedValue}
