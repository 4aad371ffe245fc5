"""Software configurations."""

from __future__ import annotations

from starlette.responses import Response

from setpoint.api.heat import answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.pages import page
from setpoint.api.heat.refusals import Refused, forbidden, no_config, not_software, over_limit
from setpoint.api.heat.show.software import config_in_full, config_in_list
from setpoint.engine.requests.software import configs
from setpoint.model.errors import Conflict, InvalidInput, NotFound


async def index(asked: Asked) -> Response:
    """A page of the project's, newest first."""
    if asked.flag("global_tenant"):
        raise forbidden("software_configs:global_index")
    limit = asked.number("limit") if asked.word("limit") else None
    part = page(configs.configs(asked.engine), lambda one: one.id, limit, asked.word("marker"))
    return answer.json({"software_configs": [config_in_list(one) for one in part]})


async def create(asked: Asked) -> Response:
    """Make one."""
    body = await asked.body(required=True)
    limit = asked.services.limits.max_software_configs_per_tenant
    if 0 <= limit <= asked.engine.records.count_software_configs():
        raise over_limit("software configs", limit, "configs")
    try:
        made = await configs.create_config(asked.engine, body)
    except InvalidInput as wrong:
        raise not_software(wrong) from None
    return answer.json({"software_config": config_in_full(made)})


async def show_config(asked: Asked) -> Response:
    """One."""
    config_id = asked.path["config_id"]
    found = configs.config(asked.engine, config_id)
    if found is None:
        raise no_config(config_id)
    return answer.json({"software_config": config_in_full(found)})


async def delete(asked: Asked) -> Response:
    """Remove one that nothing refers to."""
    config_id = asked.path["config_id"]
    try:
        await configs.delete_config(asked.engine, config_id)
    except NotFound:
        raise no_config(config_id) from None
    except Conflict:
        message = f"Software config with id {config_id} can not be deleted as it is referenced."
        raise Refused(409, "InvalidRestrictedAction", message) from None
    return answer.no_content()
