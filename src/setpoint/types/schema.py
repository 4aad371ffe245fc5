"""A resource type's schema as data: its properties, what changing them costs, its attributes.

Schemas are data rather than classes because 163 types come as facts (``heat.json``), because names of
properties are not always identifiers (``binding:vnic_type``), and because a plan must check and compare
values that are only partly known. :class:`setpoint.types.resource_type.ResourceType` makes one quick to
use.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import msgspec

from setpoint.model.change import Change
from setpoint.model.value import Plain


class Shape(enum.StrEnum):
    """The type of a property's value, with Heat's words."""

    STRING = "String"
    INTEGER = "Integer"
    NUMBER = "Number"
    BOOLEAN = "Boolean"
    LIST = "List"
    MAP = "Map"
    ANY = "Any"


class Support(enum.StrEnum):
    """How a type or property is looked after, with Heat's words."""

    SUPPORTED = "SUPPORTED"
    DEPRECATED = "DEPRECATED"
    HIDDEN = "HIDDEN"
    """Kept for old templates only; not offered in documentation."""
    UNSUPPORTED = "UNSUPPORTED"


class Property(msgspec.Struct, frozen=True, omit_defaults=True):
    """One property, or one part of one.

    ``fields`` describe a map's known keys; ``items`` a list's items, or the values of a map whose keys are
    free. ``cost`` is what changing it costs; within a property that of the whole counts. ``default`` None
    means none. ``constraints`` are in HOT's notation, as :func:`setpoint.types.constraints.read` takes
    them. ``unit`` is for people (``GiB``, ``seconds``). A value of ``is_sensitive`` is a secret wherever it
    comes from. ``renamed_to`` is today's name: a value under this one counts as given under that one. ``refers`` is
    what kind of thing it names, as a custom constraint that asks for it would be called, where none says so.
    """

    shape: Shape
    description: str = ""
    default: Plain = None
    required: bool = False
    cost: Change = Change.REPLACE
    constraints: tuple[Mapping[str, Plain], ...] = ()
    fields: Mapping[str, Property] | None = None
    items: Property | None = None
    unit: str = ""
    support: Support = Support.SUPPORTED
    is_sensitive: bool = False
    renamed_to: str = ""
    refers: str = ""


class AttributeSchema(msgspec.Struct, frozen=True, omit_defaults=True):
    """One attribute.

    ``made_of`` names the properties that it is made of: it may change when one of them is updated in place,
    and it is a secret when one of them is. A property of the same name counts without being named.
    A HIDDEN one is kept for old templates, and not told of.
    """

    description: str = ""
    shape: Shape = Shape.ANY
    made_of: frozenset[str] = frozenset()
    is_sensitive: bool = False
    support: Support = Support.SUPPORTED


class Schema(msgspec.Struct, frozen=True, omit_defaults=True):
    """One resource type.

    ``extension`` is what its service must offer (a Neutron extension's alias); "" is nothing.

    ``since`` is the release of the project it comes from in which it appeared.
    """

    name: str = ""
    description: str = ""
    properties: Mapping[str, Property] = {}
    attributes: Mapping[str, AttributeSchema] = {}
    update_policy: Mapping[str, Property] = {}
    support: Support = Support.SUPPORTED
    since: str = ""
    extension: str = ""


def part_of(schema: Schema, path: str) -> Property:
    """A property, or a part of one: ``users.*.password``, where ``*`` is every item. Raises KeyError."""
    name, *inner = path.split(".")
    found: Property | None = schema.properties[name]
    for step in inner:
        found = found and (found.items if step == "*" else (found.fields or {}).get(step))
    if found is None:
        raise KeyError(path)
    return found


def with_part(schema: Schema, path: str, **changes: Any) -> Schema:
    """``schema`` with a changed property, or part of one: ``users.*.password``, where ``*`` is every item.

    Raises KeyError when there is no such part.
    """
    name, *inner = path.split(".")
    changed = _with_part(schema.properties[name], inner, changes)
    return msgspec.structs.replace(schema, properties={**schema.properties, name: changed})


def _with_part(part: Property, path: list[str], changes: Mapping[str, Any]) -> Property:
    if not path:
        return msgspec.structs.replace(part, **changes)
    name, *inner = path
    if name == "*":
        if part.items is None:
            raise KeyError(name)
        return msgspec.structs.replace(part, items=_with_part(part.items, inner, changes))
    fields = part.fields or {}
    return msgspec.structs.replace(part, fields={**fields, name: _with_part(fields[name], inner, changes)})
