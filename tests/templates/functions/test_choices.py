"""``if``, and the conditions that it chooses by."""

from typing import Any

import pytest

from setpoint.model.value import Sensitive
from tests.templates.functions.snippets import column_of, problem_of, result_of, value_of

CONDITIONS = """
  yes: {equals: [{get_param: word}, hello]}
  no: {not: yes}
  flagged: {get_param: flag}
"""


@pytest.mark.parametrize(
    ("condition", "expected"),
    (
        ("yes", "then"),
        ("no", "else"),
        ("flagged", "then"),
        ("true", "then"),
        ("false", "else"),
        ("{equals: [1, 2]}", "else"),
        ("{not: {equals: [1, 2]}}", "then"),
        ("{not: yes}", "else"),
        ("{not: false}", "then"),
        ("{and: [yes, flagged]}", "then"),
        ("{and: [yes, no, flagged]}", "else"),
        ("{or: [no, flagged]}", "then"),
        ("{or: [no, {not: yes}]}", "else"),
        ("{and: [{or: [no, yes]}, {not: no}]}", "then"),
        ("{contains: ['80', {get_param: list}]}", "then"),
        ("{contains: ['81', {get_param: list}]}", "else"),
        ("{yaql: {expression: $.data.len() > 1, data: {get_param: list}}}", "then"),
        ("{get_param: flag}", "then"),
        ("{equals: [{get_param: [map, a, 0]}, 1]}", "then"),
    ),
)
def test_if_chooses_by_a_condition(condition: str, expected: str) -> None:
    assert value_of(f"{{if: [{condition}, then, else]}}", conditions=CONDITIONS) == expected


def test_the_branch_that_is_not_chosen_may_refer_to_what_is_not_there() -> None:
    assert value_of("{if: [yes, {get_param: word}, {digest: [md5, 5]}]}", conditions=CONDITIONS) == "hello"


def test_a_branch_may_be_known_later() -> None:
    assert result_of("{if: [yes, {get_attr: [data, value, c]}, x]}", conditions=CONDITIONS) == "three"


@pytest.mark.parametrize(
    ("value", "expected"),
    (
        ("[a, {if: [no, b]}, c]", ["a", "c"]),
        ("[a, {if: [yes, b]}, c]", ["a", "b", "c"]),
        ("{a: {if: [no, b]}, c: d}", {"c": "d"}),
        ("{list_join: [',', [a, {if: [no, b]}]]}", "a"),
        ("{map_merge: [{a: 1}, {if: [no, {a: 2}]}]}", {"a": 1}),
    ),
)
def test_without_a_third_value_nothing_stands_there(value: str, expected: Any) -> None:
    assert value_of(value, conditions=CONDITIONS) == expected


@pytest.mark.parametrize(
    ("value", "version"),
    (
        ("{if: [yes, a]}", "2018-08-31"),
        ("{if: [yes]}", "2021-04-16"),
        ("{if: [yes, a, b, c]}", "2021-04-16"),
        ("{if: yes}", "2021-04-16"),
    ),
)
def test_wrong_forms_are_refused(value: str, version: str) -> None:
    found = problem_of(value, version, CONDITIONS)
    assert found.summary.startswith("if: its arguments have the wrong form; write [condition, value if true")


def test_a_condition_that_hangs_on_a_secret_makes_one() -> None:
    found = value_of("{if: [{equals: [{get_param: password}, s3cret]}, a, b]}")
    assert isinstance(found, Sensitive)
    assert found.reveal() == "a"


@pytest.mark.parametrize(
    ("condition", "summary", "part"),
    (
        ("{and: [yes]}", "and: it joins at least two conditions", "[yes]"),
        ("{or: yes}", "or: it joins at least two conditions", "yes}"),
        ("{equals: [a]}", "equals: it has 1 arguments; write [value, value]", "[a]"),
        ("{not: }", "not: it has no condition", ""),
        (
            "{contains: [a, {get_param: map}]}",
            "contains: what it looks into must be a list, not a map",
            "[a, {",
        ),
    ),
)
def test_wrong_conditions_are_refused(condition: str, summary: str, part: str) -> None:
    value = f"{{if: [{condition}, a, b]}}"
    found = problem_of(value, conditions=CONDITIONS)
    assert found.summary.startswith(summary)
    assert found.place is not None
    if part:
        assert found.place.column == column_of(part, value)


@pytest.mark.parametrize("condition", ("{not: {get_param: word}}", "{and: [{get_param: word}, true]}"))
def test_a_condition_is_true_or_false_and_nothing_else(condition: str) -> None:
    assert (
        "must come to true or false, not the text 'hello'"
        in problem_of(f"{{if: [{condition}, a, b]}}").summary
    )
