"""Parameters: types, rules, secrets, pseudo-parameters, and what a declaration may say."""

from typing import Any

import pytest

from setpoint.model.stack import Source
from setpoint.model.value import Sensitive, Unknown
from setpoint.templates.compiler import immutable_changes, parameters_of
from setpoint.templates.parameters import Parameter, ParameterGroup, ParameterType
from setpoint.types.constraints import AllowedValues, Length, Range
from tests.templates.world import AROUND, compiled, outputs, problems

NEWEST = "2021-04-16"
WRONG = "a constraint of parameter 'p' is wrong: "


def template(declaration: str, version: str = NEWEST) -> str:
    return f"""
heat_template_version: {version}
parameters:
  p: {declaration}
outputs:
  o: {{value: {{get_param: p}}}}
"""


def told(declaration: str, *, version: str = NEWEST, **given: Any) -> list[str]:
    return [one.summary for one in problems(template(declaration, version), parameters=given)]


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    (
        ("string", "text", "text"),
        ("string", "", ""),
        ("string", 80, "80"),
        ("string", 1.5, "1.5"),
        ("string", True, "True"),
        ("number", 5, 5),
        ("number", "5", 5),
        ("number", "-5.5", -5.5),
        ("number", 1e300, 1e300),
        ("boolean", True, True),
        ("boolean", "Off", False),
        ("boolean", " yes ", True),
        ("boolean", "t", True),
        ("boolean", 0, False),
        ("comma_delimited_list", "a, b ,c", ["a", " b ", "c"]),  # as the HOT guide says
        ("comma_delimited_list", " ", [" "]),
        ("comma_delimited_list", "", []),
        ("comma_delimited_list", ["a", 5, True, 1.5, None], ["a", "5", "True", "1.5", ""]),
        ("comma_delimited_list", [["a"], {"b": 1}], [["a"], {"b": 1}]),
        ("comma_delimited_list", 5, ["5"]),
        ("json", {"a": [1]}, {"a": [1]}),
        ("json", '{"a": [1]}', {"a": [1]}),
        ("json", "[1, 2]", [1, 2]),
        ("json", "", ""),
        ("json", "null", None),
    ),
)
def test_a_given_value_becomes_one_of_the_type(kind: str, given: Any, value: Any) -> None:
    found = outputs(template(f"{{type: {kind}}}"), parameters={"p": given})["o"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "given", "problem"),
    (
        ("string", ["a"], 'must be a string, not ["a"]'),
        ("string", {"a": "b" * 90}, 'must be a string, not {"a": "' + "b" * 50 + "..."),
        ("number", "five", 'must be a number, not "five"'),
        ("number", True, "must be a number, not true"),
        ("number", "nan", 'must be a number, not "nan"'),
        ("number", "inf", 'must be a number, not "inf"'),
        ("number", "", 'must be a number, not ""'),
        ("number", [1], "must be a number, not [1]"),
        ("number", "9" * 5000, "must be a number, not " + '"' + "9" * 56 + "..."),
        ("boolean", "perhaps", 'must be true or false, not "perhaps"'),
        ("boolean", 2, "must be true or false, not 2"),
        ("comma_delimited_list", {"a": 1}, 'must be a list, or text with commas, not {"a": 1}'),
        ("comma_delimited_list", True, "must be a list, or text with commas, not true"),
        ("json", " ", "must be a map, a list or JSON: Input data was truncated"),
        (
            "json",
            "{a",
            "must be a map, a list or JSON: JSON is malformed: object keys must be strings (byte 1)",
        ),
    ),
)
def test_a_given_value_of_the_wrong_type_is_refused(kind: str, given: Any, problem: str) -> None:
    assert told(f"{{type: {kind}}}", p=given) == [f"parameter 'p' {problem}"]


@pytest.mark.parametrize(
    ("declaration", "good", "bad", "problem"),
    (
        (
            "{type: string, constraints: [length: {min: 2, max: 3}]}",
            "ab",
            "a",
            "must have a length of between 2 and 3, not 1",
        ),
        (
            "{type: string, constraints: [length: {max: 3}]}",
            "",
            "abcd",
            "must have a length of at most 3, not 4",
        ),
        (
            "{type: comma_delimited_list, constraints: [length: {min: 1}]}",
            "a",
            "",
            "must have a length of at least 1, not 0",
        ),
        (
            "{type: json, constraints: [length: {min: 1}]}",
            {"a": 1},
            {},
            "must have a length of at least 1, not 0",
        ),
        ("{type: number, constraints: [range: {min: 1, max: 1.5}]}", "1", 2, "must be between 1 and 1.5"),
        (
            "{type: number, constraints: [modulo: {step: 4, offset: 1}]}",
            5,
            4,
            "must be a multiple of 4 plus 1",
        ),
        ("{type: number, constraints: [allowed_values: ['1', 2]]}", 1, 3, "must be one of 1, 2"),
        ("{type: string, constraints: [allowed_values: [1, two]]}", "1", "one", "must be one of 1, two"),
        ("{type: boolean, constraints: [allowed_values: ['yes']]}", True, "no", "must be one of True"),
        (
            "{type: comma_delimited_list, constraints: [allowed_values: [a, b]]}",
            "a,b",
            "a,c",
            "each item must be one of a, b",
        ),
        ("{type: string, constraints: [allowed_pattern: '[a-z]+']}", "abc", "abc1", "must match [a-z]+"),
        ("{type: string, constraints: [custom_constraint: ip_addr]}", "::1", "1.2.3", None),
        (
            "{type: string, constraints: [{length: {min: 2}, description: too short}]}",
            "ab",
            "a",
            "must have a length of at least 2, not 1 (too short)",
        ),
    ),
)
def test_a_rule_is_kept_or_told(declaration: str, good: Any, bad: Any, problem: str | None) -> None:
    compiled(template(declaration), parameters={"p": good})
    (found,) = told(declaration, p=bad)
    assert problem is None or found == f"parameter 'p' {problem}"


def test_a_default_that_only_a_custom_constraint_refuses_matters_when_it_is_used() -> None:
    declaration = "{type: string, default: unset, constraints: [custom_constraint: ip_addr]}"
    assert outputs(template(declaration), parameters={"p": "192.0.2.1"}) == {"o": "192.0.2.1"}
    assert len(told(declaration)) == 1


def test_every_broken_rule_is_told() -> None:
    declaration = "{type: string, constraints: [{length: {min: 3}}, {allowed_pattern: '[0-9]*'}]}"
    assert told(declaration, p="a") == [
        "parameter 'p' must have a length of at least 3, not 1; must match [0-9]*"
    ]


def test_what_only_a_cloud_can_answer_keeps_every_value() -> None:
    declaration = "{type: string, constraints: [custom_constraint: nova.flavor]}"
    assert outputs(template(declaration), parameters={"p": "m1.any"}) == {"o": "m1.any"}


@pytest.mark.parametrize(
    ("declaration", "problem", "advice"),
    (
        ("5", "parameter 'p' must be a map, not the number 5", ""),
        (
            "{default: a}",
            "parameter 'p' has no type",
            "there are boolean, comma_delimited_list, json, number, string",
        ),
        (
            "{type: [string]}",
            "parameter 'p' has no type",
            "there are boolean, comma_delimited_list, json, number, string",
        ),
        ("{type: strin}", "unknown type 'strin' of parameter 'p'", "did you mean 'string'?"),
        ("{type: Number}", "unknown type 'Number' of parameter 'p'", "did you mean 'number'?"),
        ("{type: string, defualt: a}", "unknown key 'defualt' in parameter 'p'", "did you mean 'default'?"),
        ("{type: number, default: many}", "the default of parameter 'p' must be a number, not \"many\"", ""),
        (
            "{type: number, default: 9, constraints: [range: {max: 5}]}",
            "the default of parameter 'p' must be at most 5",
            "",
        ),
        (
            "{type: string, default: a, hidden: perhaps}",
            "'hidden' of parameter 'p' must be true or false, not the text 'perhaps'",
            "",
        ),
        (
            "{type: string, default: a, immutable: [yes]}",
            "'immutable' of parameter 'p' must be true or false, not a list",
            "",
        ),
        ("{type: string, default: a, label: {a: b}}", "'label' of parameter 'p' must be text, not a map", ""),
        (
            "{type: string, default: a, tags: x}",
            "'tags' of parameter 'p' must be a list, not the text 'x'",
            "",
        ),
        (
            "{type: string, default: a, tags: [5]}",
            "'tags' of parameter 'p' must hold names, not the number 5",
            "",
        ),
        (
            "{type: string, default: a, constraints: {length: {min: 1}}}",
            "'constraints' of parameter 'p' must be a list, not a map",
            "",
        ),
        (
            "{type: string, default: a, constraints: [length]}",
            "a constraint of parameter 'p' must be a map, not the text 'length'",
            "",
        ),
        (
            "{type: string, default: a, constraints: [lenght: {min: 1}]}",
            "unknown constraint 'lenght' in parameter 'p'",
            "did you mean 'length'?",
        ),
        (
            "{type: string, default: a, constraints: [range: {min: 1}]}",
            "'range' does not fit the type string in parameter 'p'",
            "it is for number",
        ),
        (
            "{type: json, default: {}, constraints: [allowed_values: [{}]]}",
            "'allowed_values' does not fit the type json in parameter 'p'",
            "it is for boolean, comma_delimited_list, number, string",
        ),
        (
            "{type: number, default: 1, constraints: [allowed_pattern: a]}",
            "'allowed_pattern' does not fit the type number in parameter 'p'",
            "it is for string",
        ),
        (
            "{type: string, default: a, constraints: [length: {}]}",
            WRONG + "length needs min, max or both",
            "",
        ),
        (
            "{type: string, default: a, constraints: [{}]}",
            WRONG
            + "a constraint is one of length, range, modulo, allowed_values, allowed_pattern, custom_constraint",
            "",
        ),
        (
            "{type: string, default: a, constraints: [allowed_pattern: '(']}",
            WRONG
            + "allowed_pattern is no regular expression: missing ), unterminated subpattern at position 0",
            "",
        ),
        (
            "{type: string, default: a, constraints: [allowed_pattern: '[[a]']}",
            WRONG + "allowed_pattern is no regular expression: Possible nested set at position 1",
            "",
        ),
        (
            "{type: number, default: 1, constraints: [allowed_values: [one]]}",
            WRONG + 'must be a number, not "one"',
            "",
        ),
        (
            "{type: string, default: a, constraints: [custom_constraint: ip_adr]}",
            "unknown custom constraint 'ip_adr' in parameter 'p'",
            "did you mean 'ip_addr'?",
        ),
    ),
)
def test_a_wrong_declaration_is_told_once(declaration: str, problem: str, advice: str) -> None:
    (found,) = problems(template(declaration))
    assert (found.summary, found.advice) == (problem, advice)
    assert str(found.place).startswith("template:4:")


@pytest.mark.parametrize(
    ("declaration", "version", "problem", "since"),
    (
        (
            "{type: string, default: a, tags: [x]}",
            "2017-09-01",
            "parameter 'p' has tags, which this version does not know",
            "2018-03-02",
        ),
        (
            "{type: number, default: 4, constraints: [modulo: {step: 2, offset: 0}]}",
            "2016-10-14",
            "the constraint 'modulo' is unknown to this version in parameter 'p'",
            "2017-02-24",
        ),
    ),
)
def test_what_a_later_version_brought(declaration: str, version: str, problem: str, since: str) -> None:
    (found,) = problems(template(declaration, version))
    assert found.summary == problem
    assert since in found.advice
    compiled(template(declaration, since))


def test_what_a_declaration_says_is_kept() -> None:
    declared = parameters_of(
        Source(
            """
heat_template_version: queens
description: what it is for
parameter_groups:
- {label: First, description: the first ones, parameters: [size, names]}
parameters:
  size:
    type: number
    label: Size
    description: how much
    default: '4'
    hidden: yes
    immutable: true
    tags: [a, b]
    constraints:
    - range: {min: 1}
      description: not nothing
  names: {type: comma_delimited_list, default: "a,b"}
"""
        )
    )
    size, names = declared.parameters["size"], declared.parameters["names"]
    assert size.place
    assert size == Parameter(
        name="size",
        type=ParameterType.NUMBER,
        label="Size",
        description="how much",
        default=Sensitive(4),
        hidden=True,
        immutable=True,
        tags=("a", "b"),
        rules=(Range(min=1, description="not nothing"),),
        place=size.place,
        written=Sensitive("4"),
    )
    assert isinstance(size.default, Sensitive)
    assert names.default == ["a", "b"]
    assert declared.description == "what it is for"
    assert declared.groups == (ParameterGroup("First", "the first ones", ("size", "names")),)


@pytest.mark.parametrize(
    ("groups", "problem"),
    (
        ("{parameters: [p]}", "'parameter_groups' must be a list, not a map"),
        ("[p]", "a parameter group must be a map, not the text 'p'"),
        ("[{label: a}]", "a parameter group must have a list 'parameters'"),
        ("[{parameters: p}]", "a parameter group must have a list 'parameters'"),
        ("[{parameters: [q]}]", "a parameter group names 'q', which is no parameter"),
        ("[{parameters: [p]}, {parameters: [p]}]", "parameter 'p' stands in two groups"),
        ("[{parameters: [p], lable: x}]", "unknown key 'lable' in a parameter group"),
    ),
)
def test_a_wrong_group_is_told(groups: str, problem: str) -> None:
    text = template("{type: string, default: a}") + f"parameter_groups: {groups}\n"
    assert [one.summary for one in problems(text)] == [problem]


def test_hidden_values_are_secrets_wherever_they_come_from() -> None:
    text = template("{type: string, default: quiet, hidden: true}")
    for source in ({}, {"parameters": {"p": "given"}}, {"environment": {"parameters": {"p": "set"}}}):
        assert isinstance(outputs(text, **source)["o"], Sensitive)


def test_a_hidden_value_is_not_in_the_words_about_it() -> None:
    declaration = "{type: number, hidden: true, constraints: [range: {max: 5}]}"
    for given in ("s3cret", "31337"):
        (found,) = problems(template(declaration), environment={"parameters": {"p": given}})
        assert given not in repr(found)
    (found,) = problems(template("{type: number, hidden: true, default: s3cret}"))
    assert "s3cret" not in repr(found)


def test_a_secret_that_is_given_stays_one() -> None:
    value = outputs(template("{type: json}"), parameters={"p": Sensitive('{"a": 1}')})["o"]
    assert isinstance(value, Sensitive)
    assert value.reveal() == {"a": 1}


def test_what_is_not_known_yet_is_accepted_as_it_is() -> None:
    parameter = Parameter("p", ParameterType.NUMBER, rules=(Range(max=3),))
    unknown = Unknown(("server.port",))
    assert parameter.accept(unknown) is unknown
    assert Parameter("p", ParameterType.JSON).accept({"a": unknown}) == {"a": unknown}


def test_pseudo_parameters() -> None:
    text = """
heat_template_version: 2013-05-23
outputs:
  o:
    value:
    - {get_param: 'OS::stack_name'}
    - {get_param: 'OS::stack_id'}
    - {get_param: 'OS::project_id'}
    - {get_param: 'OS::region'}
"""
    assert outputs(text)["o"] == [AROUND.stack_name, AROUND.stack_id, AROUND.project, AROUND.region]


def test_a_pseudo_parameter_cannot_be_declared() -> None:
    text = template("{type: string, default: a}").replace("p:", "OS::stack_name:", 1)
    found = [one.summary for one in problems(text)]
    assert "'OS::stack_name' is given by the engine, and cannot be declared" in found


def test_what_is_missing_and_what_is_too_much_is_told() -> None:
    (missing,) = problems(template("{type: string}"))
    assert missing.summary == "parameter 'p' has no value"
    assert str(missing.place) == "template:4:7"
    (unknown,) = problems(template("{type: string, default: a}"), parameters={"pp": "s3cret"})
    assert unknown.summary == "the template has no parameter 'pp'"
    assert unknown.advice == "did you mean 'p'?"
    assert "s3cret" not in repr(unknown)


def test_null_is_as_good_as_not_given() -> None:
    assert outputs(template("{type: string, default: a}"), parameters={"p": None}) == {"o": "a"}


def test_an_immutable_parameter_is_told_when_it_changes() -> None:
    text = template("{type: string, default: a, immutable: true, hidden: true}")
    before = compiled(text)
    assert immutable_changes(before, compiled(text, parameters={"p": "a"})) == ()
    (found,) = immutable_changes(before, compiled(text, parameters={"p": "b"}))
    assert found.summary == "parameter 'p' is immutable, and cannot be changed by an update"


def test_a_mutable_parameter_may_change() -> None:
    text = template("{type: string, default: a}")
    assert immutable_changes(compiled(text), compiled(text, parameters={"p": "b"})) == ()


def test_rules_that_a_schema_may_hold_are_told_by_their_words() -> None:
    parameter = Parameter("p", rules=(Length(max=1), AllowedValues(("a",))))
    with pytest.raises(ValueError, match=r"must have a length of at most 1, not 2; must be one of a"):
        parameter.accept("bb")
