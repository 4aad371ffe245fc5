"""The metadata of resources."""

from __future__ import annotations

from typing import Any

from setpoint.engine.engine import Engine
from setpoint.engine.polling import polling_of
from setpoint.engine.requests.hearing import received
from setpoint.engine.requests.software.deployments import is_told, server_configs
from setpoint.engine.requests.software.showing import config_in_full
from setpoint.engine.signals import signalled
from setpoint.model.incarnation import Incarnation
from setpoint.model.stack import Stack
from setpoint.model.value import reveal


def metadata(engine: Engine, stack: Stack, one: Incarnation) -> dict[str, Any]:
    """What its template says for whoever looks after it; of a handle, what it was signalled; what a server is told."""
    kind = signalled(one.type)
    found = dict(reveal(one.metadata) or {})
    if kind is not None:
        found |= kind.retell(received(engine, stack.id, one))
    configs = server_configs(engine, one.physical_id) if one.physical_id else []
    deployed = [config_in_full(config) for config in configs]
    asks = polling_of(engine.clouds, stack, one)
    if asks is not None:
        return asks.metadata(found, deployed)
    return {**found, "deployments": deployed} if deployed or is_told(one) else found
