"""A template before its parameters have values: compiled as far as that goes, and what its nested ones declare."""

from typing import Any

import msgspec
import pytest

from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source
from setpoint.model.value import Sensitive
from setpoint.templates import nested as room
from setpoint.templates.compiler import Compiled, compile_stack
from setpoint.templates.nested import Nested, nested_in
from tests.templates.world import AROUND

HEAD = "heat_template_version: 2021-04-16\n"
INNER = (
    HEAD
    + """
description: the inner one
parameters:
  size: {type: number, constraints: [{range: {max: 9}}]}
  name: {type: string, default: x}
resources:
  string: {type: 'OS::Heat::RandomString', properties: {length: {get_param: size}}}
outputs:
  o: {value: {get_attr: [string, value]}}
"""
)


def draft(text: str, **given: Any) -> Compiled:
    return compile_stack(Source(HEAD + text, **given), msgspec.structs.replace(AROUND, is_draft=True))


def nested(text: str, **given: Any) -> dict[str, Nested]:
    found = draft(text, files={"inner.yaml": INNER, "outer.yaml": OUTER}, **given)
    return nested_in(found.composition.definitions.values())


OUTER = HEAD + "resources:\n  within: {type: inner.yaml, properties: {size: 3}}"

WANTING = """
parameters:
  much: {type: number, constraints: [{range: {max: 5}}]}
conditions:
  is_much: {equals: [{get_param: much}, 5]}
resources:
  string: {type: 'OS::Heat::RandomString', properties: {length: {get_param: much}}}
  more: {type: 'OS::Heat::RandomString', condition: is_much}
outputs:
  o: {value: {if: [is_much, {get_attr: [more, value]}, none]}}
"""


@pytest.mark.parametrize("given", ({}, {"much": 6}, {"much": "x"}))
def test_a_value_that_is_missing_or_wrong_is_still_to_come(given: dict[str, Any]) -> None:
    found = draft(WANTING, parameters=given)
    assert list(found.composition.definitions) == ["string", "more"]


def test_what_is_wrong_with_the_template_is_told_all_the_same() -> None:
    with pytest.raises(InvalidInput, match="unknown resource 'strin'"):
        draft(WANTING.replace("[more, value]", "[strin, value]"))


def test_a_nested_template_may_want_values_as_well() -> None:
    (one,) = nested("resources:\n  n: {type: inner.yaml}").values()
    assert (one.type, one.given, one.members) == ("inner.yaml", {}, {})
    assert one.template is not None
    assert list(one.template.parameters) == ["size", "name"]


def test_the_values_that_are_known_are_given() -> None:
    text = """
parameters:
  later: {type: number}
  hidden: {type: string, hidden: true, default: s}
resources:
  n: {type: inner.yaml, properties: {size: {get_param: later}, name: {get_param: hidden}}}
"""
    (one,) = nested(text).values()
    assert one.given == {"name": Sensitive("s")}
    (one,) = nested(text, parameters={"later": 4}).values()
    assert one.given["size"] == 4


def test_a_value_that_breaks_a_rule_of_a_nested_template_is_still_to_come_there() -> None:
    (one,) = nested("resources:\n  n: {type: inner.yaml, properties: {size: 10}}").values()
    assert one.given == {"size": 10}


@pytest.mark.parametrize("count", (0, 3, "{get_param: count}"))
def test_one_member_of_a_group_stands_for_all(count: object) -> None:
    text = f"""
parameters:
  count: {{type: number}}
resources:
  g:
    type: OS::Heat::ResourceGroup
    properties: {{count: {count}, resource_def: {{type: outer.yaml}}}}
"""
    (group,) = nested(text).values()
    assert (group.template, list(group.members)) == (None, ["0"])
    assert group.members["0"].type == "outer.yaml"
    assert group.members["0"].members["within"].given == {"size": 3}


def test_a_chain_has_all_its_members() -> None:
    text = """
resources:
  c:
    type: OS::Heat::ResourceChain
    properties: {resources: [inner.yaml, 'OS::Heat::None', outer.yaml], resource_properties: {}}
"""
    (chain,) = nested(text).values()
    assert list(chain.members) == ["0", "2"]


def test_there_is_an_end_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAX_NESTED", 1)
    with pytest.raises(InvalidInput, match="more than 1 nested stacks"):
        nested("resources:\n  n: {type: outer.yaml}")


def test_a_default_is_remembered_as_it_was_written() -> None:
    found = draft("parameters:\n  l: {type: comma_delimited_list, default: 'a,b'}").declared
    assert (found.parameters["l"].default, found.parameters["l"].written) == (["a", "b"], "a,b")
