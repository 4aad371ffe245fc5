"""Rules on known values: which they keep, what they say, and how HOT notes them."""

import re
from typing import Any

import pytest

from setpoint.types import constraints
from setpoint.types.constraints import (
    AllowedPattern,
    AllowedValues,
    Length,
    Modulo,
    Named,
    Range,
    Rule,
    read,
)


@pytest.mark.parametrize(
    ("rule", "kept", "broken"),
    (
        (Range(1, 3), (1, 2.5, 3), (0, 3.01, True, "2")),
        (Range(min=0), (0, 10**30), (-0.1,)),
        (Range(max=0), (0, -5), (1,)),
        (Length(1, 2), ("a", [1, 2], {"a": 1}), ("", "abc", [], 5)),
        (Modulo(5, 2), (2, 7, -3), (5, 6, "7")),
        (Modulo(-5, -2), (-2, -7, 3), (5, 2)),
        (AllowedValues((4, 6)), (4, [6, 4], []), (5, "4", [4, 5])),
        (AllowedPattern("a|ab"), ("a", "ab"), ("abc", "xa", 1)),
        (Named("ip_addr"), ("192.0.2.1", ["::1", "192.0.2.1"]), ("x", ["::1", "x"])),
        (Named("nova.flavor"), ("anything", 5), ()),
        (Named("no.such.name"), ("anything",), ()),
    ),
    ids=repr,
)
def test_a_rule_tells_what_keeps_it(rule: Rule, kept: tuple[Any, ...], broken: tuple[Any, ...]) -> None:
    assert [value for value in kept if rule.problem(value)] == []
    assert [value for value in broken if not rule.problem(value)] == []


@pytest.mark.parametrize(
    ("rule", "value", "words"),
    (
        (Range(1, 3), 5, "must be between 1 and 3"),
        (Range(min=1), 0, "must be at least 1"),
        (Length(max=2), "abc", "must have a length of at most 2, not 3"),
        (Modulo(4, 1), 2, "must be a multiple of 4 plus 1"),
        (AllowedValues(("a", 1, "")), "b", "must be one of a, 1, ''"),
        (AllowedValues(("a",)), ["b"], "each item must be one of a"),
        (AllowedPattern("[a-z]+"), "A", "must match [a-z]+"),
    ),
)
def test_a_rule_says_what_would_be_right(rule: Rule, value: Any, words: str) -> None:
    assert rule.problem(value) == words


@pytest.mark.parametrize("name", sorted(constraints.names()))
def test_no_rule_quotes_the_value(name: str) -> None:
    custom = constraints.find(name)
    assert custom is not None
    assert "hunter2" not in custom.problem("hunter2 %%")


@pytest.mark.parametrize(
    ("note", "rule"),
    (
        ({"range": {"min": 1, "max": "10"}}, Range(1, 10)),
        ({"range": {"min": 0.5}, "description": "a half"}, Range(0.5, description="a half")),
        ({"length": {"max": 5}}, Length(max=5)),
        ({"modulo": {"step": 2, "offset": 1}}, Modulo(2, 1)),
        ({"allowed_values": ["a", 1]}, AllowedValues(("a", 1))),
        ({"allowed_pattern": "[a-z]*"}, AllowedPattern("[a-z]*")),
        ({"custom_constraint": "nova.keypair"}, Named("nova.keypair")),
    ),
)
def test_hot_notes_are_read(note: dict[str, Any], rule: Rule) -> None:
    assert read(note) == rule


@pytest.mark.parametrize(
    ("note", "why"),
    (
        ({}, "a constraint is one of length"),
        ({"range": {"min": 1}, "length": {"min": 1}}, "a constraint is one of length"),
        ({"range": {"min": 1}, "descripton": ""}, "'descripton' is no part of a range constraint"),
        ({"range": {}}, "range needs min, max or both"),
        ({"range": {"minimum": 1}}, "range needs min, max or both"),
        ({"range": {"min": "one"}}, "range min must be a number"),
        ({"range": {"min": True}}, "range min must be a number"),
        ({"range": {"min": 3, "max": 2}}, "min is greater than max"),
        ({"length": {"min": -1}}, "a length is a whole number"),
        ({"length": {"min": 1.5}}, "a length is a whole number"),
        ({"modulo": {"step": 2}}, "modulo needs step and offset"),
        ({"modulo": {"step": 2, "offset": None}}, "modulo needs step and offset"),
        ({"modulo": {"step": 0, "offset": 0}}, "a step that is not 0"),
        ({"modulo": {"step": 2, "offset": 2}}, "offset must be smaller than its step"),
        ({"modulo": {"step": 2, "offset": -1}}, "with the same sign"),
        ({"allowed_values": []}, "allowed_values must be a list"),
        ({"allowed_values": "a"}, "allowed_values must be a list"),
        ({"allowed_pattern": "["}, "allowed_pattern is no regular expression"),
        ({"allowed_pattern": 5}, "allowed_pattern is no regular expression"),
        ({"custom_constraint": ""}, "custom_constraint must be a name"),
    ),
)
def test_wrong_notes_are_refused(note: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        read(note)


def test_all_names_of_heat_are_known() -> None:
    names = constraints.names()
    checked = {name for name in names if (found := constraints.find(name)) and found.is_checked}
    assert len(checked) == 13
    assert len(names) == 70
    assert constraints.find("nova.flavour") is None
