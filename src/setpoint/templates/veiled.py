"""Texts as they may be shown: without the values of hidden parameters, be they defaults or given in environments."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import yaml as pyyaml

from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import HIDING, Source
from setpoint.model.value import MASK, Sensitive
from setpoint.templates import yaml
from setpoint.templates.compiler import parameters_of
from setpoint.templates.formats import formats
from setpoint.templates.parameters import Parameter
from setpoint.templates.tree import Document
from setpoint.templates.tree import Mapping as Map


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
        text = _masked(text, _defaults(yaml.read(document, Findings()), hidden))
    return text


def veiled_files(source: Source) -> dict[str, str]:
    """The files of ``source``, secrets masked, for nested templates and environments are among them."""
    given = source.parameters, *(source.environment.get(section) or {} for section in _GIVEN)
    hidden = {name for values in given for name, value in values.items() if isinstance(value, Sensitive)}
    words = (*hidden, *HIDING)
    return {
        name: _veiled_file(name, text, hidden) if any(word in text for word in words) else text
        for name, text in source.files.items()
    }


_GIVEN = ("parameters", "parameter_defaults")
"""The sections of an environment that give parameters."""


def _veiled_file(name: str, text: str, hidden: AbstractSet[str]) -> str:
    document = Document(name, text)
    tree = yaml.read(document, Findings())
    if not isinstance(tree, dict):
        return text
    if _is_template(tree):
        return veiled(Source(text, name))
    return _masked(document.text, _values(tree, hidden))


def masked_in(files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Files that are templates, and hidden parameters in them whose default was masked: asterisks are no secret."""
    for name, text in files.items():
        declared: Mapping[str, Parameter] = {}
        if MASK in text and _is_template(yaml.read(Document(name, text), Findings())):
            with contextlib.suppress(InvalidInput):
                declared = parameters_of(Source(text, name)).parameters
        yield from ((name, key) for key, one in declared.items() if one.hidden and one.default == MASK)


def _is_template(tree: object) -> bool:
    return isinstance(tree, dict) and any(one.recognises(tree) for one in formats().values())


def _values(tree: dict[str, Any], hidden: AbstractSet[str]) -> Iterator[int]:
    """The offsets at which an environment's values for ``hidden`` parameters begin."""
    for section in _GIVEN:
        values = tree.get(section)
        if isinstance(values, Map):
            yield from (_start(values, name) for name in hidden & values.keys())


def _start(values: Map, key: str) -> int:
    return values.document.marks[values.first + 2 * list(values).index(key) + 1]


def _masked(text: str, starts: Iterable[int]) -> str:
    """``text`` with asterisks for the values that begin at ``starts``."""
    for start, end in sorted(_spans(text, frozenset(starts)), reverse=True):
        text = f'{text[:start]}"{MASK}"{_break(text[start:end])}{text[end:]}'
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
            if isinstance(declared, Map) and word in declared:
                yield _start(declared, word)


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
