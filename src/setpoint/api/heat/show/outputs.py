"""Outputs, answered from what is recorded."""

from __future__ import annotations

from typing import Any

from setpoint.api.heat.views import View
from setpoint.model.value import reveal

Json = dict[str, Any]


def outputs(view: View) -> list[Json]:
    """The outputs of a stack with their values, secrets in clear: they are meant for whoever may see the stack."""
    return [output(name, found) for name, found in recorded(view).items()]


def recorded(view: View) -> dict[str, Any]:
    """What is recorded of them, by name."""
    if view.one is None:
        return dict(view.stack.outputs)
    return {
        name: {"value": value, "description": "No description given"}
        for name, value in (view.one.attributes or {}).items()
    }


def output(name: str, found: Any) -> Json:
    """One output, as it is recorded under ``name``."""
    shown = {"output_key": name, "description": found.get("description") or "No description given"}
    if "error" in found:
        return {**shown, "output_value": None, "output_error": found["error"]}
    return {**shown, "output_value": reveal(found["value"])}
