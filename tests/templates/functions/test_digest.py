"""``digest``."""

from typing import Any

import pytest

from setpoint.templates.functions.digest import digest


@pytest.mark.parametrize(
    ("algorithm", "value", "expected"),
    (
        ("md5", "foo", "acbd18db4cc2f85cedef654fccc4a4d8"),
        ("sha1", "foo", "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33"),
        ("SHA256", "foo", "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"),
        ("sha224", "", "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"),
        ("md5", "\xe9", "3406877694691ddd1dfb0aca54681407"),
    ),
)
def test_a_text_is_hashed(algorithm: str, value: str, expected: str) -> None:
    assert digest([algorithm, value]) == expected


@pytest.mark.parametrize("algorithm", ("sha384", "sha512"))
def test_the_long_ones(algorithm: str) -> None:
    assert len(digest([algorithm, "x"])) == {"sha384": 96, "sha512": 128}[algorithm]


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        (["md5"], "1 arguments"),
        ("md5", "its arguments are the text"),
        (["md6", "x"], "'md6' is no algorithm; there are blake2b,"),
        (["shake_128", "x"], "is no algorithm"),
        ([5, "x"], "the algorithm must be a text, not the number 5"),
        (["md5", 5], "the value must be a text, not the number 5"),
        (["md5", "a\u20ac"], "the value has '\u20ac', which is not in Latin-1"),
    ),
)
def test_wrong_arguments_are_refused(arguments: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        digest(arguments)
