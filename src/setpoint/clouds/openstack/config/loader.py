"""PyYAML's loader, with bounds, and with words for what is wrong that quote nothing.

This is the loader in Python, as openstacksdk's: ``0123`` is the number 83, and a tab after a colon an error, where
libyaml reads on. The current folder is among those that are searched, so a text may be anybody's: its depth and size,
and what its aliases repeat, have bounds.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.constructor import ConstructorError
from yaml.error import MarkedYAMLError

MAX_CHARACTERS = 256 * 1024
MAX_DEPTH = 50
"""Of lists and maps within each other."""
MAX_NODES = 20_000
"""Of one text, what aliases repeat counted each time."""

_QUOTED = re.compile(r"'[^'<]{2,}'|\"[^\"<]{2,}\"")

_WORDS = {
    "undefined alias": "what begins with '*' repeats what is marked with '&', and nothing is; text needs quotes",
    "another document": "a second document begins here; only one is read",
    "could not determine": "this is no value; text that begins with '!', or looks like a date, needs quotes",
    "tag handle": "what begins with '!' is no text; it needs quotes",
    "second occurrence": "what is marked with '&' here was marked before; two marks need two names",
    "unhashable": "a list or map cannot be a key",
    r"'\t'": "a tab stands where YAML wants spaces",
}


class Loader(yaml.SafeLoader):
    """Reads one text. Raises YAMLError, also where a value cannot be made (a date that there is not)."""

    def __init__(self, text: str) -> None:
        """Read ``text``."""
        super().__init__(text)
        self._depth = 0
        self._nodes = 0
        self._sizes: dict[str, int] = {}

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next node, with all within it."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        is_alias = isinstance(event, yaml.AliasEvent)
        if is_alias and event.anchor in self.anchors and event.anchor not in self._sizes:
            raise ConstructorError(None, None, "an alias stands within what it repeats", event.start_mark)
        before = self._nodes
        self._nodes += 1 + (self._sizes.get(event.anchor, 0) if is_alias else 0)
        self._depth += 1
        if self._nodes > MAX_NODES or self._depth > MAX_DEPTH:
            raise ConstructorError(None, None, "it is too large, or too deep", event.start_mark)
        node = super().compose_node(parent, index)
        self._depth -= 1
        if event.anchor is not None and not is_alias:
            self._sizes[event.anchor] = self._nodes - before
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - as PyYAML's
        """The value that ``node`` stands for."""
        try:
            value = super().construct_object(node, deep)
            if isinstance(value, int):
                str(value)  # a number of some thousand digits cannot even be told
        except (ValueError, OverflowError):
            raise ConstructorError(None, None, "could not determine", node.start_mark) from None
        return value


def what_is_wrong(problem: MarkedYAMLError) -> str:
    """What is wrong, without what PyYAML quotes: it may be a password."""
    theirs = problem.problem or "it cannot be understood"
    ours = next((ours for words, ours in _WORDS.items() if words in theirs), None)
    return ours or _QUOTED.sub("it", theirs)
