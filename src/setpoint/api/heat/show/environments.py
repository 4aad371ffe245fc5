"""Environments."""

from __future__ import annotations

from typing import Any, TypedDict

from setpoint.model.stack import Source
from setpoint.model.value import masked


class Environment(TypedDict):
    """An environment, all sections."""

    parameters: dict[str, Any]
    parameter_defaults: dict[str, Any]
    resource_registry: dict[str, Any]
    event_sinks: list[Any]
    encrypted_param_names: list[Any]


def shown_environment(source: Source | None) -> Environment:
    """Every section, with the parameters that were given apart from it; hidden values masked."""
    environment = dict(source.environment) if source else {}
    given = source.parameters if source else {}
    shown: Environment = masked(
        {
            "parameters": {**environment.get("parameters", {}), **given},
            "parameter_defaults": environment.get("parameter_defaults", {}),
            "resource_registry": {"resources": {}, **environment.get("resource_registry", {})},
            "event_sinks": environment.get("event_sinks", []),
            "encrypted_param_names": environment.get("encrypted_param_names", []),
        }
    )
    return shown
