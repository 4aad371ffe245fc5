"""Software configurations and deployments. Who may read them may read their secrets: they are what servers read."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from setpoint.model.moment import moment
from setpoint.model.software import SoftwareDeployment
from setpoint.model.value import reveal


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
