"""Software configurations."""

from __future__ import annotations

from typing import Annotated, TypedDict

from msgspec import Meta

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer, NoContent
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.bodies import ConfigBody
from setpoint.api.heat.pages import page
from setpoint.api.heat.queries import Marker, Query, as_number
from setpoint.api.heat.refusals import Refused, forbidden, no_config, not_software, over_limit
from setpoint.engine.requests.software import configs
from setpoint.engine.requests.software.showing import Config, ConfigInList, config_in_full, config_in_list
from setpoint.model.errors import Conflict, InvalidInput, NotFound


class Listing(Query):
    """Which configurations."""

    limit: Annotated[str, Meta(description="As many at most.", pattern="^[0-9]*$")] = ""
    marker: Marker = ""
    global_tenant: Annotated[bool, Meta(description="Of all projects; nobody may.")] = False


class Configs(TypedDict):
    """A page of software configurations."""

    software_configs: list[ConfigInList]


class OneConfig(TypedDict):
    """One software configuration."""

    software_config: Config


async def index(asked: Asked, query: Listing) -> Answer[Configs]:
    """A page of the project's software configurations, newest first."""
    if query.global_tenant:
        raise forbidden("software_configs:global_index")
    limit = as_number("limit", query.limit) if query.limit else None
    part = page(configs.configs(asked.engine), lambda one: one.id, limit, query.marker)
    return answer.json({"software_configs": [config_in_list(one) for one in part]})


async def create(asked: Asked, body: ConfigBody) -> Answer[OneConfig]:
    """Make a software configuration."""
    limit = asked.services.limits.max_software_configs_per_tenant
    if 0 <= limit <= asked.engine.records.count_software_configs():
        raise over_limit("software configs", limit, "configs")
    try:
        made = await configs.create_config(asked.engine, body)
    except InvalidInput as wrong:
        raise not_software(wrong) from None
    return answer.json({"software_config": config_in_full(made)})


async def show_config(asked: Asked) -> Answer[OneConfig]:
    """One software configuration."""
    config_id = asked.path["config_id"]
    found = configs.config(asked.engine, config_id)
    if found is None:
        raise no_config(config_id)
    return answer.json({"software_config": config_in_full(found)})


async def delete(asked: Asked) -> NoContent:
    """Remove a software configuration that nothing refers to."""
    config_id = asked.path["config_id"]
    try:
        await configs.delete_config(asked.engine, config_id)
    except NotFound:
        raise no_config(config_id) from None
    except Conflict:
        message = f"Software config with id {config_id} can not be deleted as it is referenced."
        raise Refused(409, "InvalidRestrictedAction", message) from None
    return answer.no_content()
