"""Values in a few words."""

from typing import Any

import pytest

from setpoint.model.shortened import differences, in_full


@pytest.mark.parametrize(
    ("value", "text"),
    (
        ("noble", "noble"),
        ("10.0.0.0/24", "10.0.0.0/24"),
        ("two words", '"two words"'),
        ("", '""'),
        ("8080", '"8080"'),
        ("true", '"true"'),
        (8080, "8080"),
        (True, "true"),
        (None, "(not set)"),
        ({"a": [1]}, '{"a": [1]}'),
        ("(known after net.id)", "(known after net.id)"),
        ("a\x1b[2J", '"a\\u001b[2J"'),
    ),
)
def test_a_value_is_unmistakable(value: Any, text: str) -> None:
    assert in_full(value) == text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    (
        (1, 2, ["x 1 -> 2"]),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, ["x.b 2 -> 3"]),
        ({"a": 1}, {"a": 1, "b": 2}, ["x.b (not set) -> 2"]),
        ([{"p": 1}, {"p": 2}], [{"p": 1}, {"p": 3}], ["x[1].p 2 -> 3"]),
        ([1], [1, 2], ["x [1] -> [1, 2]"]),
        ({}, {"a": 1}, ['x {} -> {"a": 1}']),
        (None, "a", ["x (not set) -> a"]),
    ),
)
def test_only_what_differs_is_told(old: Any, new: Any, told: list[str]) -> None:
    assert list(differences("x", old, new)) == told


def test_of_many_differences_a_few_are_told() -> None:
    old, new = {str(n): n for n in range(9)}, {str(n): n + 1 for n in range(9)}
    *few, last = differences("x", old, new)
    assert (len(few), last) == (5, "and 4 more in x")


def test_long_texts_are_cut_so_that_the_difference_is_seen() -> None:
    (told,) = differences("x", "a" * 100 + "one", "a" * 100 + "two")
    assert "one" in told
    assert "two" in told
    assert len(told) < 110


def test_long_lists_are_cut() -> None:
    (told,) = differences("x", [1], list(range(1000)))
    assert len(told) < 110
