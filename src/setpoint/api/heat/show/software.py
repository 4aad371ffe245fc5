"""Software configurations and deployments. Who may read them may read their secrets: they are what servers read."""

from __future__ import annotations

from typing import Any

from setpoint.api.heat.show.moments import moment
from setpoint.model.software import ConfigHead, SoftwareConfig, SoftwareDeployment
from setpoint.model.value import reveal

Json = dict[str, Any]


def config_in_list(one: ConfigHead) -> Json:
    """A configuration as lists of them show it."""
    return {"id": one.id, "name": one.name, "group": one.group, "creation_time": moment(one.created_at)}


def config_in_full(one: SoftwareConfig) -> Json:
    """A configuration by itself."""
    parts = {"config": one.config, "inputs": one.inputs, "outputs": one.outputs, "options": one.options}
    return {**config_in_list(one), **{name: reveal(part) for name, part in parts.items()}}


def deployment(one: SoftwareDeployment) -> Json:
    """A deployment, in lists or by itself."""
    shown: Json = {
        "id": one.id,
        "server_id": one.server,
        "input_values": reveal(one.input_values),
        "output_values": reveal(one.output_values),
        "action": one.action,
        "status": one.status,
        "status_reason": one.reason,
        "config_id": one.config,
        "creation_time": moment(one.created_at),
    }
    if one.updated_at:
        shown["updated_time"] = moment(one.updated_at)
    return shown
