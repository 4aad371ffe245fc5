"""Random strings: as many characters of each kind as were asked for, secret, and different every time."""

import string
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setpoint.clouds.builtin.drivers.random_string import CLASSES, draw
from setpoint.model.value import Sensitive
from tests.clouds.builtin.living import TOKEN, driver, made, want

CLASS = st.fixed_dictionaries({"class": st.sampled_from(sorted(CLASSES)), "min": st.integers(1, 9)})
SEQUENCE = st.fixed_dictionaries({"sequence": st.text("xyz()[]{}ß", min_size=1), "min": st.integers(1, 9)})


@given(st.lists(CLASS, max_size=3), st.lists(SEQUENCE, max_size=3), st.integers(0, 20), st.integers())
def test_it_holds_what_was_asked_for(
    classes: list[dict[str, object]], sequences: list[dict[str, object]], more: int, seed: int
) -> None:
    groups = [(CLASSES[str(one["class"])], one["min"]) for one in classes]
    groups += [(str(one["sequence"]), one["min"]) for one in sequences]
    length = sum(int(str(least)) for _, least in groups) + more
    properties = {"length": length, "character_classes": classes, "character_sequences": sequences}
    drawn = draw(properties, Random(seed))
    assert len(drawn) == length
    allowed = "".join(characters for characters, _ in groups) or CLASSES["lettersdigits"]
    assert set(drawn) <= set(allowed)
    for characters, least in groups:
        assert sum(one in characters for one in drawn) >= int(str(least))


def test_where_a_character_stands_says_nothing() -> None:
    properties = {
        "length": 4,
        "character_classes": [{"class": "digits", "min": 1}, {"class": "uppercase", "min": 3}],
    }
    firsts = {draw(properties, Random(seed))[0].isdigit() for seed in range(50)}
    assert firsts == {True, False}


async def test_it_is_a_secret_of_32_letters_and_digits() -> None:
    value = (await made(driver("RandomString"), {})).attributes["value"]
    assert isinstance(value, Sensitive)
    assert len(value.reveal()) == 32
    assert set(value.reveal()) <= set(string.ascii_letters + string.digits)


async def test_hexdigits_are_capital() -> None:
    value = (await made(driver("RandomString"), {"length": 512, "sequence": "hexdigits"})).attributes["value"]
    assert set(value.reveal()) == set("0123456789ABCDEF")


async def test_no_two_are_alike() -> None:
    strings = driver("RandomString")
    assert await made(strings, {}) != await made(strings, {})


@pytest.mark.parametrize("token", (TOKEN, "another"))
async def test_with_a_seed_a_token_gives_one(token: str) -> None:
    first, again = driver("RandomString", seed=7), driver("RandomString", seed=7)
    wanted = want(first, {})
    assert await first.create(wanted, token) == await again.create(wanted, token)
    assert await first.create(wanted, token) != await driver("RandomString", seed=8).create(wanted, token)
    assert await first.create(wanted, token) != await first.create(wanted, f"{token}!")
