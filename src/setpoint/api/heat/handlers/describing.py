"""What needs no stack: types, languages, whether a template is in order, and what serves here."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from setpoint.api.heat import answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.describing.installation import build_info as build
from setpoint.api.heat.describing.installation import services as serving
from setpoint.api.heat.describing.languages import template_functions, template_versions
from setpoint.api.heat.describing.resource_types import Wanted, list_types, provider_of, show_type
from setpoint.api.heat.describing.validation import Asked as Validation
from setpoint.api.heat.describing.validation import ignored_in
from setpoint.api.heat.describing.validation import validate as validated
from setpoint.api.heat.remote import described, with_nested
from setpoint.model.stack import Source


async def resource_types(asked: Asked) -> Response:
    """The types that a template may have."""
    wanted = Wanted(
        support_status=asked.word("support_status"),
        name=asked.word("name"),
        version=asked.word("version"),
        with_description=asked.flag("with_description"),
    )
    return answer.json(list_types(wanted))


async def resource_type(asked: Asked) -> Response:
    """The schema of one."""
    name = asked.path["type_name"]
    return answer.json(show_type(name, with_description=asked.flag("with_description")))


async def resource_type_template(asked: Asked) -> Response:
    """A template that would provide it."""
    return answer.json(provider_of(asked.path["type_name"], asked.word("template_type", "cfn")))


async def versions(_asked: Asked) -> Response:
    """The languages of templates."""
    return answer.json(template_versions())


async def functions(asked: Asked) -> Response:
    """The functions of one."""
    with_conditions = asked.flag("with_condition_func")
    return answer.json(template_functions(asked.path["template_version"], with_conditions=with_conditions))


async def validate(asked: Asked) -> Response:
    """What a template declares, where it is in order."""
    body = await asked.body()
    how = Validation(show_nested=asked.flag("show_nested"), ignored=ignored_in(asked.word("ignore_errors")))
    project, region = asked.caller.project, asked.services.region

    def judged(source: Source) -> dict[str, Any]:
        return validated(source, how, asked.why_not, project=project, region=region)

    return answer.json(await with_nested(asked, await described(asked, body), judged))


async def build_info(_asked: Asked) -> Response:
    """What was built."""
    return answer.json(build())


async def services(asked: Asked) -> Response:
    """The engines that drive stacks."""
    return answer.json(serving(asked.services.drivers(), asked.engine.now()))
