"""``str_replace_strict``."""

from typing import Any

import pytest

from setpoint.templates.functions.str_replace_strict import replace_strictly


@pytest.mark.parametrize(
    ("template", "params", "expected"),
    (
        ("a b", {"a": "1", "b": ""}, "1 "),
        ("a", {"a": [1]}, "[1]"),
        ("a", {}, "a"),
    ),
)
def test_placeholders_are_filled_in(template: str, params: dict[str, Any], expected: str) -> None:
    assert replace_strictly({"template": template, "params": params}) == expected


@pytest.mark.parametrize(
    ("template", "params", "missing"),
    (
        ("a", {"a": "1", "z": "2", "yy": "3"}, "the template does not have yy, z"),
        ("aa", {"aa": "1", "a": "2"}, "the template does not have a"),
    ),
)
def test_idle_placeholders_are_refused(template: str, params: dict[str, Any], missing: str) -> None:
    with pytest.raises(ValueError, match=f"^{missing}$"):
        replace_strictly({"template": template, "params": params})
