"""The parameters of a stack with their values, as texts: those declared, and those that every stack has."""

from __future__ import annotations

import json

from setpoint.api.heat.views import View, source_of
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source
from setpoint.model.value import Sensitive, Value
from setpoint.templates.compiler import Declared, parameters_of
from setpoint.templates.compiling import Whereabouts
from setpoint.templates.hot.versions import NEWEST

MASK = "******"


def shown_parameters(view: View, source: Source | None = None) -> dict[str, str]:
    """Every parameter; hidden ones masked. ``source`` is that of a stack that is not there yet."""
    own = source or _source(view)
    declared = _declared(own)
    where = Whereabouts(stack_name=view.name, stack_id=view.id, project=view.stack.project, region="")
    pseudo = (declared or NEWEST).pseudo_parameters(where)
    shown = {name: as_text(value) for name, value in pseudo.items() if value}
    return shown | (_values(own, declared) if own else {})


def _source(view: View) -> Source | None:
    try:
        return source_of(view)
    except InvalidInput:
        return None  # as below


def _declared(source: Source | None) -> Declared | None:
    """None too for a revision of a language that is no longer understood: it can still be looked at."""
    try:
        return parameters_of(source) if source else None
    except InvalidInput:
        return None


def _values(source: Source, declared: Declared | None) -> dict[str, str]:
    """What the parameters of a template are given, or default to."""
    parameters = declared.parameters if declared else {}
    environment = source.environment
    given = {
        **{
            name: value
            for name, value in environment.get("parameter_defaults", {}).items()
            if name in parameters
        },
        **environment.get("parameters", {}),
        **source.parameters,
    }
    found = {name: one.default for name, one in parameters.items() if one.default is not None} | given
    hidden = {name for name, one in parameters.items() if one.hidden}
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
