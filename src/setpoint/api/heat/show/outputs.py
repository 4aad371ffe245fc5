"""Outputs, answered from what is recorded."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from setpoint.api.heat.views import View
from setpoint.engine.outputs import nested_outputs
from setpoint.engine.requests.preview import Preview
from setpoint.model.address import ROOT
from setpoint.model.incarnation import Status
from setpoint.model.stack import Source
from setpoint.model.value import reveal
from setpoint.templates.plain import as_data


class OutputInList(TypedDict):
    """An output, as lists show it."""

    output_key: str
    description: str


class Output(OutputInList):
    """An output; `output_error` says why there is no value."""

    output_value: Any
    output_error: NotRequired[str]


def outputs(view: View) -> list[Output]:
    """The outputs of a stack with their values, secrets in clear: they are meant for whoever may see the stack."""
    return [output(name, found) for name, found in recorded(view).items()]


def foreseen(found: Preview) -> list[Output]:
    """The outputs of a stack that is not there yet, with their values as far as they are known."""
    known = nested_outputs(found.wanted, found.world, ROOT)
    shown = [output(name, one) for name, one in known.items()]
    for one in shown:
        one.pop("output_error", None)  # that an output waits for a resource is nothing wrong
    return shown


def recorded(view: View) -> dict[str, Any]:
    """What is recorded of them, by name; where the stack is not complete, without a value what else it declares."""
    if view.one is None:
        pending = {} if view.status is Status.COMPLETE else _declared(view.source)
        return {**pending, **view.stack.outputs}
    return nested_outputs(view.wanted, view.world, view.container)


def _declared(source: Source | None) -> dict[str, Any]:
    template = as_data(source.template) if source else None
    declared = template.get("outputs") if isinstance(template, dict) else None
    if not isinstance(declared, dict):
        return {}
    return {
        name: {"value": None, "description": one.get("description")}
        for name, one in declared.items()
        if isinstance(one, dict) and "condition" not in one
    }


def output(name: str, found: Any) -> Output:
    """One output, as it is recorded under ``name``."""
    shown: Output = {
        "output_key": name,
        "description": found.get("description") or "No description given",
        "output_value": None,
    }
    if "error" in found:
        shown["output_error"] = found["error"]
    else:
        shown["output_value"] = reveal(found["value"])
    return shown
