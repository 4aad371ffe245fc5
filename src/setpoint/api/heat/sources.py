"""From a body to a source: template, files, environments, parameters. What is wrong with them is told at once.

A template comes as a tree or as text, or as an address that somebody else has fetched by now. A tree is kept as the
text of its JSON, which is YAML as well. Where ``environment_files`` name environments among the files, those are merged
here, in their order, and ``environment`` (which clients have merged from them, and send as well) does not count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec

from setpoint.api.heat.bodies import Json, texts
from setpoint.api.heat.refusals import bad_request, too_much
from setpoint.api.settings.limits import Limits
from setpoint.model.diagnostic import About, Diagnostic, Problem
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source
from setpoint.model.value import Value
from setpoint.templates.compiler import parameters_of
from setpoint.templates.merging import merge_environments

Body: TypeAlias = Mapping[str, Any]

TEMPLATE = "template"
ENVIRONMENT = "environment"


def address_in(body: Body) -> str:
    """Where the template is, for whoever fetches it; "" where the body has it, or none. Raises Refused."""
    url = body.get("template_url") or ""
    if not isinstance(url, str):
        raise bad_request("Unexpected type for 'template_url': a text is expected")
    return "" if body.get(TEMPLATE) else url


def source_of(body: Body, limits: Limits, before: Source | None = None, fetched: str = "") -> Source:
    """What a stack is to be made from. ``before``: what it was made from, for what the body does not say.

    ``fetched`` is what stands at :func:`address_in`. Raises Refused and InvalidInput.
    """
    given = body.get(TEMPLATE)
    template = _template(fetched if given in (None, "") else given, limits)
    if not template and before is None:
        raise bad_request("No template specified")
    source = before or Source(template="", template_name=TEMPLATE)
    files = {name: _text(content) for name, content in _map(body, "files").items()}
    source = msgspec.structs.replace(
        source, template=template or source.template, files={**source.files, **files}
    )
    if before is not None and template:
        source = _as_far_as_asked(source)
    source = msgspec.structs.replace(source, environment=_environment(body, source))
    return msgspec.structs.replace(source, parameters=_parameters(body, source))


def _as_far_as_asked(source: Source) -> Source:
    """``source``, whose template is new, with what was given to the old one only where the new one asks for it."""
    try:
        declared = parameters_of(source).parameters
    except InvalidInput:
        return source  # told when the template is compiled
    gone = [name for name in source.parameters if name not in declared]
    known = source.environment.get("parameters") or {}
    gone += [name for name in known if name not in declared]
    kept = {name: value for name, value in source.parameters.items() if name in declared}
    return msgspec.structs.replace(cleared(source, gone) if gone else source, parameters=kept)


def _template(given: Any, limits: Limits) -> str:
    if given is None or given == "":
        return ""
    if not isinstance(given, (dict, str)):
        raise bad_request("The template must be a map, or a text")
    text = given if isinstance(given, str) else as_yaml(given)
    size = len(text.encode(errors="surrogatepass"))
    if size > limits.max_template_size >= 0:
        raise too_much(
            f"Template size ({size} bytes) exceeds maximum allowed size ({limits.max_template_size} bytes)."
        )
    return text


def as_yaml(tree: Any) -> str:
    """The JSON of ``tree``, in which nothing means something else to a reader of YAML."""
    text = json.dumps(tree, ensure_ascii=False)
    return _NOT_YAML.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What may stand in JSON as it is, and in YAML only escaped: some of it would be a break of the line."""


def _environment(body: Body, source: Source) -> Mapping[str, Value]:
    """The environment of the body, or its environment files in their order, over the one that there is."""
    named = texts("environment_files", body.get("environment_files") or [])
    given = body.get("environment")
    if named:
        documents = [(name, _named(name, source)) for name in named]
    elif given:
        if not isinstance(given, (dict, str)):
            raise bad_request(
                "Environment not in valid format: The environment is not a valid YAML mapping data type."
            )
        documents = [(ENVIRONMENT, given if isinstance(given, str) else as_yaml(given))]
    else:
        return source.environment
    try:
        return _over(source.environment, merge_environments(documents, _declared(source)))
    except InvalidInput as refused:
        raise InvalidInput(map(_of_environment, refused.diagnostics)) from None


def _named(name: str, source: Source) -> str:
    if name not in source.files:
        raise bad_request(f"The environment file {name} is not among the files.")
    return source.files[name]


def _of_environment(one: Diagnostic) -> Diagnostic:
    return msgspec.structs.replace(one, about=About(Problem.ENVIRONMENT))


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


def _parameters(body: Body, source: Source) -> Mapping[str, Value]:
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


def _map(body: Body, name: str) -> Json:
    given = body.get(name) or {}
    if not isinstance(given, dict):
        raise bad_request(f"Unexpected type for '{name}': a map is expected")
    return given


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
