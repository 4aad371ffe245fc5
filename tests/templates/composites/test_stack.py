"""OS::Heat::Stack."""

from typing import Any

import pytest

from setpoint.model.expression import EvaluationError, references
from setpoint.model.kind import is_composite
from setpoint.model.site import HERE, Site
from tests.templates.world import Nothing, World, compiled, outputs, problems

INNER = """
heat_template_version: 2018-08-31
parameters:
  name: {type: string}
  is_big: {type: boolean, default: false}
conditions:
  big: {get_param: is_big}
resources:
  one: {type: OS::Heat::TestResource, properties: {value: {get_param: name}}}
  two: {type: OS::Heat::TestResource, condition: big}
outputs:
  said: {value: {get_attr: [one, output]}}
  map: {value: {a: [1, 2]}}
"""


def stack(properties: str, value: str = "x") -> str:
    return f"""
heat_template_version: 2018-08-31
resources:
  base: {{type: OS::Heat::Value, properties: {{value: from-base}}}}
  inner:
    type: OS::Heat::Stack
    properties: {properties}
outputs:
  it: {{value: {value}}}
"""


FILES = {"inner.yaml": INNER}
NAMED = "{template: {get_file: inner.yaml}, parameters: {name: n}}"


@pytest.mark.parametrize(
    ("value", "expected"),
    (
        ("{get_attr: [inner, stack_name]}", "stack-inner"),
        ("{get_attr: [inner, outputs]}", {"said": "n", "map": {"a": [1, 2]}}),
        ("{get_attr: [inner, outputs, said]}", "n"),
        ("{get_attr: [inner, outputs, map, a, 1]}", 2),
        (
            "{get_attr: [inner]}",
            {"stack_name": "stack-inner", "outputs": {"said": "n", "map": {"a": [1, 2]}}},
        ),
        ("{get_attr: [inner, show]}", None),
    ),
)
def test_what_a_stack_tells(value: str, expected: Any) -> None:
    assert outputs(stack(NAMED, value), files=FILES)["it"] == expected


def test_an_output_that_is_not_there() -> None:
    with pytest.raises(EvaluationError, match="inner has no output 'sad'"):
        outputs(stack(NAMED, "{get_attr: [inner, outputs, sad]}"), files=FILES)


def test_an_attribute_that_is_not_there_is_told_before() -> None:
    (found,) = problems(stack(NAMED, "{get_attr: [inner, said]}"), files=FILES)
    assert found.summary == "inner has no attribute 'said'"
    assert found.detail == "OS::Heat::Stack offers outputs, stack_name"


def test_parameters_may_hang_on_resources() -> None:
    properties = "{template: {get_file: inner.yaml}, parameters: {name: {get_attr: [base, value]}}}"
    made = compiled(stack(properties, "{get_attr: [inner, outputs, said]}"), files=FILES)
    assert World(made.composition).outputs()["it"] == "from-base"
    outer = made.composition.definitions[next(iter(made.composition.definitions))]
    assert outer.address == "base"
    inner = World(made.composition).definition("inner")
    assert [one for value in inner.properties.values() for one, _ in references(value)] == ["base"]


def test_conditions_decide_the_shape() -> None:
    for flag, expected in (("true", ["inner/one", "inner/two"]), ("false", ["inner/one"])):
        properties = f"{{template: {{get_file: inner.yaml}}, parameters: {{name: n, is_big: {flag}}}}}"
        world = World(compiled(stack(properties), files=FILES).composition)
        assert list(world.composition("inner").definitions) == expected


@pytest.mark.parametrize(
    "properties",
    (
        "{template: {get_attr: [base, value]}}",
        "{template: {get_file: inner.yaml}, parameters: {name: n, is_big: {get_attr: [base, value]}}}",
        "{template: {get_file: inner.yaml}, parameters: {get_attr: [base, value]}}",
    ),
)
def test_a_shape_that_hangs_on_what_is_not_made_yet_is_decided_later(properties: str) -> None:
    world = World(compiled(stack(properties), files=FILES).composition, unmade=frozenset({"base"}))
    kind = world.definition("inner").kind
    assert is_composite(kind)
    assert kind.shape(world.properties("inner"), Nothing()) is None


@pytest.mark.parametrize(
    ("context", "site"),
    (
        ("{region_name: other}", Site(region="other")),
        ("{insecure: true, ca_cert: text}", Site(insecure=True, cacert="text")),
        ("{credential_secret_id: x, region_name: ''}", Site(credential="x")),
        ("{insecure: false}", HERE),
    ),
)
def test_a_context_is_where_its_members_are(context: str, site: Site) -> None:
    properties = f"{{context: {context}, template: {{get_file: inner.yaml}}, parameters: {{name: n}}}}"
    world = World(compiled(stack(properties), files=FILES).composition)
    assert world.composition("inner").site == site


def test_where_its_members_are_may_hang_on_what_is_not_made_yet() -> None:
    properties = NAMED.replace("{template", "{context: {region_name: {get_attr: [base, value]}}, template")
    world = World(compiled(stack(properties), files=FILES).composition, unmade=frozenset({"base"}))
    kind = world.definition("inner").kind
    assert is_composite(kind)
    assert kind.shape(world.properties("inner"), Nothing()) is None


def test_a_context_that_says_nothing_is_none() -> None:
    properties = NAMED.replace("{template", "{context: {insecure: false, region_name: ''}, template")
    assert outputs(stack(properties, "{get_attr: [inner, outputs, said]}"), files=FILES)["it"] == "n"


def test_problems_of_the_text_are_told() -> None:
    wrong = INNER.replace("get_param: name", "get_param: nme")
    (found,) = problems(stack(NAMED), files={"inner.yaml": wrong})
    assert found.summary == "unknown parameter 'nme'"
    assert found.place is not None
    assert found.place.file == "inner.yaml"
    (found,) = problems(stack(NAMED.replace("name: n", "")), files=FILES)
    assert found.summary == "parameter 'name' has no value"


def test_its_text_is_no_provider_template() -> None:
    wrong = INNER.replace("{a: [1, 2]}", "{resource_facade: metadata}")
    (found,) = problems(stack(NAMED), files={"inner.yaml": wrong})
    assert found.summary == "resource_facade is only known inside a provider template"
