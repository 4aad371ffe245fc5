"""AWS::CloudFormation::Stack."""

from typing import Any

import pytest

from setpoint.model.diagnostic import About, Problem
from setpoint.model.expression import EvaluationError, references
from setpoint.model.kind import is_composite
from tests.templates.world import Nothing, World, compiled, outputs, problems

URL = "https://host/inner"
INNER = """
HeatTemplateFormatVersion: '2012-12-12'
Parameters:
  Name: {Type: String}
  Size: {Type: Number, Default: 1, MaxValue: 3}
Resources:
  one: {Type: OS::Heat::TestResource, Properties: {value: {Ref: Name}}}
Outputs:
  Said: {Value: {'Fn::GetAtt': [one, output]}}
  Map: {Value: {a: [1, {Ref: Size}]}}
"""
FILES = {URL: INNER}


def stack(properties: str, value: str = "x") -> str:
    return f"""
heat_template_version: 2018-08-31
resources:
  base: {{type: OS::Heat::Value, properties: {{value: from-base}}}}
  inner:
    type: AWS::CloudFormation::Stack
    properties: {properties}
outputs:
  it: {{value: {value}}}
"""


NAMED = f"{{TemplateURL: '{URL}', Parameters: {{Name: n}}}}"


@pytest.mark.parametrize(
    ("value", "expected"),
    (
        ("{get_attr: [inner, Outputs.Said]}", "n"),
        ("{get_attr: [inner, Outputs.Map, a, 0]}", 1),
        ("{get_attr: [inner]}", {"Outputs.Said": "n", "Outputs.Map": {"a": [1, 1]}}),
        ("{get_attr: [inner, show]}", None),
    ),
)
def test_what_a_stack_tells(value: str, expected: Any) -> None:
    assert outputs(stack(NAMED, value), files=FILES)["it"] == expected


@pytest.mark.parametrize(
    ("value", "why"),
    (
        ("{get_attr: [inner, Outputs.Sad]}", "inner has no output 'Sad'"),
        ("{get_attr: [inner, Said]}", r"a stack has no attribute 'Said'; its outputs are Outputs\.NAME"),
    ),
)
def test_what_a_stack_does_not_tell(value: str, why: str) -> None:
    with pytest.raises(EvaluationError, match=why):
        outputs(stack(NAMED, value), files=FILES)


def test_parameters_may_hang_on_resources() -> None:
    properties = f"{{TemplateURL: '{URL}', Parameters: {{Name: {{get_attr: [base, value]}}}}}}"
    made = compiled(stack(properties, "{get_attr: [inner, Outputs.Said]}"), files=FILES)
    world = World(made.composition)
    assert world.outputs()["it"] == "from-base"
    inner = world.definition("inner")
    assert [one for value in inner.properties.values() for one, _ in references(value)] == ["base"]


def test_a_template_that_is_not_known_yet_is_decided_later() -> None:
    text = stack("{TemplateURL: {get_attr: [base, value]}}")
    world = World(compiled(text, files=FILES).composition, unmade=frozenset({"base"}))
    kind = world.definition("inner").kind
    assert is_composite(kind)
    assert kind.shape(world.properties("inner"), Nothing()) is None


def test_a_template_that_is_missing_is_told_where_it_is_named() -> None:
    (found,) = problems(stack(NAMED))
    assert found.summary == f"the template '{URL}' was not handed over"
    assert found.about == About(Problem.NESTED_TEMPLATE, (URL, URL))
    assert str(found.place) == "template:7:18"


@pytest.mark.parametrize(
    ("parameters", "summary", "advice"),
    (
        (
            "{Name: n, Sise: 1}",
            "property Parameters has no property Sise",
            "did you mean 'Size'?",
        ),
        ("{}", "parameter 'Name' has no value", "give it one, or a default"),
        ("{Name: n, Size: 4}", "parameter 'Size' must be at most 3", ""),
    ),
)
def test_parameters_are_held_against_the_template(parameters: str, summary: str, advice: str) -> None:
    (found,) = problems(stack(f"{{TemplateURL: '{URL}', Parameters: {parameters}}}"), files=FILES)
    assert (found.summary, found.advice) == (summary, advice)


def test_problems_of_its_template_are_told_in_it() -> None:
    (found,) = problems(stack(NAMED), files={URL: INNER.replace("Ref: Name", "Ref: Nmae")})
    assert found.summary == "unknown parameter or resource 'Nmae'"
    assert found.place
    assert found.place.file == URL


@pytest.mark.parametrize(("minutes", "seconds"), (("50", 3000.0), ("'2'", 120.0)))
def test_a_timeout(minutes: str, seconds: float) -> None:
    properties = f"{{TemplateURL: '{URL}', Parameters: {{Name: n}}, TimeoutInMinutes: {minutes}}}"
    world = World(compiled(stack(properties), files=FILES).composition)
    kind = world.definition("inner").kind
    assert is_composite(kind)
    assert kind.timeout(world.properties("inner")) == seconds


def test_a_timeout_leaves_some_time() -> None:
    (found,) = problems(
        stack(f"{{TemplateURL: '{URL}', Parameters: {{Name: n}}, TimeoutInMinutes: 0}}"), files=FILES
    )
    assert found.summary == "property TimeoutInMinutes must be at least 1 (minute)"


def test_a_stack_that_contains_itself_comes_to_an_end() -> None:
    endless = f"{{TemplateURL: '{URL}'}}"
    (found,) = problems(
        stack(endless),
        files={
            URL: "HeatTemplateFormatVersion: '2012-12-12'\nResources:\n"
            f"  again: {{Type: 'AWS::CloudFormation::Stack', Properties: {endless}}}\n"
        },
    )
    assert "levels deep" in found.summary
