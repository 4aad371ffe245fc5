"""Software configurations and deployments. Who may read them may read their secrets: they are what servers read."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from setpoint.api.heat.show.moments import moment
from setpoint.model.software import ConfigHead, SoftwareConfig, SoftwareDeployment
from setpoint.model.value import reveal


class ConfigInList(TypedDict):
    """A software configuration, as lists show it."""

    id: str
    name: str | None
    group: str | None
    creation_time: str | None


class Config(ConfigInList):
    """A software configuration."""

    config: Any
    inputs: Any
    outputs: Any
    options: Any


class Deployment(TypedDict):
    """A software deployment."""

    id: str
    server_id: str
    input_values: Any
    output_values: Any
    action: str | None
    status: str | None
    status_reason: str | None
    config_id: str
    creation_time: str | None
    updated_time: NotRequired[str | None]


def config_in_list(one: ConfigHead) -> ConfigInList:
    """A configuration as lists of them show it."""
    return {"id": one.id, "name": one.name, "group": one.group, "creation_time": moment(one.created_at)}


def config_in_full(one: SoftwareConfig) -> Config:
    """A configuration by itself."""
    return {
        **config_in_list(one),
        "config": reveal(one.config),
        "inputs": reveal(one.inputs),
        "outputs": reveal(one.outputs),
        "options": reveal(one.options),
    }


def deployment(one: SoftwareDeployment) -> Deployment:
    """A deployment, in lists or by itself."""
    shown: Deployment = {
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
