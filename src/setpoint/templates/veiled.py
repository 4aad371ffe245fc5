"""A template's text as it may be shown: with the defaults of hidden parameters masked, for they are secrets."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import yaml as pyyaml

from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import Source
from setpoint.model.value import MASK
from setpoint.templates import yaml
from setpoint.templates.compiler import parameters_of
from setpoint.templates.tree import Document, Mapping


def veiled(source: Source) -> str:
    """The template of ``source``, secrets masked; "" where it cannot be read, so that none can be overlooked."""
    try:
        declared = parameters_of(source).parameters
    except InvalidInput:
        return ""
    hidden = [name for name, one in declared.items() if one.hidden and one.default is not None]
    document = Document(source.template_name, source.template)
    text = document.text
    if hidden:
        starts = frozenset(_defaults(yaml.read(document, Findings()), hidden))
        for start, end in sorted(_spans(text, starts), reverse=True):
            text = f"{text[:start]}{MASK!r}{_break(text[start:end])}{text[end:]}"
    return text


def _break(value: str) -> str:
    """A block of text ends with a line break that belongs to the text around it as well."""
    return "\n" if value.endswith("\n") else ""


_WORDS = (("parameters", "default"), ("Parameters", "Default"))
"""Of each language, the section and the key."""


def _defaults(tree: object, hidden: Collection[str]) -> Iterator[int]:
    """The offsets at which the defaults of ``hidden`` parameters begin."""
    for section, word in _WORDS:
        parameters = tree.get(section) if isinstance(tree, dict) else None
        for name in hidden:
            declared = parameters.get(name) if isinstance(parameters, dict) else None
            if isinstance(declared, Mapping) and word in declared:
                number = list(declared).index(word)
                yield declared.document.marks[declared.first + 2 * number + 1]


def _spans(text: str, starts: Collection[int]) -> Iterator[tuple[int, int]]:
    """From where to where the values reach that begin at ``starts``."""
    begun: int | None = None
    depth = 0
    events: Iterator[Any] = pyyaml.parse(text, Loader=pyyaml.CLoader)
    for event in events:
        start, end = event.start_mark.index, event.end_mark.index
        if begun is None and start in starts and isinstance(event, pyyaml.NodeEvent):
            begun = start
        if begun is not None:
            depth += isinstance(event, pyyaml.CollectionStartEvent)
            depth -= isinstance(event, pyyaml.CollectionEndEvent)
            if not depth:
                yield begun, end
                begun = None
