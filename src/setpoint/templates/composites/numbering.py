"""A member's number in its properties: ``%index%`` wherever a text has it, also in texts that are worked out later."""

from __future__ import annotations

from functools import partial
from typing import Any

from setpoint.model.expression import Expression, Identity
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
        case Identity():
            return value  # a cloud's own name for a thing holds no variable of a template
        case Expression():
            return Arranging(variable, partial(numbered, variable=variable, name=name), value, value.place)
    return value
