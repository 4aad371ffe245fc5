"""Working out a stack's outputs from what is recorded of its resources."""

from __future__ import annotations

from setpoint.engine.desired import Desired
from setpoint.engine.scope import WorldScope
from setpoint.engine.world import World
from setpoint.model.expression import EvaluationError, evaluate
from setpoint.model.value import Value, unknowns


def outputs(wanted: Desired, world: World) -> dict[str, Value]:
    """The stack's outputs, by name: ``value``, ``description``, and ``error`` where it could not be worked out."""
    scope = WorldScope(wanted.tree, world)
    found: dict[str, Value] = {}
    for name, output in wanted.root.outputs.items():
        entry: dict[str, Value] = {"value": None, "description": output.description}
        try:
            value = evaluate(output.value, scope)
        except EvaluationError as problem:
            entry["error"] = problem.why
        else:
            missing = unknowns(value)
            if missing:
                entry["error"] = f"not known: it waits for {', '.join(missing)}"
            else:
                entry["value"] = value
        found[name] = entry
    return found
