"""From a place in a text to the way there, by keys and indices: for those who gave a tree and never saw its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from setpoint.model.diagnostic import Findings
from setpoint.templates import yaml
from setpoint.templates.tree import Document
from setpoint.templates.tree import Mapping as Tree
from setpoint.templates.tree import Sequence as Items

Way = tuple[str | int, ...]


def ways_in(document: Document) -> Mapping[int, Way]:
    """The way to everything in ``document``, by the offset at which it stands, key or value; none when it is no YAML.

    Where several things stand at one place (a map, and its first key), the inner one is meant.
    """
    copy = Document(document.name, document.text)
    return dict(_walked(yaml.read(copy, Findings()), copy))


def _walked(tree: Any, document: Document) -> Iterator[tuple[int, Way]]:
    """From the outside in."""
    waiting: list[tuple[Any, Way]] = [(tree, ())]
    while waiting:
        node, way = waiting.pop()
        if isinstance(node, Tree):
            for number, (key, value) in enumerate(node.items()):
                mark = node.first + 2 * number
                yield document.marks[mark], (*way, key)
                yield document.marks[mark + 1], (*way, key)
                waiting.append((value, (*way, key)))
        elif isinstance(node, Items):
            for index, value in enumerate(node):
                yield document.marks[node.first + index], (*way, index)
                waiting.append((value, (*way, index)))
