"""The parameters of a stack with their values, as texts: those declared, and those that every stack has."""

from __future__ import annotations

import json

from setpoint.api.heat.views import View, source_of
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source
from setpoint.model.value import Sensitive, Value
from setpoint.templates.compiler import parameters_of

MASK = "******"


def shown_parameters(view: View) -> dict[str, str]:
    """Every parameter; hidden ones masked."""
    shown = {
        "OS::project_id": view.stack.project,
        "OS::stack_id": view.id,
        "OS::stack_name": view.name,
    }
    if view.one is not None:
        return shown | _of_nested(view)
    return shown | (declared_values(view.source) if view.source else {})


def _of_nested(view: View) -> dict[str, str]:
    try:
        source = source_of(view)
    except InvalidInput:
        return {}  # as below
    given = source.environment["parameters"] if source else {}
    return {name: as_text(value) for name, value in given.items()}


def declared_values(source: Source) -> dict[str, str]:
    """What the parameters of a template are given, or default to."""
    try:
        declared = parameters_of(source).parameters
    except InvalidInput:
        declared = {}  # a revision of a language that is no longer understood can still be looked at
    environment = source.environment
    given = {
        **{
            name: value
            for name, value in environment.get("parameter_defaults", {}).items()
            if name in declared
        },
        **environment.get("parameters", {}),
        **source.parameters,
    }
    found = {name: one.default for name, one in declared.items() if one.default is not None} | given
    hidden = {name for name, one in declared.items() if one.hidden}
    return {name: MASK if name in hidden else as_text(value) for name, value in found.items()}


def as_text(value: Value) -> str:
    """A value as Heat shows it: a list with commas, a map as JSON."""
    if isinstance(value, Sensitive):
        return MASK
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join(map(as_text, value))
    if isinstance(value, dict):
        return json.dumps(value)
    return str(value)
