"""Templates that provide a type."""

from typing import Any

import pytest

from setpoint.model.expression import EvaluationError
from setpoint.model.kind import is_composite
from setpoint.model.value import Sensitive
from setpoint.templates.limits import MAX_NESTING
from tests.templates.world import Nothing, World, compiled, outputs, problems

WEB = """
heat_template_version: 2018-08-31
description: A web server.
parameters:
  name: {type: string}
  ports: {type: comma_delimited_list, default: "80"}
  size: {type: number, default: 1, constraints: [{range: {max: 4}}]}
  options: {type: json, default: {}}
  is_on: {type: boolean, default: true}
  password: {type: string, default: x, hidden: true}
resources:
  one: {type: OS::Heat::TestResource, properties: {value: {get_param: name}}}
  all:
    type: OS::Heat::Value
    properties:
      value: [{get_param: ports}, {get_param: size}, {get_param: options}, {get_param: is_on}]
outputs:
  said: {value: {get_attr: [one, output]}}
  all: {value: {get_attr: [all, value]}}
  secret: {value: {get_param: password}}
"""


def uses(properties: str, value: str = "x", more: str = "", type_name: str = "web.yaml") -> str:
    return f"""
heat_template_version: 2018-08-31
resources:
  base: {{type: OS::Heat::Value, properties: {{value: {{a: b}}}}}}
  web:
    type: {type_name}
{more}    properties: {properties}
outputs:
  it: {{value: {value}}}
"""


FILES = {"web.yaml": WEB}


@pytest.mark.parametrize(
    ("value", "expected"),
    (
        ("{get_attr: [web, said]}", "n"),
        ("{get_attr: [web, all]}", [["80"], 1, {}, True]),
        ("{get_attr: [web, all, 0, 0]}", "80"),
        ("{get_attr: [web, resource.one]}", "<web/one>"),
        ("{get_attr: [web, resource.one, output]}", "n"),
        ("{get_attr: [web, resource.one.output]}", "n"),
        ("{get_attr: [web, show]}", None),
        ("{get_resource: web}", "<web>"),
    ),
)
def test_outputs_are_attributes(value: str, expected: Any) -> None:
    assert outputs(uses("{name: n}", value), files=FILES)["it"] == expected


def test_all_attributes_are_all_outputs() -> None:
    found = outputs(uses("{name: n}", "{get_attr: [web]}"), files=FILES)["it"]
    assert found == {"said": "n", "all": [["80"], 1, {}, True], "secret": Sensitive("x")}


def test_a_hidden_parameter_is_a_secret_inside() -> None:
    found = outputs(uses("{name: n, password: s3cret}", "{get_attr: [web, secret]}"), files=FILES)["it"]
    assert isinstance(found, Sensitive)


def test_a_member_that_is_not_there() -> None:
    with pytest.raises(EvaluationError, match="web has no member 'two'"):
        outputs(uses("{name: n}", "{get_attr: [web, resource.two]}"), files=FILES)


def test_properties_are_parameters() -> None:
    properties = (
        "{name: 5, ports: '1,2', size: '3', options: {get_attr: [base, value]}, is_on: 'off', password: null}"
    )
    found = outputs(uses(properties, "[{get_attr: [web, said]}, {get_attr: [web, all]}]"), files=FILES)["it"]
    assert found == ["5", [["1", "2"], 3, {"a": "b"}, False]]


@pytest.mark.parametrize(
    ("properties", "summary", "part"),
    (
        ("{nam: n}", "web.yaml has no property nam", "nam"),
        ("{name: n, size: 9}", "property size", "size"),
        ("{name: n, is_on: maybe}", "property is_on must be true or false, not", "is_on"),
        ("{name: [n]}", "property name must be a string", "name"),
    ),
)
def test_wrong_properties_are_told_where_they_are(properties: str, summary: str, part: str) -> None:
    found = problems(uses(properties), files=FILES)[0]
    assert found.summary.startswith(summary)
    assert found.place is not None
    assert found.place.column == len("    properties: ") + properties.index(part) + 1


def test_a_wrong_secret_is_not_shown() -> None:
    wrong = WEB.replace(
        "default: x, hidden: true", "default: x, hidden: true, constraints: [{length: {max: 3}}]"
    )
    found = problems(uses("{name: n, password: s3cret}"), files={"web.yaml": wrong})
    assert found
    assert "s3cret" not in "".join(f"{one} {one.text}" for one in found)


def test_a_property_that_has_to_be_given_is_told() -> None:
    (found,) = problems(uses("{}"), files=FILES)
    assert found.summary == "parameter 'name' has no value"
    assert "web" in found.detail


def test_a_wrong_attribute_is_told_with_what_there_is() -> None:
    wrong = "{type: OS::Heat::Value, properties: {value: {get_attr: [web, sad]}}}"
    (found,) = problems(uses("{name: n}").replace("outputs:", f"  other: {wrong}\noutputs:"), files=FILES)
    assert found.summary == "web has no attribute 'sad'"
    assert found.advice == "did you mean 'said'?"


def test_an_output_may_ask_what_is_not_provided_and_is_told_so() -> None:
    found = compiled(uses("{name: n}", "{get_attr: [web, sad]}"), files=FILES)
    assert [one.summary for one in found.warnings] == ["web has no attribute 'sad'"]
    with pytest.raises(EvaluationError, match=r"The Referenced Attribute \(web sad\) is incorrect"):
        World(found.composition).outputs()


def test_an_output_can_say_what_the_resource_is_known_by() -> None:
    known = WEB + "  OS::stack_id: {value: {get_resource: one}}\n"
    found = outputs(uses("{name: n}", "{get_resource: web}"), files={"web.yaml": known})["it"]
    assert found == "<web/one>"


CONDITIONAL = """
heat_template_version: 2018-08-31
parameters:
  is_wanted: {type: boolean}
  later: {type: string}
conditions:
  both: {and: [{equals: [{get_param: later}, x]}, {get_param: is_wanted}]}
  either: {or: [{equals: [{get_param: later}, x]}, {not: {get_param: is_wanted}}]}
resources:
  one: {type: OS::Heat::TestResource, condition: both}
  other: {type: OS::Heat::TestResource, condition: either}
"""


@pytest.mark.parametrize(("is_wanted", "expected"), (("false", {"members": ["other"]}), ("true", None)))
def test_a_condition_may_be_settled_before_all_of_it_is_known(is_wanted: str, expected: Any) -> None:
    properties = f"{{is_wanted: {is_wanted}, later: {{get_attr: [base, value, a]}}}}"
    made = compiled(uses(properties), files={"web.yaml": CONDITIONAL}).composition
    world = World(made, unmade=frozenset({"base"}))
    kind = world.definition("web").kind
    assert is_composite(kind)
    assert kind.shape(world.properties("web"), Nothing()) == expected


FACADE = """
heat_template_version: 2018-08-31
resources:
  one:
    type: OS::Heat::TestResource
    metadata: {resource_facade: metadata}
outputs:
  all: {value: [{resource_facade: metadata}, {resource_facade: deletion_policy}, {resource_facade: update_policy}]}
"""


def test_a_template_sees_its_facade() -> None:
    more = "    metadata: {a: {get_attr: [base, value, a]}}\n    deletion_policy: Retain\n"
    made = compiled(uses("{}", "{get_attr: [web, all]}", more), files={"web.yaml": FACADE})
    world = World(made.composition)
    assert world.outputs()["it"] == [{"a": "b"}, "Retain", {}]
    assert world.definition("web/one").metadata is world.definition("web").metadata


def test_a_facade_that_says_nothing() -> None:
    found = outputs(uses("{}", "{get_attr: [web, all]}"), files={"web.yaml": FACADE})["it"]
    assert found == [{}, "Delete", {}]


def test_the_first_version_sees_it_by_cloudformations_name() -> None:
    first = FACADE.replace("2018-08-31", "2013-05-23")
    for name, new in (
        ("metadata", "Metadata"),
        ("deletion_policy", "DeletionPolicy"),
        ("update_policy", "UpdatePolicy"),
    ):
        first = first.replace(f"{{resource_facade: {name}}}", f'{{"Fn::ResourceFacade": {new}}}')
    found = outputs(uses("{}", "{get_attr: [web, all]}"), files={"web.yaml": first})["it"]
    assert found == [{}, "Delete", {}]


def as_value(template: str) -> dict[str, Any]:
    """What it takes for ``template`` to stand for OS::Heat::Value."""
    return {
        "files": {"mine.yaml": template},
        "environment": {"resource_registry": {"OS::Heat::Value": "mine.yaml"}},
    }


FITTING = """
heat_template_version: 2018-08-31
parameters:
  value: {type: json}
  type: {type: string, default: ''}
  more: {type: string, default: x}
outputs:
  value: {value: {mine: {get_param: value}}}
"""


def plain_use(properties: str = "{value: {a: 1}}") -> str:
    return f"""
heat_template_version: 2018-08-31
resources:
  it: {{type: OS::Heat::Value, properties: {properties}}}
outputs:
  it: {{value: {{get_attr: [it, value]}}}}
"""


def test_a_template_can_stand_for_a_type_that_exists() -> None:
    assert outputs(plain_use(), **as_value(FITTING))["it"] == {"mine": {"a": 1}}


@pytest.mark.parametrize(
    ("old", "new", "summary"),
    (
        (
            "value: {type: json}",
            "value: {type: json, default: {}}\n  extra: {type: string}",
            "Provider requires property extra unknown in facade OS::Heat::Value",
        ),
        (
            "value: {type: json}\n",
            "\n",
            "Required property value for facade OS::Heat::Value missing in provider",
        ),
        (
            "type: {type: string, default: ''}",
            "type: {type: number, default: 1}",
            "Property type type mismatch between facade OS::Heat::Value (String) and provider (number)",
        ),
        (
            "value: {value: {mine: {get_param: value}}}",
            "other: {value: 1}",
            "Attribute value for facade OS::Heat::Value missing in provider",
        ),
    ),
)
def test_a_template_that_does_not_fit_is_told(old: str, new: str, summary: str) -> None:
    found = problems(plain_use(), **as_value(FITTING.replace(old, new)))
    assert summary in [one.summary for one in found]


@pytest.mark.parametrize(
    ("concrete", "summary"),
    (
        ("outputs: {said: {value: x}}", "Required property one for facade My::Thing missing in provider"),
        ("parameters: {one: {type: string}}", "Attribute said for facade My::Thing missing in provider"),
        (
            "parameters: {one: {type: json}}\noutputs: {said: {value: x}}",
            "Property one type mismatch between facade My::Thing (String) and provider (json)",
        ),
        (
            "parameters: {one: {type: string}, two: {type: string}}\noutputs: {said: {value: x}}",
            "Provider requires property two unknown in facade My::Thing",
        ),
    ),
)
def test_a_template_for_one_resource_fits_the_one_that_there_is_for_all(concrete: str, summary: str) -> None:
    general = "parameters: {one: {type: string}}\noutputs: {said: {value: noop}}"
    assert concrete != general
    files = {
        "general.yaml": f"heat_template_version: 2018-08-31\n{general}",
        "own.yaml": f"heat_template_version: 2018-08-31\n{concrete}",
    }
    registry = {"My::Thing": "general.yaml", "resources": {"it": {"My::Thing": "own.yaml"}}}
    given = "" if "one:" not in concrete else ", properties: {one: x}"
    text = f"heat_template_version: 2018-08-31\nresources: {{it: {{type: 'My::Thing'{given}}}}}"
    found = problems(text, files=files, environment={"resource_registry": registry})
    assert summary in [one.summary for one in found]


def test_a_template_that_contains_itself_comes_to_an_end() -> None:
    endless = "heat_template_version: 2018-08-31\nresources: {again: {type: web.yaml}}"
    found = problems(uses("{}"), files={"web.yaml": endless})
    assert [one.summary for one in found] == [
        f"web.yaml stands {MAX_NESTING + 1} levels deep; {MAX_NESTING} are allowed"
    ]
    assert found[0].address == "web" + "/again" * MAX_NESTING


def test_a_template_that_cannot_be_read_is_told() -> None:
    found = problems(uses("{}"), files={"web.yaml": "heat_template_version: 2018-08-31\nresources: [a]"})
    assert found[0].place is not None
    assert found[0].place.file == "web.yaml"
