"""``make_url``."""

from typing import Any

import pytest

from setpoint.templates.functions.make_url import make_url


@pytest.mark.parametrize(
    ("parts", "expected"),
    (
        (
            {
                "scheme": "http",
                "host": "192.0.2.1",
                "port": 8080,
                "path": "/hello",
                "query": {"recipient": "world"},
                "fragment": "greeting",
            },
            "http://192.0.2.1:8080/hello?recipient=world#greeting",
        ),
        ({"scheme": "https", "host": "example.com"}, "https://example.com"),
        ({"scheme": "http", "host": "2001:db8::1", "port": "80"}, "http://[2001:db8::1]:80"),
        ({"scheme": "http", "host": "[2001:db8::1]"}, "http://[2001:db8::1]"),
        ({"scheme": "http", "host": "h", "path": "a b/c"}, "http://h/a%20b/c"),
        ({"scheme": "ftp", "username": "a@b", "password": "p:/?", "host": "h"}, "ftp://a%40b:p%3A%2F%3F@h"),
        ({"username": "u", "host": "h"}, "//u@h"),
        ({"password": "p", "host": "h"}, "//:p@h"),
        ({"path": "/x", "query": {"a": "b c", "d": "/e", "n": 1}}, "/x?a=b+c&d=/e&n=1"),
        ({"fragment": "a b"}, "#a%20b"),
        ({"host": "f%oo/bar"}, "//f%25oo%2Fbar"),
        ({}, ""),
    ),
)
def test_a_url_is_made(parts: Any, expected: str) -> None:
    assert make_url(parts) == expected


@pytest.mark.parametrize(
    ("parts", "why"),
    (
        ("http://h", "its arguments are the text"),
        ({"hots": "h"}, "it has no use for 'hots'"),
        ({"scheme": "http:"}, "the scheme is written without a colon"),
        ({"host": 5}, "the host must be a text, not the number 5"),
        ({"path": None}, "the path must be a text, not nothing"),
        ({"port": "http"}, "the port must be a whole number, not the text 'http'"),
        ({"port": None}, "the port must be a whole number, not nothing"),
        ({"port": 1.5}, "the port must be a whole number, not the number 1.5"),
        ({"port": True}, "the port must be a whole number, not the boolean true"),
        ({"port": 0}, "the port must be from 1 to 65535, not 0"),
        ({"port": 65536}, "the port must be from 1 to 65535, not 65536"),
        ({"query": ["a"]}, "the query must be a map, not a list"),
        ({"query": {}, "fragment": 1}, "the fragment must be a text"),
    ),
)
def test_wrong_parts_are_refused(parts: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        make_url(parts)
