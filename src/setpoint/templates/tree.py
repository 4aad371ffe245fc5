"""A text and the tree read from it, in which every key, value and item knows its place.

A place is kept as one number, the offset of its first character, in one array for the whole document; line and
column are worked out when somebody asks. Objects for places would cost more memory than the tree itself.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence as AnySequence
from typing import Any

from setpoint.model.place import Place

_LONGEST_QUOTE = 160
_LINE_BREAK = re.compile(r"\r\n|\n|\r")


class Document:
    """A text with a name, and the offsets of everything that was read from it."""

    __slots__ = ("_starts", "is_private", "marks", "name", "text")

    def __init__(self, name: str, text: str, *, is_private: bool = False) -> None:
        """Hold ``text`` (without a byte order mark); ``name`` is what diagnostics call it.

        Of a private text (an environment, which may hold secrets) values are never quoted.
        """
        self.name = name
        self.is_private = is_private
        self.text = text.removeprefix("\ufeff")
        self.marks = array("I")
        self._starts: list[int] = []

    def place(self, offset: int) -> Place:
        """Line and column of the character at ``offset``; of the end of the text for what lies beyond."""
        starts = self._line_starts()
        offset = min(offset, len(self.text))
        line = bisect_right(starts, offset)
        return Place(self.name, line, offset - starts[line - 1] + 1)

    def offset(self, place: Place) -> int:
        """The offset of the character at ``place``, which is in this document."""
        return self._line_starts()[place.line - 1] + place.column - 1

    @property
    def whole(self) -> Place:
        """The place that means the whole text."""
        return Place(self.name)

    def line(self, number: int) -> str:
        """The text of line ``number`` (from 1) without its break; empty where there is no such line."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def quoted(self, number: int) -> str:
        """Line ``number`` as a diagnostic may show it."""
        line = self.line(number).strip()
        if self.is_private:
            key, colon, value = line.partition(":")
            line = f"{key}: ..." if colon and value.strip() else line if colon else ""
        return line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE]}..."

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts = [0, *(found.end() for found in _LINE_BREAK.finditer(self.text))]
        return self._starts


class Mapping(dict[str, Any]):
    """A map read from a document. ``first`` is where its marks begin there: two an entry, of key and of value."""

    __slots__ = ("document", "first")
    document: Document
    first: int

    def key_place(self, key: str) -> Place | None:
        """Where ``key`` stands; None for a key that is not there."""
        return self._place(key, 0)

    def value_place(self, key: str) -> Place | None:
        """Where the value of ``key`` stands; None for a key that is not there."""
        return self._place(key, 1)

    def _place(self, wanted: str, side: int) -> Place | None:
        for number, key in enumerate(self):
            if key == wanted:
                return self.document.place(self.document.marks[self.first + 2 * number + side])
        return None


class Gathered(Mapping):
    """A map whose entries come from several documents: each remembers its own places."""

    __slots__ = ("_places", "documents")
    _places: dict[str, tuple[Place | None, Place | None]]

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._places = {}
        self.documents: set[Document] = set()

    def take(self, source: dict[str, Any], key: str, value: Any) -> None:
        """Let ``key`` be ``value``, and stand where it stands in ``source``."""
        self[key] = value
        if isinstance(source, Mapping):
            self._places[key] = source.key_place(key), source.value_place(key)
            self.documents |= source.documents if isinstance(source, Gathered) else {source.document}

    def _place(self, wanted: str, side: int) -> Place | None:
        return self._places.get(wanted, (None, None))[side]


class Sequence(list[Any]):
    """A list read from a document. ``first`` is where its marks begin there: one an item."""

    __slots__ = ("document", "first")
    document: Document
    first: int

    def item_place(self, index: int) -> Place | None:
        """Where item ``index`` stands; None where there is none."""
        return self.document.place(self.document.marks[self.first + index]) if index < len(self) else None


def value_place(tree: Any, key: str | int) -> Place | None:
    """Where the value beneath ``key`` of ``tree`` stands; None when ``tree`` does not know."""
    if isinstance(tree, Mapping):
        return tree.value_place(str(key))
    if isinstance(tree, Sequence) and isinstance(key, int):
        return tree.item_place(key)
    return None


def place_along(tree: Any, otherwise: Place | None, path: AnySequence[str | int]) -> Place | None:
    """Where ``path`` leads to within ``tree``; as near as the tree knows, ``otherwise`` when it knows nothing.

    The last step's *key* is meant when it is one of a map: problems are shown where they begin.
    """
    found = otherwise
    for number, step in enumerate(path, 1):
        here = _key_place(tree, step) if number == len(path) else value_place(tree, step)
        if here is None:
            return found
        found = here
        tree = tree[step]
    return found


def _key_place(tree: Any, key: str | int) -> Place | None:
    return tree.key_place(str(key)) if isinstance(tree, Mapping) else value_place(tree, key)


def plain(tree: Any) -> Any:
    """``tree`` as ordinary dicts and lists, without places."""
    if isinstance(tree, dict):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [plain(item) for item in tree]
    return tree
