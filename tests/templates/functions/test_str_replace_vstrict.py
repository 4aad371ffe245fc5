"""``str_replace_vstrict``."""

from typing import Any

import pytest

from setpoint.templates.functions.str_replace_vstrict import replace_very_strictly


@pytest.mark.parametrize(
    ("template", "params", "expected"),
    (("a b", {"a": "1", "b": {"c": 1}}, '1 {"c": 1}'), ("a", {"a": 0}, "0"), ("a", {"a": False}, "False")),
)
def test_placeholders_are_filled_in(template: str, params: dict[str, Any], expected: str) -> None:
    assert replace_very_strictly({"template": template, "params": params}) == expected


@pytest.mark.parametrize("empty", (None, "", [], {}))
def test_empty_values_are_refused(empty: Any) -> None:
    with pytest.raises(ValueError, match="the value for 'a' cannot be filled in: it is empty"):
        replace_very_strictly({"template": "a", "params": {"a": empty}})


def test_idle_placeholders_are_refused() -> None:
    with pytest.raises(ValueError, match="the template does not have b"):
        replace_very_strictly({"template": "a", "params": {"a": "1", "b": "2"}})
