"""Software deployments: a new one, what has become of one, and what a server is to be told.

Those that are resources of stacks are among them: what is said of one is a signal to it. What they deploy, and whether
they are there at all, their templates say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from setpoint.engine.engine import Engine
from setpoint.engine.requests.signalling import note_one
from setpoint.engine.requests.software.of_stacks import Deployed, OfStack, deployed_by_stacks, of_stacks
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, NotFound
from setpoint.model.incarnation import Incarnation
from setpoint.model.software import SoftwareConfig, SoftwareDeployment
from setpoint.model.stack import StackId
from setpoint.model.value import Plain, reveal
from setpoint.store.records import ProjectBatch
from setpoint.types import catalogue
from setpoint.types.checking import hide
from setpoint.types.heat.deployments import Deployment as DeploymentType
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


def deployments(engine: Engine, server: str | None = None) -> list[SoftwareDeployment]:
    """All of the project, or those on one server, oldest first."""
    theirs = [found.deployment for found in deployed_by_stacks(engine).values()]
    found = [
        *engine.records.software_deployments(server),
        *(one for one in theirs if server in (None, one.server)),
    ]
    return sorted(found, key=lambda one: one.created_at)


def deployment(engine: Engine, deployment_id: str) -> SoftwareDeployment | None:
    """One of them; None where there is none."""
    found = engine.records.software_deployment(deployment_id)
    if found is None and deployment_id in (theirs := deployed_by_stacks(engine)):
        return theirs[deployment_id].deployment
    return found


async def update_deployment(
    engine: Engine, deployment_id: str, given: Mapping[str, Plain]
) -> SoftwareDeployment:
    """Change what is given of one, and is not empty.

    Raises InvalidInput, NotFound for the deployment or its new configuration, and Conflict for what a template says.
    """
    wanted = checked_deployment(given, is_new=False)
    if deployment_id in (theirs := deployed_by_stacks(engine)):
        return await _report(engine, theirs[deployment_id], wanted)
    changes = _changes(engine, wanted)
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


async def _report(engine: Engine, deployed: Deployed, wanted: Mapping[str, Any]) -> SoftwareDeployment:
    """Tell what has become of a deployment of a stack. It is durable when this returns."""
    own = {"config_id": deployed.deployment.config, "action": deployed.deployment.action}
    own |= {"input_values": reveal(deployed.deployment.input_values)}
    if any(wanted.get(name) not in (None, "", {}, value) for name, value in own.items()):
        raise Conflict(
            Diagnostic(
                f"software deployment {deployed.deployment.id} is a resource of stack {deployed.stack.name}",
                advice="update the stack: its template says what is deployed",
            )
        )
    kind = catalogue.find(deployed.one.type)
    assert isinstance(kind, DeploymentType), deployed.one.type
    report = {"status": wanted.get("status"), "reason": wanted.get("status_reason")}
    note = kind.reported(deployed.one, {**report, "output_values": wanted.get("output_values")})
    assert note is not None, deployed.one.id
    await note_one(engine, deployed.stack, deployed.one, note)
    return deployed_by_stacks(engine)[deployed.deployment.id].deployment


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
    """Remove one. Raises NotFound, and Conflict for one that is a resource of a stack."""
    if deployment_id in (theirs := deployed_by_stacks(engine)):
        stack = theirs[deployment_id].stack
        raise Conflict(
            Diagnostic(
                f"software deployment {deployment_id} is a resource of stack {stack.name}",
                advice="take it out of the stack's template",
            )
        )
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
    found += [one.told for one in deployed_by_stacks(engine).values() if one.deployment.server == server]
    return sorted(found, key=lambda config: config.name or "")


def is_told(one: Incarnation) -> bool:
    """Whether a resource is a server that asks for what is deployed on it."""
    kind = catalogue.find(one.type)
    return kind is not None and bool(kind.polls(one.properties))


def _stack_of(engine: Engine, config_id: str) -> StackId:
    """The stack whose resource a configuration is; "" for one made by itself. Raises NotFound."""
    if engine.records.software_config(config_id) is not None:
        return StackId("")
    theirs = of_stacks(engine)
    if config_id not in theirs:
        raise NotFound(f"there is no software configuration {config_id}")
    return theirs[config_id].stack.id
