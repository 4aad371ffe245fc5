"""Pages of a list: so many behind a marker, and where the next ones are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from setpoint.api.heat.asked import Asked
from setpoint.api.heat.links import Link, link

T = TypeVar("T")


def page(everything: Sequence[T], id_of: Callable[[T], str], limit: int | None, marker: str) -> Sequence[T]:
    """At most ``limit`` (None: all) of those behind the one whose id is ``marker``; from the first, where none is."""
    begin = 0
    if marker:
        begin = next((number for number, one in enumerate(everything, 1) if id_of(one) == marker), 0)
    return everything[begin:] if limit is None else everything[begin : begin + limit]


def next_link(asked: Asked, path: str, marker: str) -> Link:
    """Where the page behind ``marker`` is."""
    words = [(key, value) for key, value in parse_qsl(asked.query_string) if key != "marker"]
    return link(f"{asked.base}{path}?{urlencode([*words, ('marker', marker)])}", "next")
