"""A template that would provide a type: what one writes a provider template from (``GET .../NAME/template``).

Its parameters are the type's properties, its one resource has them, and its outputs are the type's attributes. Either
in HOT or in CloudFormation's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from setpoint.api.heat.describing.parameters import TYPES, rule_keys
from setpoint.api.heat.describing.schemas import attributes, offered
from setpoint.templates.parameters import ParameterType
from setpoint.types.constraints import AllowedPattern, AllowedValues, Length, Named, Range, Rule, read
from setpoint.types.schema import AttributeSchema, Property, Schema, Shape

HOT_VERSION = "2016-10-14"
CFN_VERSION = "2012-12-12"

_TYPES = {
    Shape.STRING: ParameterType.STRING,
    Shape.INTEGER: ParameterType.NUMBER,
    Shape.NUMBER: ParameterType.NUMBER,
    Shape.BOOLEAN: ParameterType.BOOLEAN,
    Shape.LIST: ParameterType.COMMA_DELIMITED_LIST,
    Shape.MAP: ParameterType.JSON,
    Shape.ANY: ParameterType.JSON,
}
_BOOLEANS = ("True", "true", "False", "false")


def hot_provider(schema: Schema) -> dict[str, Any]:
    """In HOT."""
    name = _name(schema)
    properties = offered(schema)
    return {
        "heat_template_version": HOT_VERSION,
        "description": _description(name),
        "parameters": {key: dict(_hot_parameter(one)) for key, one in properties.items()},
        "resources": {
            name: {"type": schema.name, "properties": {key: {"get_param": key} for key in properties}}
        },
        "outputs": {
            **{
                key: {"value": {"get_attr": [name, key]}, "description": one.description}
                for key, one in attributes(schema).items()
            },
            "OS::stack_id": {"value": {"get_resource": name}},
        },
    }


def cfn_provider(schema: Schema) -> dict[str, Any]:
    """In CloudFormation's language, as Heat has it."""
    name = _name(schema)
    properties = offered(schema)
    return {
        "HeatTemplateFormatVersion": CFN_VERSION,
        "Description": _description(name),
        "Parameters": {key: dict(_cfn_parameter(one)) for key, one in properties.items()},
        "Resources": {
            name: {
                "Type": schema.name,
                "Properties": {key: _cfn_value(key, one) for key, one in properties.items()},
            }
        },
        "Outputs": _cfn_outputs(name, attributes(schema)),
    }


def _name(schema: Schema) -> str:
    """What its one resource is called: the last part of the type's name."""
    return schema.name.rpartition("::")[2]


def _description(name: str) -> str:
    return f"Initial template of {name}"


def _hot_parameter(one: Property) -> Iterator[tuple[str, Any]]:
    yield "type", _TYPES[one.shape].value
    if one.description:
        yield "description", one.description
    if one.default is not None:
        yield "default", one.default
    rules = [_hot_rule(rule) for rule in map(read, one.constraints)]
    if any(rules):
        yield "constraints", [rule for rule in rules if rule]


def _hot_rule(rule: Rule) -> dict[str, Any]:
    """A rule in HOT's notation; none for those that ask a cloud, which a provider's resource keeps anyhow."""
    match rule:
        case Length(min=low, max=high):
            return {"length": _bounds(low, high)}
        case Range(min=low, max=high):
            return {"range": _bounds(low, high)}
        case AllowedValues(values=values):
            return {"allowed_values": list(values)}
        case AllowedPattern(pattern=pattern):
            return {"allowed_pattern": pattern}
    return {}


def _bounds(low: float | None, high: float | None) -> dict[str, Any]:
    return {key: bound for key, bound in (("min", low), ("max", high)) if bound is not None}


def _cfn_parameter(one: Property) -> Iterator[tuple[str, Any]]:
    yield "Type", TYPES[_TYPES[one.shape]]
    if one.description:
        yield "Description", one.description
    if one.default is not None:
        yield "Default", one.default
    for rule in map(read, one.constraints):
        if not isinstance(rule, Named):
            yield from rule_keys(rule)
    if one.shape is Shape.BOOLEAN:
        yield "AllowedValues", list(_BOOLEANS)


def _cfn_value(name: str, one: Property) -> dict[str, Any]:
    value = {"Ref": name}
    return {"Fn::Split": [",", value]} if one.shape is Shape.LIST else value


def _cfn_outputs(name: str, offers: Mapping[str, AttributeSchema]) -> dict[str, Any]:
    return {
        **{
            key: {"Value": {"Fn::GetAtt": [name, key]}, "Description": one.description}
            for key, one in offers.items()
        },
        "OS::stack_id": {"Value": {"Ref": name}},
    }
