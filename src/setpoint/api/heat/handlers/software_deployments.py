"""Software deployments, and what a server is to be told."""

from __future__ import annotations

from typing import TypedDict

import structlog

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer, NoContent
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.bodies import DeploymentBody, NewDeployment
from setpoint.api.heat.queries import Query
from setpoint.api.heat.refusals import Refused, no_config, not_found, not_software, over_limit
from setpoint.api.heat.show import software as show
from setpoint.engine.requests.software import deployments
from setpoint.engine.requests.software.bringing import bring, looks_there
from setpoint.engine.requests.software.showing import Config, config_in_full
from setpoint.model.errors import Conflict, InvalidInput, LostAnswer, NotFound, ResourceError, Retry
from setpoint.model.software import SoftwareDeployment

_log = structlog.get_logger(source="deployments")

_LONGEST = 64
_TOO_LONG = (
    f'Data supplied was not valid: "stack_user_project_id" should be no more than {_LONGEST} characters'
)


class Listing(Query):
    """Which deployments: all, or those on one server."""

    server_id: str = ""


class Deployments(TypedDict):
    """Software deployments."""

    software_deployments: list[show.Deployment]


class OneDeployment(TypedDict):
    """One software deployment."""

    software_deployment: show.Deployment


class ServerConfigs(TypedDict):
    """What a server is to be told."""

    metadata: list[Config]


async def index(asked: Asked, query: Listing) -> Answer[Deployments]:
    """All of the project's software deployments, or those on one server, oldest first."""
    found = deployments.deployments(asked.engine, query.server_id or None)
    return answer.json({"software_deployments": [show.deployment(one) for one in found]})


async def metadata(asked: Asked) -> Answer[ServerConfigs]:
    """The configurations of all deployments on a server."""
    found = deployments.server_configs(asked.engine, asked.path["server_id"])
    return answer.json({"metadata": [config_in_full(one) for one in found]})


async def create(asked: Asked, body: NewDeployment) -> Answer[OneDeployment]:
    """Make a software deployment."""
    limit = asked.services.limits.max_software_deployments_per_tenant
    if 0 <= limit <= asked.engine.records.count_software_deployments():
        raise over_limit("software deployments", limit, "deployments")
    if len(str(body.get("stack_user_project_id") or "")) > _LONGEST:
        raise Refused(400, "Invalid", _TOO_LONG)
    try:
        made = await deployments.create_deployment(asked.engine, body)
    except InvalidInput as wrong:
        raise not_software(wrong) from None
    except NotFound:
        raise no_config(body.get("config_id")) from None
    await _bring(asked, made.server)
    return answer.json({"software_deployment": show.deployment(made)})


async def show_deployment(asked: Asked) -> Answer[OneDeployment]:
    """One software deployment."""
    return answer.json({"software_deployment": show.deployment(_the_deployment(asked))})


async def update(asked: Asked, body: DeploymentBody) -> Answer[OneDeployment]:
    """Say what has become of a software deployment, or change what it is to be."""
    before = _the_deployment(asked)
    try:
        after = await deployments.update_deployment(asked.engine, before.id, body)
    except InvalidInput as wrong:
        raise not_software(wrong) from None
    except NotFound:
        raise no_config(body.get("config_id")) from None
    except Conflict as conflict:
        raise _restricted(conflict) from None
    await _bring(asked, after.server)
    return answer.json({"software_deployment": show.deployment(after)})


async def delete(asked: Asked) -> NoContent:
    """Remove a software deployment."""
    deployment_id = asked.path["deployment_id"]
    before = deployments.deployment(asked.engine, deployment_id)
    try:
        await deployments.delete_deployment(asked.engine, deployment_id)
    except NotFound:
        raise _no_deployment(deployment_id) from None
    except Conflict as conflict:
        raise _restricted(conflict) from None
    if before is not None:
        await _bring(asked, before.server)
    return answer.no_content()


async def _bring(asked: Asked, server: str) -> None:
    """Bring a server what is recorded, where it looks for that. It is recorded, whether it can be brought or not."""
    found = looks_there(asked.engine, server)
    if found is None:
        return
    try:
        async with asked.services.acting(found[0]) as engine:
            await engine.clouds.open()
            await bring(engine, server)
    except (Retry, LostAnswer, ResourceError, InvalidInput) as problem:
        _log.warning("a server was not brought what is deployed on it", server=server, why=str(problem))


def _the_deployment(asked: Asked) -> SoftwareDeployment:
    deployment_id = asked.path["deployment_id"]
    found = deployments.deployment(asked.engine, deployment_id)
    if found is None:
        raise _no_deployment(deployment_id)
    return found


def _restricted(conflict: Conflict) -> Refused:
    """What a stack's template says is changed there."""
    return Refused(409, "InvalidRestrictedAction", str(conflict.diagnostic))


def _no_deployment(deployment_id: str) -> Refused:
    return not_found(f"Deployment with id {deployment_id} not found")
