"""What a template wants to be told before there is a stack of it (``POST /validate``).

The template is compiled as far as that goes without values for its parameters: what is wrong with it is told here, and
what would be wrong with values is not, for whoever asks is about to show a form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import msgspec

from setpoint.api.heat.describing.parameters import declared_parameters, parameter_groups
from setpoint.api.heat.describing.resource_types import WhyNot, always
from setpoint.api.heat.refusals import UNAVAILABLE, bad_request, unavailable
from setpoint.engine.desired import draft
from setpoint.model.definition import Definition
from setpoint.model.kind import is_single
from setpoint.model.stack import ProjectId, Source, Stack, StackId
from setpoint.model.value import Value, reveal
from setpoint.templates.compiler import Compiled
from setpoint.templates.nested import Nested, nested_in
from setpoint.templates.registry import is_template
from setpoint.templates.tree import plain

NO_DESCRIPTION = "No description"
"""What a template without one says of itself."""


class Asked(msgspec.Struct, frozen=True):
    """How to validate. ``ignored`` are codes of errors that are none to the caller."""

    show_nested: bool = False
    ignored: frozenset[str] = frozenset()


class ValidatedNested(TypedDict):
    """What a nested template declares."""

    Type: str
    Description: str
    Parameters: dict[str, Any]
    ParameterGroups: NotRequired[list[dict[str, Any]]]
    NestedParameters: NotRequired[dict[str, ValidatedNested]]


class Validated(TypedDict):
    """What a template declares, by name, and the environment as it was understood."""

    Description: str
    Parameters: dict[str, Any]
    ParameterGroups: NotRequired[list[dict[str, Any]]]
    NestedParameters: NotRequired[dict[str, ValidatedNested]]
    Environment: dict[str, Any]


def ignored_in(codes: str) -> frozenset[str]:
    """The codes that ``ignore_errors`` lists, with commas between them. Raises Refused for one that there is not."""
    found = frozenset(filter(None, codes.split(",")))
    unknown = sorted(found - {UNAVAILABLE})
    if unknown:
        raise bad_request(f"Invalid codes in ignore_errors : {unknown}")
    return found


def validate(
    source: Source, asked: Asked, why_not: WhyNot = always, *, project: str = "", region: str = ""
) -> Validated:
    """What the template declares, with the environment as it was understood.

    Raises InvalidInput for what is wrong with either, and Refused for a type that no cloud here has.
    """
    compiled = draft(source, Stack(StackId(""), "dummy", ProjectId(project), ""), region)
    definitions = compiled.composition.definitions.values()
    if UNAVAILABLE not in asked.ignored:
        _refuse_unavailable(definitions, why_not)
    environment = _environment(source, definitions)
    usual = environment["parameter_defaults"]
    found = _declared(compiled, environment)
    nested = nested_in(definitions) if asked.show_nested else {}
    if nested:
        found["NestedParameters"] = _nested(nested, usual)
    return found


def _refuse_unavailable(definitions: Iterable[Definition], why_not: WhyNot) -> None:
    for name in dict.fromkeys(one.kind.name for one in definitions if is_single(one.kind)):
        reason = why_not(name)
        if reason:
            raise unavailable(name, reason)


def _declared(compiled: Compiled, environment: dict[str, Any]) -> Validated:
    declared = compiled.declared
    given, usual = environment["parameters"], environment["parameter_defaults"]
    found: Validated = {
        "Description": declared.description or NO_DESCRIPTION,
        "Parameters": declared_parameters(declared.parameters, given, usual),
        "Environment": environment,
    }
    if declared.groups:
        found["ParameterGroups"] = parameter_groups(declared.groups)
    return found


def _nested(nested: Mapping[str, Nested], usual: Mapping[str, Value]) -> dict[str, ValidatedNested]:
    return {name: _nested_one(one, usual) for name, one in nested.items()}


def _nested_one(one: Nested, usual: Mapping[str, Value]) -> ValidatedNested:
    template = one.template
    found: ValidatedNested = {"Type": one.type, "Description": NO_DESCRIPTION, "Parameters": {}}
    if template is not None:
        found["Description"] = template.description or NO_DESCRIPTION
        found["Parameters"] = declared_parameters(template.parameters, one.given, usual)
        if template.groups:
            found["ParameterGroups"] = parameter_groups(template.groups)
    if one.members:
        found["NestedParameters"] = _nested(one.members, usual)
    return found


def _environment(source: Source, definitions: Iterable[Definition]) -> dict[str, Any]:
    """The environment with every section, the parameters that were given apart from it among its own.

    Templates that stand in a type's place are told as what they stand for: themselves.
    """
    said: Mapping[str, Any] = plain(reveal(source.environment))
    templates = {one.type: one.type for one in definitions if is_template(one.type)}
    registry = said.get("resource_registry") or {}
    return {
        "parameters": {**(said.get("parameters") or {}), **reveal(source.parameters)},
        "parameter_defaults": said.get("parameter_defaults") or {},
        "event_sinks": said.get("event_sinks") or [],
        "resource_registry": {"resources": {}, **templates, **registry},
    }
