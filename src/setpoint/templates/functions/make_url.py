"""``make_url``: a URL from its parts, each escaped as it must be (HOT guide, "make_url")."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlencode, urlunsplit

from setpoint.templates.functions.arguments import Keys, a_map, a_text, mistaken
from setpoint.templates.functions.calls import Strict

NAME: Final = "make_url"

PARTS = ("scheme", "username", "password", "host", "port", "path", "query", "fragment")
SHAPE = Keys("{scheme: http, host: name, port: number, path: /text, query: {key: value}, ...}", (), PARTS)


def make_url(arguments: Any) -> str:
    """Put the parts together; every one may be left out."""
    parts = {key: _checked(key, value) for key, value in SHAPE.of(arguments).items()}
    netloc = _credentials(parts) + _host(parts.get("host", "")) + _port(parts.get("port", ""))
    query = urlencode(parts.get("query", {})).replace("%2F", "/")
    path, fragment = (quote(parts.get(part, "")) for part in ("path", "fragment"))
    return str(urlunsplit((parts.get("scheme", ""), netloc, path, query, fragment)))


def _checked(name: str, value: Any) -> Any:
    if name == "port":
        return _port_number(value)
    if name == "query":
        return a_map(value, "the query")
    if name == "scheme" and ":" in str(value):
        raise ValueError("the scheme is written without a colon")
    return a_text(value, f"the {name}")


def _port_number(value: Any) -> int:
    number = _whole(value)
    if number is None:
        raise mistaken("the port", "a whole number", value)
    if not 0 < number <= 65535:
        raise ValueError(f"the port must be from 1 to 65535, not {number}")
    return number


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def _credentials(parts: dict[str, Any]) -> str:
    username, password = (quote(parts.get(part, ""), safe="") for part in ("username", "password"))
    if password:
        return f"{username}:{password}@"
    return f"{username}@" if username else ""


def _host(name: str) -> str:
    """A name or address; IPv6 in brackets, whether it was written so or not."""
    bare = name[1:-1] if name.startswith("[") and name.endswith("]") else name
    escaped = quote(bare, safe=":")
    return f"[{escaped}]" if ":" in escaped else escaped


def _port(number: Any) -> str:
    return f":{number}" if number else ""


build = Strict(NAME, make_url, SHAPE).build
