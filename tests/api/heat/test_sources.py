"""From the body of a request to a source, and what of a body is refused."""

import json
from typing import Any

import pytest

from setpoint.api.heat.refusals import Refused
from setpoint.api.heat.sources import address_in, source_of
from setpoint.api.settings.limits import Limits
from setpoint.model.diagnostic import About, Problem
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source
from setpoint.templates.compiler import parameters_of

TEXT = """
heat_template_version: 2018-08-31
parameters:
  list: {type: comma_delimited_list}
  other: {type: string}
"""
TREE = {
    "heat_template_version": "2018-08-31",
    "description": "Ü\u2028\u0007 \U0001f600\x85\ufeff",
    "resources": {},
}


def source(**body: Any) -> Source:
    return source_of({"template": TEXT} | body, Limits())


def test_text_stays_what_it_is() -> None:
    assert source().template == TEXT


def test_a_tree_becomes_text_that_means_the_same() -> None:
    found = source(template=TREE)
    assert json.loads(found.template) == TREE
    assert parameters_of(found).description == TREE["description"]


def test_what_was_fetched_counts_where_there_is_only_an_address() -> None:
    body = {"template_url": "https://example.com/t.yaml"}
    assert address_in(body) == "https://example.com/t.yaml"
    assert source_of(body, Limits(), fetched=TEXT).template == TEXT
    assert address_in(body | {"template": TEXT}) == ""


@pytest.mark.parametrize("environment", ({"parameters": {"list": "a"}}, "parameters: {list: a}"))
def test_an_environment_is_a_tree_or_text(environment: object) -> None:
    found = source(environment=environment, parameters={"other": 1}, files={"f": "x"})
    assert found.environment == {"parameters": {"list": "a"}}
    assert (found.parameters, found.files) == ({"other": 1}, {"f": "x"})


def test_environment_files_are_merged_here_and_the_environment_does_not_count() -> None:
    merge = "parameter_merge_strategies: {list: merge}"
    files = {
        "one": f"parameters: {{list: a, other: x}}\n{merge}",
        "two": f"parameters: {{list: b, other: y}}\n{merge}\nresource_registry: {{A: B}}",
    }
    found = source(environment={"parameters": {"other": "z"}}, environment_files=["one", "two"], files=files)
    assert found.environment == {
        "parameters": {"list": ["a", "b"], "other": "y"},
        "resource_registry": {"A": "B"},
    }


def test_absent_and_null_are_the_same() -> None:
    nothing = dict.fromkeys(("environment", "environment_files", "files", "parameters", "template_url"))
    assert source(**nothing) == source()


def test_what_a_body_does_not_say_stays_as_it_was() -> None:
    before = source(
        environment={"parameters": {"list": "a"}}, parameters={"other": "x", "list": "b"}, files={"f": "1"}
    )
    body = {"environment": {"parameters": {"other": "z"}}, "files": {"g": "2"}, "clear_parameters": ["list"]}
    found = source_of(body, Limits(), before)
    assert found.template == TEXT
    assert found.environment == {"parameters": {"list": "a", "other": "z"}}
    assert (found.parameters, found.files) == ({"other": "x"}, {"f": "1", "g": "2"})


@pytest.mark.parametrize(
    ("body", "message"),
    (
        ({}, "No template specified"),
        ({"template": ""}, "No template specified"),
        ({"template": [1]}, "The template must be a map, or a text"),
        ({"template": TEXT, "parameters": [1]}, "Unexpected type for 'parameters'"),
        ({"template": TEXT, "environment": 1}, "Environment not in valid format"),
        ({"template": TEXT, "environment_files": "x"}, "Unexpected type for 'environment_files'"),
        ({"template": TEXT, "environment_files": ["x"]}, "The environment file x is not among the files."),
    ),
)
def test_a_body_of_the_wrong_form_is_refused(body: Any, message: str) -> None:
    with pytest.raises(Refused) as refused:
        source_of(body, Limits())
    assert (refused.value.status, refused.value.type) == (400, "HTTPBadRequest")
    assert refused.value.message.startswith(message)


@pytest.mark.parametrize("text", ("a: [", "- 1", "parameter: {}"))
def test_an_environment_that_is_none_is_refused(text: str) -> None:
    for body in ({"environment": text}, {"environment_files": ["e"], "files": {"e": text}}):
        with pytest.raises(InvalidInput) as refused:
            source(**body)
        assert {one.about for one in refused.value.diagnostics} == {About(Problem.ENVIRONMENT)}


def test_a_template_has_a_size_in_bytes() -> None:
    body = {"template": "ü" * 6}
    assert source_of(body, Limits(max_template_size=12)).template == "ü" * 6
    with pytest.raises(Refused) as refused:
        source_of(body, Limits(max_template_size=11))
    limit = "Template size (12 bytes) exceeds maximum allowed size (11 bytes)."
    assert refused.value.message == f"Request limit exceeded: {limit}"
    assert source_of(body, Limits(max_template_size=-1)).template == "ü" * 6
