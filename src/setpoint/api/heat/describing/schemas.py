"""The schema of a resource type under Heat's keys (``GET /resource_types/NAME``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NotRequired, TypedDict

from setpoint.model.change import Change
from setpoint.types.resource_type import SHOW
from setpoint.types.schema import AttributeSchema, Property, Schema, Shape, Support

SHOWN = AttributeSchema("the thing as its cloud shows it", Shape.MAP)
"""The attribute ``show``, which every type has beside those of its schema."""


class Status(TypedDict):
    """How far a type may be relied on."""

    status: str
    message: str | None
    version: str | None
    previous_status: None


class TypeSchema(TypedDict):
    """A resource type: what it takes and what it offers, each by name."""

    resource_type: str
    properties: dict[str, dict[str, Any]]
    attributes: dict[str, dict[str, Any]]
    support_status: Status
    description: NotRequired[str]


def offered(schema: Schema) -> dict[str, Property]:
    """The properties that are told of: all but those that are kept for old templates only."""
    return {name: one for name, one in schema.properties.items() if one.support is not Support.HIDDEN}


def attributes(schema: Schema) -> dict[str, AttributeSchema]:
    """The attributes that are told of, likewise."""
    told = {name: one for name, one in schema.attributes.items() if one.support is not Support.HIDDEN}
    return told | {SHOW: SHOWN}


def type_schema(schema: Schema, *, with_description: bool = False) -> TypeSchema:
    """The whole of one type."""
    found: TypeSchema = {
        "resource_type": schema.name,
        "properties": {name: dict(_property(one)) for name, one in offered(schema).items()},
        "attributes": {name: dict(_attribute(one)) for name, one in attributes(schema).items()},
        "support_status": {
            "status": schema.support.value,
            "message": None,
            "version": schema.since or None,
            "previous_status": None,
        },
    }
    if with_description:
        found["description"] = schema.description
    return found


def _property(one: Property) -> Iterator[tuple[str, Any]]:
    """One property. That its change is refused, and not even made by a replacement, is true of none (``immutable``)."""
    yield "type", one.shape.value.lower()
    if one.description:
        yield "description", one.description
    if one.default is not None:
        yield "default", one.default
    inside = _inside(one)
    if inside is not None:
        yield "schema", {name: dict(_property(part)) for name, part in inside.items()}
    yield "required", one.required
    if one.constraints:
        yield "constraints", [dict(note) for note in one.constraints]
    yield "update_allowed", one.cost is not Change.REPLACE
    yield "immutable", False


def _inside(one: Property) -> Mapping[str, Property] | None:
    if one.fields is not None:
        return one.fields
    return None if one.items is None else {"*": one.items}


def _attribute(one: AttributeSchema) -> Iterator[tuple[str, Any]]:
    yield "description", one.description
    if one.shape is not Shape.ANY:
        yield "type", one.shape.value.lower()
