"""Software deployments: a new one, what has become of one, and what a server is to be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from setpoint.engine.engine import Engine
from setpoint.engine.requests.software.of_stacks import OfStack, of_stacks
from setpoint.model.errors import Conflict, NotFound
from setpoint.model.software import SoftwareConfig, SoftwareDeployment
from setpoint.model.stack import StackId
from setpoint.model.value import Plain
from setpoint.store.records import ProjectBatch
from setpoint.types.checking import hide
from setpoint.types.software import checked_deployment

TRIES = 5
"""How often a change is tried that others overtake."""

_LATER = 1e-6
"""Seconds between two changes of one deployment, at least."""


async def create_deployment(engine: Engine, given: Mapping[str, Plain]) -> SoftwareDeployment:
    """Record a new one, of what is given by Heat's names. Raises InvalidInput, and NotFound for the configuration."""
    wanted = checked_deployment(given, is_new=True)
    config_id = wanted.get("config_id") or ""
    made = SoftwareDeployment(
        id=engine.new_id(),
        config=config_id,
        server=wanted["server_id"],
        stack=_stack_of(engine, config_id),
        input_values=hide(wanted.get("input_values") or {}),
        action=wanted.get("action"),
        status=wanted.get("status"),
        reason=wanted.get("status_reason", ""),
        user_project=wanted.get("stack_user_project_id"),
        created_at=engine.now(),
    )
    await engine.records.commit(ProjectBatch().put_deployment(made))
    return made


async def update_deployment(
    engine: Engine, deployment_id: str, given: Mapping[str, Plain]
) -> SoftwareDeployment:
    """Change what is given of one, and is not empty.

    Raises InvalidInput, and NotFound for the deployment or its new configuration.
    """
    changes = _changes(engine, checked_deployment(given, is_new=False))
    for again in reversed(range(TRIES)):
        before = engine.records.software_deployment(deployment_id)
        if before is None:
            raise NotFound(f"there is no software deployment {deployment_id}")
        at = max(engine.now(), (before.updated_at or before.created_at) + _LATER)
        after = msgspec.structs.replace(before, updated_at=at, **changes)
        try:
            await engine.records.commit(ProjectBatch().change_deployment(before, after))
        except Conflict:
            if not again:
                raise
        else:
            break
    return after


def _changes(engine: Engine, wanted: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: wanted[name] for name in ("action", "status") if wanted.get(name)}
    for name in ("input_values", "output_values"):
        if wanted.get(name):
            found[name] = hide(wanted[name])
    if reason := wanted.get("status_reason"):
        found["reason"] = reason
    if config_id := wanted.get("config_id"):
        found |= {"config": config_id, "stack": _stack_of(engine, config_id)}
    return found


async def delete_deployment(engine: Engine, deployment_id: str) -> None:
    """Remove one. Raises NotFound."""
    await engine.records.commit(ProjectBatch().drop_deployment(deployment_id))


def server_configs(engine: Engine, server: str) -> list[SoftwareConfig]:
    """What a server is to be told: the configuration of each of its deployments, sorted by name.

    One that went with its stack is left out.
    """
    deployed = engine.records.software_deployments(server)
    theirs: Mapping[str, OfStack] = of_stacks(engine) if any(one.stack for one in deployed) else {}
    found = []
    for one in deployed:
        if one.stack:
            config = theirs[one.config].config if one.config in theirs else None
        else:
            config = engine.records.software_config(one.config)
        if config is not None:
            found.append(config)
    return sorted(found, key=lambda config: config.name or "")


def _stack_of(engine: Engine, config_id: str) -> StackId:
    """The stack whose resource a configuration is; "" for one made by itself. Raises NotFound."""
    if engine.records.software_config(config_id) is not None:
        return StackId("")
    theirs = of_stacks(engine)
    if config_id not in theirs:
        raise NotFound(f"there is no software configuration {config_id}")
    return theirs[config_id].stack.id
