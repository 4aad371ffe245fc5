"""The user within a server: what it shows is good for one resource, and tokens only until their end."""

from __future__ import annotations

import pytest

from setpoint.model.in_server import incarnation_of, is_password, is_token, password, token
from setpoint.model.signal import TOKEN

SECRET, OTHER = "a" * 64, "b" * 64
GOOD = token(SECRET, 1000)


def test_its_password_is_its_own() -> None:
    assert is_password(SECRET, password(SECRET))
    assert not is_password(OTHER, password(SECRET))
    assert not is_password(SECRET, SECRET)
    assert not is_password(SECRET, "")


def test_a_token_is_good_until_its_end() -> None:
    assert is_token(SECRET, GOOD, 999.9)
    assert not is_token(SECRET, GOOD, 1000)
    assert not is_token(OTHER, GOOD, 0)


@pytest.mark.parametrize(
    "forged",
    (
        "",
        TOKEN,
        GOOD.replace("1000.", "2000."),
        GOOD.replace("1000.", "01000."),
        GOOD.replace("1000.", "-1."),
        GOOD.replace("1000.", "\u0661."),
        GOOD.replace("1000.", f"{'9' * 5000}."),
        GOOD.partition(".")[0],
        f"{GOOD}0",
        password(SECRET),
    ),
)
def test_a_forged_one_is_good_for_nothing(forged: str) -> None:
    assert not is_token(SECRET, forged, 0)


def test_a_name_leads_to_one_life_of_a_resource() -> None:
    assert incarnation_of("00000000000040008000000000000001") == "00000000-0000-4000-8000-000000000001"
    for nobody in ("", "x" * 32, "demo", "0" * 31):
        assert incarnation_of(nobody) is None
