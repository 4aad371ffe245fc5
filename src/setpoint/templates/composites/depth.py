"""How deep compositions may stand within each other: a template that contains itself comes to an end here."""

from __future__ import annotations

from setpoint.model.definition import Definition
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.templates.limits import MAX_NESTING


def refuse_too_deep(definition: Definition) -> None:
    """Raise InvalidInput when ``definition`` is a nested stack, group or provider template too many levels down."""
    level = definition.address.count("/") + 1
    if level > MAX_NESTING:
        raise InvalidInput(
            [
                Diagnostic(
                    f"{definition.type} stands {level} levels deep; {MAX_NESTING} are allowed",
                    detail="a template that contains itself, directly or through others, never comes to an end",
                    place=definition.place,
                    address=definition.address,
                )
            ]
        )
