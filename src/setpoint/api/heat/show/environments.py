"""Environments."""

from __future__ import annotations

from typing import Any

from setpoint.model.stack import Source
from setpoint.model.value import masked


def shown_environment(source: Source | None) -> dict[str, Any]:
    """Every section, with the parameters that were given apart from it; hidden values masked."""
    environment = dict(source.environment) if source else {}
    given = source.parameters if source else {}
    shown: dict[str, Any] = masked(
        {
            "parameters": {**environment.get("parameters", {}), **given},
            "parameter_defaults": environment.get("parameter_defaults", {}),
            "resource_registry": {"resources": {}, **environment.get("resource_registry", {})},
            "event_sinks": environment.get("event_sinks", []),
            "encrypted_param_names": environment.get("encrypted_param_names", []),
        }
    )
    return shown
