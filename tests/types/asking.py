"""How tests ask a resource type: what it says of properties, and in which words it complains."""

from collections.abc import Mapping, Sequence

from setpoint.model.diagnostic import Diagnostic, Findings, Severity
from setpoint.model.place import Place
from setpoint.model.value import Value
from setpoint.types import catalogue
from setpoint.types.resource_type import ResourceType
from setpoint.types.schema import AttributeSchema, Property, Schema


def kind(name: str) -> ResourceType:
    """Return the type of that name, which there must be."""
    found = catalogue.find(name)
    assert found is not None, name
    return found


def made(attributes: Mapping[str, AttributeSchema] | None = None, **properties: Property) -> ResourceType:
    """Return a type with these properties."""
    return ResourceType(Schema("Test::Type", properties=properties, attributes=attributes or {}))


def place_of(path: Sequence[str | int]) -> Place:
    """Return a place that tells the path that was asked for."""
    return Place("/".join(map(str, path)))


def told(type_: ResourceType, properties: Mapping[str, Value]) -> list[Diagnostic]:
    """Return what the type says of the properties."""
    findings = Findings()
    type_.check(properties, place_of, findings)
    return list(findings)


def errors(type_: ResourceType, **properties: Value) -> list[str]:
    """Return the errors in the properties, in words."""
    return [one.summary for one in told(type_, properties) if one.severity is Severity.ERROR]


def normal(type_: ResourceType, properties: Mapping[str, Value]) -> dict[str, Value]:
    """Return the properties in normal form; there must be no error in them."""
    findings = Findings()
    found = type_.check(properties, place_of, findings)
    assert not findings.has_errors, [str(one) for one in findings]
    return found


def costs(type_: ResourceType, old: Mapping[str, Value], new: Mapping[str, Value]) -> dict[str, str]:
    """Return what going from old to new costs, by property; with a question mark where it is not certain."""
    changes = type_.how_to_change(normal(type_, old), normal(type_, new))
    return {one.name: f"{one.cost}{'' if one.certain else '?'}" for one in changes}
