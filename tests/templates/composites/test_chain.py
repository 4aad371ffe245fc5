"""OS::Heat::ResourceChain."""

from typing import Any

import pytest

from setpoint.model.expression import EvaluationError
from setpoint.model.kind import is_composite
from tests.templates.world import Nothing, World, compiled, outputs, problems


def chain(properties: str, value: str = "x") -> str:
    return f"""
heat_template_version: 2018-08-31
resources:
  base: {{type: OS::Heat::Value, properties: {{value: {{value: deep}}}}}}
  chain: {{type: OS::Heat::ResourceChain, properties: {properties}}}
outputs:
  it: {{value: {value}}}
"""


TWO = "{resources: [OS::Heat::TestResource, OS::Heat::Value], resource_properties: {value: v}}"


@pytest.mark.parametrize(
    ("value", "expected"),
    (
        ("{get_attr: [chain, refs]}", ["<chain/0>", "<chain/1>"]),
        ("{get_attr: [chain, refs, 0]}", "<chain/0>"),
        ("{get_attr: [chain, attributes, output]}", {"0": "v", "1": "chain/1.output"}),
        ("{get_attr: [chain, value]}", ["chain/0.value", "v"]),
        ("{get_attr: [chain, resource.1]}", "<chain/1>"),
        ("{get_attr: [chain, resource.1.value]}", "v"),
        ("{get_attr: [chain]}", {"refs": ["<chain/0>", "<chain/1>"]}),
    ),
)
def test_what_a_chain_tells_of_its_members(value: str, expected: Any) -> None:
    assert outputs(chain(TWO, value))["it"] == expected


def test_a_member_that_is_not_there() -> None:
    with pytest.raises(EvaluationError, match="chain has no member '2'"):
        outputs(chain(TWO, "{get_attr: [chain, resource.2]}"))


@pytest.mark.parametrize(
    ("concurrent", "expected"), (("", [[], ["chain/0"]]), ("concurrent: true, ", [[], []]))
)
def test_each_member_waits_for_the_one_before_unless_they_are_concurrent(
    concurrent: str, expected: list[list[str]]
) -> None:
    made = World(compiled(chain(TWO.replace("{res", "{" + concurrent + "res", 1))).composition).composition(
        "chain"
    )
    assert [list(one.depends_on) for one in made.definitions.values()] == expected


def test_properties_may_be_worked_out_later() -> None:
    template = chain("{resources: [OS::Heat::TestResource], resource_properties: {get_attr: [base, value]}}")
    made = compiled(template)
    assert World(made.composition).properties("chain/0") == {"value": "deep"}
    waiting = World(made.composition, unmade=frozenset({"base"}))
    kind = waiting.definition("chain").kind
    assert is_composite(kind)
    assert kind.shape(waiting.properties("chain"), Nothing()) is None


@pytest.mark.parametrize(
    ("properties", "summary", "part"),
    (
        ("{resources: [OS::Heat::Valu]}", "unknown resource type 'OS::Heat::Valu'", "OS::"),
        ("{resources: [OS::Heat::Value, [x]]}", "property resources[1] must be the name of a type", "[x]"),
        (
            "{resources: [OS::Heat::TestResource], resource_properties: {valu: x}}",
            "OS::Heat::TestResource has no property valu",
            "valu",
        ),
        ("{concurrent: true}", "property resources is required", ""),
    ),
)
def test_problems_are_told_where_they_are(properties: str, summary: str, part: str) -> None:
    (found,) = problems(chain(properties))
    assert found.summary == summary
    assert found.place is not None
    if part:
        start = len("  chain: {type: OS::Heat::ResourceChain, properties: ")
        assert found.place.column == start + properties.index(part) + 1


def test_members_may_be_templates_by_an_alias() -> None:
    member = "heat_template_version: 2018-08-31\noutputs: {said: {value: hello}}"
    environment = {"resource_registry": {"My::Type": "member.yaml"}}
    template = chain("{resources: [My::Type, My::Type]}", "{get_attr: [chain, said]}")
    found = outputs(template, files={"member.yaml": member}, environment=environment)["it"]
    assert found == ["hello", "hello"]
