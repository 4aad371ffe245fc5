"""Filling in placeholders: longer ones first, those of one length in order of the alphabet, each place once.

What was filled in is not searched again. This is the rule of HOT's ``str_replace`` and of ``Fn::Replace``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from setpoint.templates.functions.arguments import a_map, a_text
from setpoint.templates.functions.texts import joined


class Filled(NamedTuple):
    """A text with its placeholders filled in, and the placeholders that it did not have."""

    text: str
    idle: tuple[str, ...]


def fill(template: Any, values: Any, write: Callable[[Any], str]) -> Filled:
    """Replace each key of ``values`` in ``template`` by its value, as ``write`` puts it."""
    a_text(template, "the template")
    if "" in a_map(values, "the params"):
        raise ValueError("a placeholder must not be empty")
    texts = {key: _written(key, value, write) for key, value in values.items()}
    return _Filling(template).with_all(texts)


def _written(key: str, value: Any, write: Callable[[Any], str]) -> str:
    try:
        return write(value)
    except ValueError as problem:
        raise ValueError(f"the value for '{key}' cannot be filled in: {problem}") from None


class _Filling:
    """A template with the stretches of it that are spoken for."""

    def __init__(self, template: str) -> None:
        self._template = template
        self._taken = bytearray(len(template))
        self._found: dict[int, str] = {}

    def with_all(self, texts: Mapping[str, str]) -> Filled:
        order = sorted(sorted(texts), key=len, reverse=True)
        idle = tuple(key for key in order if not self._take(key))
        return Filled(joined("", self._pieces(texts)), idle)

    def _take(self, key: str) -> bool:
        """Take every stretch that reads ``key`` and is free; whether there was one."""
        has_any = False
        start = self._template.find(key)
        while start >= 0:
            end = start + len(key)
            clash = self._taken.find(1, start, end)
            if clash < 0:
                self._taken[start:end] = b"\1" * len(key)
                self._found[start] = key
                has_any = True
            else:
                end = self._taken.find(0, clash)
            start = self._template.find(key, end) if end >= 0 else -1
        return has_any

    def _pieces(self, texts: Mapping[str, str]) -> Iterator[str]:
        done = 0
        for start in sorted(self._found):
            key = self._found[start]
            yield self._template[done:start]
            yield texts[key]
            done = start + len(key)
        yield self._template[done:]
