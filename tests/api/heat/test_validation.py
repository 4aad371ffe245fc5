"""What ``/validate`` answers: shapes that clients assert, word by word, and what it refuses."""

from typing import Any

import pytest

from setpoint.api.heat.describing.validation import Asked, ignored_in, validate
from setpoint.api.heat.refusals import Refused
from setpoint.api.heat.sources import source_of
from setpoint.api.settings.limits import Limits
from setpoint.engine.desired import desired
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import ProjectId, Stack, StackId

RANDOM = """
heat_template_version: 2014-10-16
description: the stack description
parameters:
  aparam:
    type: number
    default: 10
    description: the param description
resources:
  myres:
    type: OS::Heat::RandomString
    properties:
      length: {get_param: aparam}
"""
PARENT = """
heat_template_version: 2014-10-16
description: the parent template
resources:
  nres:
    type: mynested.yaml
    properties: {aparam: 5}
"""
APARAM = {
    "Type": "Number",
    "Default": 10,
    "Description": "the param description",
    "Label": "aparam",
    "NoEcho": "false",
}
NOTHING: dict[str, Any] = {
    "event_sinks": [],
    "parameter_defaults": {},
    "parameters": {},
    "resource_registry": {"resources": {}},
}


def answer(template: Any, *, show_nested: bool = False, **body: Any) -> Any:
    source = source_of({"template": template} | body, Limits())
    return validate(source, Asked(show_nested=show_nested))


def test_the_parameters_and_the_environment() -> None:
    assert answer(RANDOM) == {
        "Description": "the stack description",
        "Parameters": {"aparam": APARAM},
        "Environment": NOTHING,
    }


def test_a_parameter_without_a_value_is_no_problem() -> None:
    found = answer(RANDOM.replace("default: 10", ""))
    assert "Default" not in found["Parameters"]["aparam"]


def test_values_are_told_as_they_are_given_even_those_that_break_a_rule() -> None:
    rule = "type: number\n    constraints: [{range: {max: 4}}]"
    found = answer(
        RANDOM.replace("type: number", rule).replace("default: 10", "default: 1"), parameters={"aparam": "7"}
    )
    assert found["Parameters"]["aparam"] == APARAM | {"Default": 1, "Value": "7", "MaxValue": 4}
    assert found["Environment"] == NOTHING | {"parameters": {"aparam": "7"}}


def test_the_environment_is_told_as_it_was_understood() -> None:
    environment = {
        "parameters": {"aparam": 5},
        "parameter_defaults": {"aparam": 6, "other": 1},
        "resource_registry": {
            "OS::Heat::RandomString": "OS::Heat::None",
            "resources": {"x": {"hooks": "pre-create"}},
        },
        "encrypted_param_names": ["aparam"],
    }
    found = answer(RANDOM, environment=environment, parameters={"aparam": 8})
    assert found["Parameters"]["aparam"] == APARAM | {"Default": 6, "Value": 8}
    assert found["Environment"] == {
        "parameters": {"aparam": 8},
        "parameter_defaults": {"aparam": 6, "other": 1},
        "event_sinks": [],
        "resource_registry": environment["resource_registry"],
    }


def test_every_key_of_a_parameter() -> None:
    parameters = {
        "s": {
            "type": "string",
            "label": "L",
            "description": "D",
            "default": "x",
            "hidden": True,
            "tags": ["a", "b"],
            "constraints": [
                {"length": {"min": 1, "max": 4}, "description": "len."},
                {"allowed_pattern": "[a-z]+", "description": "pat"},
            ],
        },
        "n": {"type": "number", "constraints": [{"range": {"min": 1}}, {"modulo": {"step": 5, "offset": 0}}]},
        "l": {"type": "comma_delimited_list", "default": "a,b"},
        "j": {"type": "json", "default": '{"a": 1}'},
        "b": {"type": "boolean", "default": "yes", "constraints": [{"allowed_values": [True]}]},
        "c": {"type": "string", "constraints": [{"custom_constraint": "nova.flavor"}]},
    }
    groups = [{"parameters": ["s"]}, {"label": "g", "description": "d", "parameters": ["n"]}]
    template = {"heat_template_version": "2018-08-31", "parameters": parameters, "parameter_groups": groups}
    found = answer(template)
    assert found["ParameterGroups"] == groups
    assert found["Description"] == "No description"
    said = found["Parameters"]
    assert said["s"] == {
        "Type": "String",
        "Description": "D",
        "NoEcho": "true",
        "Label": "L",
        "Default": "x",
        "Tags": ["a", "b"],
        "MinLength": 1,
        "MaxLength": 4,
        "AllowedPattern": "[a-z]+",
        "ConstraintDescription": "len. pat",
    }
    plain = {"Description": "", "NoEcho": "false"}
    assert said["n"] == plain | {"Type": "Number", "Label": "n", "MinValue": 1, "Step": 5, "Offset": 0}
    assert said["l"] == plain | {"Type": "CommaDelimitedList", "Label": "l", "Default": "a,b"}
    assert said["j"] == plain | {"Type": "Json", "Label": "j", "Default": '{"a": 1}'}
    assert said["b"] == plain | {"Type": "Boolean", "Label": "b", "Default": "yes", "AllowedValues": [True]}
    assert said["c"] == plain | {"Type": "String", "Label": "c", "CustomConstraint": "nova.flavor"}


def test_nested_parameters_only_when_they_are_asked_for() -> None:
    found = answer(PARENT, files={"mynested.yaml": RANDOM})
    assert "NestedParameters" not in found
    assert found["Environment"]["resource_registry"] == {"mynested.yaml": "mynested.yaml", "resources": {}}


def test_nested_parameters_at_every_depth() -> None:
    files = {
        "mynested.yaml": RANDOM.replace("OS::Heat::RandomString", "other.yaml").replace("length", "aparam"),
        "other.yaml": RANDOM,
    }
    found = answer(PARENT, files=files, show_nested=True)
    inner = {"Type": "other.yaml", "Description": "the stack description"}
    assert found["NestedParameters"] == {
        "nres": {
            "Type": "mynested.yaml",
            "Description": "the stack description",
            "Parameters": {"aparam": APARAM | {"Value": 5}},
            "NestedParameters": {"myres": inner | {"Parameters": {"aparam": APARAM | {"Value": 5}}}},
        }
    }


def test_what_a_nested_template_gives_to_what_is_nested_in_it_is_told_when_a_stack_is_made() -> None:
    files = {"mynested.yaml": RANDOM.replace("OS::Heat::RandomString", "other.yaml"), "other.yaml": RANDOM}
    found = answer(PARENT, files=files, show_nested=True)
    inner = found["NestedParameters"]["nres"]["NestedParameters"]["myres"]
    assert inner["Parameters"] == {"aparam": APARAM}
    with pytest.raises(InvalidInput, match="has no property length"):
        answer(RANDOM.replace("OS::Heat::RandomString", "other.yaml"), files=files)
    with pytest.raises(InvalidInput, match=r"other.yaml has no property length \(it has aparam\)"):
        desired(
            source_of({"template": PARENT, "files": files}, Limits()),
            Stack(StackId("s"), "app", ProjectId("p"), ""),
        )


def test_a_group_has_no_parameters_but_its_member_has() -> None:
    template = """
heat_template_version: 2016-10-14
parameters: {the_count: {type: number}}
resources:
  the_group:
    type: OS::Heat::ResourceGroup
    properties: {count: {get_param: the_count}, resource_def: {type: mynested.yaml}}
"""
    found = answer(template, files={"mynested.yaml": RANDOM}, show_nested=True)
    group = found["NestedParameters"]["the_group"]
    assert (group["Description"], group["Parameters"]) == ("No description", {})
    assert group["NestedParameters"]["0"]["Parameters"] == {"aparam": APARAM}


def test_what_is_wrong_with_the_template_is_refused() -> None:
    with pytest.raises(InvalidInput, match="unknown parameter 'bparam'"):
        answer(RANDOM.replace("get_param: aparam", "get_param: bparam"))


def test_a_type_that_no_cloud_here_has_is_refused_unless_that_is_ignored() -> None:
    source = source_of({"template": RANDOM}, Limits())

    def why_not(name: str) -> str:
        return "none here" if name == "OS::Heat::RandomString" else ""

    with pytest.raises(Refused, match="OS::Heat::RandomString, reason: none here"):
        validate(source, Asked(), why_not)
    assert validate(source, Asked(ignored=ignored_in("99001")), why_not)["Parameters"] == {"aparam": APARAM}


@pytest.mark.parametrize("codes", ("77", "99001,77"))
def test_a_code_that_there_is_not_cannot_be_ignored(codes: str) -> None:
    with pytest.raises(Refused, match="Invalid codes in ignore_errors : "):
        ignored_in(codes)
