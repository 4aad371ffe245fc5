"""A resource type's schema as people read it, and as Heat's API answers it (``GET /resource_types/NAME``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from setpoint.model.change import Change
from setpoint.model.shortened import in_full
from setpoint.types.constraints import read
from setpoint.types.constraints.rules import AllowedPattern, AllowedValues, Length, Modulo, Named, Range
from setpoint.types.implied import THROUGH
from setpoint.types.resource_type import ResourceType
from setpoint.types.schema import Property, Support

COSTS = {Change.NONE: "costs nothing", Change.IN_PLACE: "in place", Change.REPLACE: "replaces it"}


def type_lines(kind: ResourceType, clouds: Sequence[str]) -> Iterator[str]:
    """Everything about one type, for people."""
    schema = kind.schema
    yield kind.name
    if schema.description:
        yield f"  {schema.description}"
    yield f"  driven by {', '.join(clouds)}" if clouds else "  not driven by any cloud here"
    if schema.support is not Support.SUPPORTED:
        yield f"  {schema.support.value.lower()}"
    if kind.reference:
        yield f"  get_resource gives its {kind.reference}"
    for title, properties in (("properties", schema.properties), ("update policy", schema.update_policy)):
        if properties:
            yield f"{title}:"
            yield from _properties(properties, "  ", with_cost=title == "properties")
    attributes = {name: one for name, one in schema.attributes.items() if one.support is not Support.HIDDEN}
    if attributes:
        yield "attributes:"
    for name, attribute in attributes.items():
        secret = " (secret)" if attribute.is_sensitive else ""
        yield f"  {name}{secret}{f': {attribute.description}' if attribute.description else ''}"
    if kind.implied:
        yield "stands on, without naming it:"
    for one in kind.implied:
        theirs, mine, unless = (path.replace(THROUGH, "'s ") for path in (one.theirs, one.mine, one.unless))
        but = f", unless its {unless} is given" if unless else ""
        yield f"  {one.type} whose {theirs} is its {mine}{but}: that {one.because}"


def _properties(properties: Mapping[str, Property], indent: str, *, with_cost: bool) -> Iterator[str]:
    for name, one in sorted(properties.items(), key=lambda item: not item[1].required):
        if one.support in (Support.SUPPORTED, Support.DEPRECATED):
            yield f"{indent}{name}: {', '.join(_facts(one, with_cost=with_cost))}"
            if one.description:
                yield f"{indent}    {one.description}"
            yield from _inside(one, f"{indent}    ")


def _inside(one: Property, indent: str) -> Iterator[str]:
    """The fields of a map, or of the maps in a list. What changing one costs is said of the whole."""
    while one.fields is None and one.items is not None:
        one = one.items
    if one.fields:
        yield from _properties(one.fields, indent, with_cost=False)


def _facts(one: Property, *, with_cost: bool) -> Iterator[str]:
    yield _shape(one)
    if one.unit:
        yield f"in {one.unit}"
    if one.required:
        yield "required"
    elif one.default is not None:
        yield f"default {in_full(one.default)}"
    yield from map(_rule, one.constraints)
    if one.is_sensitive:
        yield "secret"
    if with_cost:
        yield COSTS[one.cost]
    if one.support is Support.DEPRECATED:
        yield "deprecated"


def _shape(one: Property) -> str:
    word = one.shape.value.lower()
    return f"{word} of {one.items.shape.value.lower()}s" if one.items else word


def _rule(note: Mapping[str, Any]) -> str:
    match read(note):
        case Range(min=low, max=high):
            return _bounds("", low, high)
        case Length(min=low, max=high):
            return _bounds("length ", low, high)
        case Modulo(step=step, offset=offset):
            return f"a multiple of {step}" + (f" plus {offset}" if offset else "")
        case AllowedValues(values=values):
            return (
                f"one of {' '.join(value if isinstance(value, str) else in_full(value) for value in values)}"
            )
        case AllowedPattern(pattern=pattern):
            return f"like {pattern}"
        case Named(name=name):
            return f"checked as {name}"


def _bounds(what: str, low: float | None, high: float | None) -> str:
    if low is None:
        return f"{what}at most {high}"
    return f"{what}at least {low}" if high is None else f"{what}{low} to {high}"


def type_json(kind: ResourceType, clouds: Sequence[str]) -> dict[str, Any]:
    """One type under Heat's keys; beside them ours: ``clouds``, ``implied``, and of a property ``cost`` and so on."""
    schema = kind.schema
    return {
        "resource_type": kind.name,
        "description": schema.description,
        "support_status": {"status": schema.support.value, "version": schema.since or None},
        "clouds": list(clouds),
        "properties": {name: _property_json(one) for name, one in schema.properties.items()},
        "update_policy": {name: _property_json(one) for name, one in schema.update_policy.items()},
        "attributes": {
            name: {
                "type": one.shape.value.lower(),
                "description": one.description,
                "secret": one.is_sensitive,
            }
            for name, one in schema.attributes.items()
        },
        "implied": [msgspec.structs.asdict(one) for one in kind.implied],
    }


def _property_json(one: Property) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": one.shape.value.lower(),
        "description": one.description,
        "required": one.required,
        "update_allowed": one.cost is not Change.REPLACE,
        "cost": one.cost.value,
        "constraints": [dict(note) for note in one.constraints],
        "secret": one.is_sensitive,
    }
    if one.default is not None:
        found["default"] = one.default
    if one.unit:
        found["unit"] = one.unit
    if one.fields is not None:
        found["schema"] = {name: _property_json(inner) for name, inner in one.fields.items()}
    elif one.items is not None:
        found["schema"] = {"*": _property_json(one.items)}
    return found
