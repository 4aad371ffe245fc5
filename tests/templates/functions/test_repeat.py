"""``repeat``."""

from typing import Any

import pytest

from setpoint.model.value import Sensitive, Unknown
from setpoint.templates.functions.repeat import repeat, repeat_collections, repeat_lists


def of(template: Any, for_each: Any, **more: Any) -> dict[str, Any]:
    return {"template": template, "for_each": for_each, **more}


@pytest.mark.parametrize(
    ("template", "for_each", "expected"),
    (
        (
            {"port": "%p%", "by": "tcp"},
            {"%p%": ["80", "443"]},
            [{"port": "80", "by": "tcp"}, {"port": "443", "by": "tcp"}],
        ),
        ("a-b", {"a": ["1", "2"], "b": ["x", "y"]}, ["1-x", "1-y", "2-x", "2-y"]),
        ("a-b", {"a": ["b", "c"], "b": ["x"]}, ["x-x", "c-x"]),
        ({"%k%": ["%k%", 1, None, True]}, {"%k%": ["a"]}, [{"a": ["a", 1, None, True]}]),
        ("x", {"x": []}, []),
        ("x", {"x": None}, []),
        ("xy", {"x": ["1"], "y": None}, []),
        (5, {"x": ["a", "b"]}, [5, 5]),
    ),
)
def test_the_template_is_filled_with_every_combination(template: Any, for_each: Any, expected: Any) -> None:
    for function in (repeat_lists, repeat_collections, repeat):
        assert function(of(template, for_each)) == expected


@pytest.mark.parametrize(
    ("for_each", "expected"),
    (({"%k%": {"a": 1, "b": 2}}, ["a", "b"]), ({"%k%": {"a": 1}, "x": ["y"]}, ["a"])),
)
def test_a_map_stands_for_its_keys(for_each: Any, expected: Any) -> None:
    for function in (repeat_collections, repeat):
        assert function(of("%k%", for_each)) == expected
    with pytest.raises(ValueError, match="every value of for_each must be a list, not a map"):
        repeat_lists(of("%k%", for_each))


@pytest.mark.parametrize(
    ("for_each", "expected"),
    (
        ({"a": ["1", "2"], "b": ["x", "y"]}, ["1-x", "2-y"]),
        ({"a": ["1", "2"]}, ["1-b", "2-b"]),
        ({"a": ["1"], "b": None}, []),
        ({"a": [], "b": []}, []),
    ),
)
def test_without_permutations_it_walks_along_all_lists(for_each: Any, expected: Any) -> None:
    assert repeat(of("a-b", for_each, permutations=False)) == expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        ("text", "its arguments are the text"),
        ({"template": "x"}, "it has no 'for_each'"),
        ({"for_each": {}}, "it has no 'template'"),
        (of("x", ["a"]), "for_each must be a map, not a list"),
        (of("x", {}), "for_each needs at least one placeholder"),
        (of("x", {"x": "abc"}), "every value of for_each must be a list, not the text"),
        (of("x", {"x": [1]}), "an item of for_each must be a text, not the number 1"),
        (of("x", {"x": ["a"]}, permutations="no"), "permutations must be true or false"),
        (of("x", {"x": ["a"], "y": ["b", "c"]}, permutations=False), "must have the same length"),
        (of("x", {"x": {"a": 1}}, permutations=False), "every value of for_each must be a list, not a map"),
        (of("x", {str(n): ["a"] * 1000 for n in range(3)}), "1,000,000,000 values"),
        (of("x" * 10_000, {"x": ["y" * 1000]}), "more than the 8,388,608 allowed"),
        (of("x" * 1000, {"x": ["y" * 100] * 100}), "more than the 8,388,608 allowed"),
    ),
)
def test_wrong_arguments_and_bombs_are_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        repeat(arguments)


def test_what_is_unknown_or_secret_in_the_template_stays_so() -> None:
    unknown = Unknown(("server.first_address",))
    made = repeat(of({"n": "%n%", "to": unknown, "by": Sensitive("pass-%n%")}, {"%n%": ["1"]}))
    assert made == [{"n": "1", "to": unknown, "by": Sensitive("pass-1")}]
    assert isinstance(made[0]["by"], Sensitive)
