"""From a body to a source: template, files, environments, parameters. What is wrong with them is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from setpoint.api.heat.asked import texts
from setpoint.api.heat.refusals import Refused, bad_request, not_valid
from setpoint.api.settings.limits import Limits
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source
from setpoint.model.value import Value
from setpoint.templates.compiler import parameters_of
from setpoint.templates.merging import merge_environments

Json = dict[str, Any]

TEMPLATE = "template"
ENVIRONMENT = "environment"


def source_of(body: Json, limits: Limits, before: Source | None = None) -> Source:
    """What a stack is to be made from. ``before``: what it was made from, for what the body does not say.

    Raises Refused and InvalidInput.
    """
    template = _template(body, limits) if body.get("template") is not None else None
    if template is None and before is None:
        raise bad_request("No template specified")
    if before is None:
        source = Source(template=template or "", template_name=TEMPLATE)
    else:
        source = before if template is None else msgspec.structs.replace(before, template=template)
    files = _map(body, "files")
    source = msgspec.structs.replace(
        source, files={**source.files, **{k: _text(v) for k, v in files.items()}}
    )
    source = msgspec.structs.replace(source, environment=_environment(body, source))
    return msgspec.structs.replace(source, parameters=_parameters(body, source))


def _template(body: Json, limits: Limits) -> str:
    given = body["template"]
    if isinstance(given, dict):
        text = msgspec.json.encode(given).decode()
    elif isinstance(given, str):
        text = given
    else:
        raise bad_request("The template must be a map, or a text")
    if limits.max_template_size >= 0 and len(text.encode()) > limits.max_template_size:
        message = (
            f"Template size ({len(text.encode())} bytes) exceeds maximum allowed size "
            f"({limits.max_template_size} bytes)."
        )
        raise Refused(400, "RequestLimitExceeded", message)
    return text


def _environment(body: Json, source: Source) -> Mapping[str, Value]:
    """The environments of the body, merged in their order, over the one that there is."""
    given = body.get("environment")
    named = texts("environment_files", body.get("environment_files") or [])
    documents: list[tuple[str, str]] = []
    if given:
        if not isinstance(given, (dict, str)):
            raise bad_request("The environment is not a valid YAML mapping data type.")
        text = given if isinstance(given, str) else msgspec.json.encode(given).decode()
        documents.append((ENVIRONMENT, text))
    for name in named:
        if name not in source.files:
            raise not_valid(f"The environment file {name} is not among the files")
        documents.append((name, source.files[name]))
    if not documents:
        return source.environment
    merged = merge_environments(documents, _declared(source))
    return _over(source.environment, merged)


def _declared(source: Source) -> Any:
    try:
        return parameters_of(source).parameters
    except InvalidInput:
        return {}  # told when the template is compiled


def _over(old: Mapping[str, Value], new: Mapping[str, Value]) -> Mapping[str, Value]:
    """Sections that are maps grow by what is new; all others are replaced."""
    found = dict(old)
    for section, value in new.items():
        known = found.get(section)
        both = isinstance(known, Mapping) and isinstance(value, Mapping)
        found[section] = {**known, **value} if both else value  # type: ignore[dict-item]
    return found


def _parameters(body: Json, source: Source) -> Mapping[str, Value]:
    given = {**source.parameters, **_map(body, "parameters")}
    for name in texts("clear_parameters", body.get("clear_parameters") or []):
        given.pop(name, None)
    return given


def cleared(source: Source, names: list[str]) -> Source:
    """``source`` without the parameters of those names in its environment."""
    environment = dict(source.environment)
    known = environment.get("parameters", {})
    environment["parameters"] = {name: value for name, value in known.items() if name not in names}
    return msgspec.structs.replace(source, environment=environment)


def _map(body: Json, name: str) -> Json:
    given = body.get(name) or {}
    if not isinstance(given, dict):
        raise bad_request(f"Unexpected type for '{name}': a map is expected")
    return given


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()
