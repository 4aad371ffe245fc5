"""``str_split``."""

from typing import Any

import pytest

from setpoint.templates.functions.str_split import split


@pytest.mark.parametrize(
    ("arguments", "expected"),
    (
        ([",", "string,to,split"], ["string", "to", "split"]),
        ([",", "string,to,split", 0], "string"),
        ([",", "string,to,split", "2"], "split"),
        ([",", "string,to,split", -1], "split"),
        (["--", "a--b"], ["a", "b"]),
        ([None, " a  b "], ["a", "b"]),
        ([",", ""], [""]),
        ([",", None], None),
        ([",", None, 3], None),
    ),
)
def test_a_text_is_split(arguments: Any, expected: Any) -> None:
    assert split(arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        ([","], "1 arguments"),
        (",", "its arguments are the text"),
        (["", "x"], "the delimiter must not be empty"),
        ([1, "x"], "the delimiter must be a text, not the number 1"),
        ([",", ["x"]], "what it splits must be a text, not a list"),
        ([",", "a,b", 2], "the index must be from 0 to 1, not 2"),
        ([",", "a,b", "x"], "the index must be a whole number, not the text 'x'"),
        ([",", "a,b", None], "the index must be a whole number, not nothing"),
    ),
)
def test_wrong_arguments_are_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        split(arguments)
