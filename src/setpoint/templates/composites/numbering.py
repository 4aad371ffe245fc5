"""A member's number in its properties: ``%index%`` wherever a text has it, also in texts that are worked out later."""

from __future__ import annotations

from functools import partial
from typing import Any

from setpoint.model.expression import Choice, Expression, Identity, ListOf, MapOf, list_of, map_of
from setpoint.model.value import Sensitive
from setpoint.templates.functions.calls import Arranging


def numbered(value: Any, variable: str, name: str) -> Any:
    """``value`` with ``variable`` replaced by ``name``. Keys of maps stay, and so does what has no text."""
    match value:
        case str():
            return value.replace(variable, name)
        case list():
            return [numbered(item, variable, name) for item in value]
        case dict():
            return {key: numbered(item, variable, name) for key, item in value.items()}
        case Sensitive():
            return Sensitive(numbered(value.reveal(), variable, name))
        case Expression():
            return _expression(value, variable, name)
    return value


def _expression(value: Expression, variable: str, name: str) -> Any:
    match value:
        case ListOf():
            return list_of([numbered(item, variable, name) for item in value.items], value.place)
        case MapOf():
            parts = {key: numbered(item, variable, name) for key, item in value.items.items()}
            return map_of(parts, value.place)
        case Choice():
            then, otherwise = (numbered(one, variable, name) for one in (value.then, value.otherwise))
            return Choice(value.condition, then, otherwise, value.place)
        case Identity():
            return value  # a cloud's own name for a thing holds no variable of a template
    return Arranging(variable, partial(numbered, variable=variable, name=name), value, value.place)
