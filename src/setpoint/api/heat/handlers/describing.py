"""What needs no stack: types, languages, whether a template is in order, and what serves here."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.bodies import EMPTY, Sources
from setpoint.api.heat.describing.installation import BuildInfo, Serving
from setpoint.api.heat.describing.installation import build_info as build
from setpoint.api.heat.describing.installation import services as serving
from setpoint.api.heat.describing.languages import (
    TemplateFunctions,
    TemplateVersions,
    template_functions,
    template_versions,
)
from setpoint.api.heat.describing.resource_types import (
    TypeList,
    Wanted,
    list_types,
    provider_of,
    show_type,
)
from setpoint.api.heat.describing.schemas import TypeSchema
from setpoint.api.heat.describing.validation import Asked as Validation
from setpoint.api.heat.describing.validation import Validated, ignored_in
from setpoint.api.heat.describing.validation import validate as validated
from setpoint.api.heat.queries import Query
from setpoint.api.heat.remote import described, with_nested
from setpoint.model.stack import Source


async def resource_types(asked: Asked, query: Wanted) -> Answer[TypeList]:
    """The types that a template may have: those that some cloud here drives, and that the caller may have."""
    return answer.json(list_types(query, asked.why_not_listed))


class Describing(Query):
    """How much is told."""

    with_description: bool = False


async def resource_type(asked: Asked, query: Describing) -> Answer[TypeSchema]:
    """The schema of a type."""
    return answer.json(show_type(asked.path["type_name"], with_description=query.with_description))


class Language(Query):
    """A template's language."""

    template_type: Annotated[str, Meta(extra_json_schema={"enum": ["cfn", "hot"]})] = "cfn"


async def resource_type_template(asked: Asked, query: Language) -> Answer[dict[str, Any]]:
    """A template that would provide a type."""
    return answer.json(provider_of(asked.path["type_name"], query.template_type))


async def versions(_asked: Asked) -> Answer[TemplateVersions]:
    """The languages of templates."""
    return answer.json(template_versions())


class WhichFunctions(Query):
    """Which functions are told of."""

    with_condition_func: bool = False


async def functions(asked: Asked, query: WhichFunctions) -> Answer[TemplateFunctions]:
    """The functions of a language of templates."""
    version, conditions = asked.path["template_version"], query.with_condition_func
    return answer.json(template_functions(version, with_conditions=conditions))


class Validating(Query):
    """How a template is looked at."""

    show_nested: bool = False
    ignore_errors: Annotated[str, Meta(description="Codes of errors that are none, with commas.")] = ""


async def validate(asked: Asked, query: Validating, body: Sources = EMPTY) -> Answer[Validated]:
    """What a template declares, where it is in order."""
    how = Validation(show_nested=query.show_nested, ignored=ignored_in(query.ignore_errors))
    project, region = asked.caller.project, asked.services.region

    def judged(source: Source) -> Validated:
        return validated(source, how, asked.why_not, project=project, region=region)

    return answer.json(await with_nested(asked, await described(asked, body), judged))


async def build_info(_asked: Asked) -> Answer[BuildInfo]:
    """What was built."""
    return answer.json(build())


async def services(asked: Asked) -> Answer[Serving]:
    """The engines that drive stacks."""
    return answer.json(serving(asked.services.drivers(), asked.engine.now()))
