"""CloudFormation's functions, which the first versions of HOT had."""

from typing import Any

import pytest

from setpoint.templates.functions import fn_base64, fn_member_list_to_map, fn_replace, fn_select, fn_split


@pytest.mark.parametrize(
    ("arguments", "expected"),
    (
        (["2", ["apples", "grapes", "mangoes"]], "mangoes"),
        ([0, ["apples"]], "apples"),
        ([5, ["apples"]], ""),
        (["red", {"red": "a", "flu": "b"}], "a"),
        (["blue", {"red": "a"}], ""),
        (["0", '["json"]'], "json"),
        (["a", '{"a": 1}'], 1),
        (["0", ""], ""),
        (["0", None], ""),
        (["0", "null"], ""),
    ),
)
def test_fn_select(arguments: Any, expected: Any) -> None:
    assert fn_select.choose(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        (["0"], "1 arguments"),
        (["0", "{not json"], "is no JSON"),
        ([1, {"1": "a"}], "the key must be a text"),
        (["x", ["a"]], "the index must be a whole number"),
        ([0, 5], "what it chooses from must be a list"),
    ),
)
def test_fn_select_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        fn_select.choose(arguments)


@pytest.mark.parametrize(
    ("arguments", "expected"), (([",", "str1,str2"], ["str1", "str2"]), (["--", "a"], ["a"]))
)
def test_fn_split(arguments: Any, expected: Any) -> None:
    assert fn_split.split(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        ([","], "1 arguments"),
        ([1, "a"], "the delimiter"),
        ([",", []], "what it splits"),
        (["", "a"], "empty"),
    ),
)
def test_fn_split_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        fn_split.split(arguments)


def test_fn_replace() -> None:
    assert fn_replace.replace([{"$var1": "foo", "%var2%": "bar"}, "$var1 is %var2%"]) == "foo is bar"


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        ({"a": 1}, "its arguments are a map"),
        ([["a"], "a"], "the params"),
        ([{"a": [1]}, "a"], "a list cannot"),
    ),
)
def test_fn_replace_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        fn_replace.replace(arguments)


def test_fn_base64_leaves_a_text_as_it_is() -> None:
    assert fn_base64.same("text") == "text"
    with pytest.raises(ValueError, match="the argument must be a text, not the number 1"):
        fn_base64.same(1)


@pytest.mark.parametrize(
    ("members", "expected"),
    (
        ([".member.0.Name=metric", ".member.0.Value=cpu"], {"metric": "cpu"}),
        (
            [".member.1.Value=v1", ".member.0.Name=k0", ".member.1.Name=k1", ".member.0.Value=v=0"],
            {"k0": "v=0", "k1": "v1"},
        ),
        ([".member.0.Name=lonely", "other=thing"], {}),
        ([], {}),
    ),
)
def test_fn_member_list_to_map(members: Any, expected: Any) -> None:
    assert fn_member_list_to_map.pairs(["Name", "Value", members]) == expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        (["Name", "Value"], "2 arguments"),
        ([1, "Value", []], "the name of the keys"),
        (["Name", "Value", "x"], "the third argument must be a list"),
        (["Name", "Value", [1]], "a member must be a text"),
        (["Name", "Value", [".member.0.Name"]], "a member is written"),
    ),
)
def test_fn_member_list_to_map_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        fn_member_list_to_map.pairs(arguments)
