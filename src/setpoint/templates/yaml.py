"""YAML (and so JSON) to a tree with places, in one pass over libyaml's events.

PyYAML's own loader was measured at eleven times the cost: it makes a node and two marks for everything, and resolves
each scalar by trying patterns. Here a scalar is looked up in a table that remembers, and a place is one number.
Duplicate keys are told and read on; what libyaml itself refuses ends the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from yaml import events
from yaml.cyaml import CParser
from yaml.error import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from setpoint.model.diagnostic import Findings
from setpoint.templates import complaints
from setpoint.templates.limits import MAX_ALIASED_NODES, MAX_CHARACTERS, MAX_DEPTH, MAX_NODES
from setpoint.templates.scalars import unquoted
from setpoint.templates.tree import Document, Mapping, Sequence

_CORE = "tag:yaml.org,2002:"
_ABSENT = object()
_Scalar = events.ScalarEvent


def read(document: Document, findings: Findings) -> Any:
    """The tree of ``document``'s text. None, after Diagnostics, when it is no YAML; None for an empty text, too.

    A tree is made of :class:`Mapping`, :class:`Sequence`, str, int, float, bool and None; keys are str.
    """
    if len(document.text) > MAX_CHARACTERS:
        complaints.too_large(document, findings)
        return None
    try:
        return _Reader(document, findings).tree()
    except _Refused as refused:
        findings.error(
            refused.summary,
            place=document.place(refused.offset),
            detail=refused.detail,
            advice=refused.advice,
        )
    except ReaderError:
        complaints.unreadable_character(document, findings)
    except MarkedYAMLError as problem:
        complaints.syntax(document, problem, findings)
    except YAMLError as problem:
        findings.error("this is no YAML", place=document.whole, detail=str(problem))
    except UnicodeEncodeError as problem:
        complaints.lone_surrogate(document, problem.start, findings)
    return None


class _Refused(Exception):
    """Reading cannot go on."""

    def __init__(self, summary: str, event: events.Event, *, detail: str = "", advice: str = "") -> None:
        self.summary = summary
        self.offset: int = event.start_mark.index
        self.detail = detail
        self.advice = advice
        super().__init__(summary)


class _Words(dict[str, Any]):
    """What unquoted words mean, each worked out once; equal texts become one object."""

    def __init__(self) -> None:
        self.unusable: dict[str, str] = {}
        super().__init__()

    def __missing__(self, text: str) -> Any:
        try:
            value = self[text] = unquoted(text)
        except ValueError as problem:
            self.unusable[text] = str(problem)
            value = self[text] = None
        return value


class _Reader:
    """Builds the tree of one document."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self._next: Callable[[], Any] = CParser(document.text).get_event
        self._words = _Words()
        self._anchors: dict[str, Any] = {}
        self._sizes: dict[str, int] = {}
        self._depth = 0
        self._nodes = 0
        self._aliased = 0
        self._builders: dict[type, Callable[[Any], Any]] = {
            events.ScalarEvent: self._scalar,
            events.MappingStartEvent: self._nested,
            events.SequenceStartEvent: self._nested,
            events.AliasEvent: self._alias,
        }

    def tree(self) -> Any:
        """Read the only document in the stream."""
        self._next()  # the stream starts
        event = self._next()
        if type(event) is events.StreamEndEvent:
            return None
        tree = self._node(self._next())
        self._next()  # the document ends
        after = self._next()
        if type(after) is not events.StreamEndEvent:
            raise _Refused(
                "a second YAML document begins here",
                after,
                advice="keep one document in a file; remove the '---'",
            )
        if self._words.unusable:
            self._tell_unusable()
        return tree

    def _tell_unusable(self) -> None:
        """Go over the text again for the places of words that were refused: the first time must be quick."""
        following = CParser(self._document.text).get_event
        while event := following():
            if (
                type(event) is events.ScalarEvent
                and event.implicit[0]
                and event.value in self._words.unusable
            ):
                why = self._words.unusable[event.value]
                self._tell(f"'{event.value[:40]}' cannot be used as a number", event, detail=why)

    def _node(self, event: Any) -> Any:
        return self._builders[type(event)](event)

    def _scalar(self, event: Any) -> Any:
        if event.tag is not None:
            value = self._tagged(event, event.tag)
        else:
            value = self._words[event.value] if event.implicit[0] else event.value
        return self._keep(event.anchor, value, 1)

    def _tagged(self, event: Any, tag: str) -> Any:
        if tag in {"!", f"{_CORE}str", f"{_CORE}timestamp"}:
            return event.value
        value = self._words[event.value] if tag in _SCALAR_TAGS else None
        if tag in _SCALAR_TAGS and isinstance(value, _SCALAR_TAGS[tag]):
            return float(value) if tag == f"{_CORE}float" else value
        if tag in _SCALAR_TAGS:
            self._tell(f"'{event.value[:40]}' is no {tag.removeprefix(_CORE)}", event)
        else:
            self._unknown_tag(event)
        return None

    def _nested(self, event: Any) -> Any:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Refused(f"lists and maps stand more than {MAX_DEPTH} deep within each other", event)
        before = self._nodes
        is_map = type(event) is events.MappingStartEvent
        if event.tag is not None and event.tag not in {"!", f"{_CORE}{'map' if is_map else 'seq'}"}:
            self._unknown_tag(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _ABSENT
        built = self._mapping() if is_map else self._sequence()
        if self._nodes > MAX_NODES:
            raise _Refused(f"more than {MAX_NODES:,} keys, values and items", event)
        self._depth -= 1
        return self._keep(event.anchor, built, self._nodes - before + 1)

    def _sequence(self) -> Sequence:
        built = Sequence()
        marks = []
        following, node, words, end = self._next, self._node, self._words, events.SequenceEndEvent
        while (kind := type(event := following())) is not end:
            marks.append(event.start_mark.index)
            quick = kind is _Scalar and event.implicit[0] and event.anchor is None
            built.append(words[event.value] if quick else node(event))
        return self._finish(built, marks, len(built))

    def _mapping(self) -> Mapping:
        built = Mapping()
        marks: list[int] = []
        merged: list[Mapping] = []
        following, node, words, end = self._next, self._node, self._words, events.MappingEndEvent
        while type(event := following()) is not end:
            quick = type(event) is _Scalar and event.implicit[0] and event.anchor is None
            key = words[event.value] if quick else None
            if key.__class__ is not str:
                key = self._key(event)
            value = following()
            if key in built or key == "<<":
                self._unusual(key, built, marks, merged, event, value)
                continue
            marks += (event.start_mark.index, value.start_mark.index)
            quick = type(value) is _Scalar and value.implicit[0] and value.anchor is None
            built[key] = words[value.value] if quick else node(value)
        for source in merged:
            _take_over(source, built, marks)
        return self._finish(built, marks, 2 * len(built))

    def _finish(self, built: Any, marks: list[int], nodes: int) -> Any:
        stored = self._document.marks
        built.document = self._document
        built.first = len(stored)
        stored.extend(marks)
        self._nodes += nodes
        return built

    def _key(self, event: Any) -> str:
        if type(event) is _Scalar:
            key = self._scalar(event)
            if key.__class__ is str:
                return key  # type: ignore[no-any-return]
            if key is not None:
                return json.dumps(key)  # as Heat, which keeps templates as JSON, shows such keys
            raise _Refused("a key is missing here", event, advice="write the key before the colon")
        if type(event) is events.AliasEvent and isinstance(key := self._alias(event), str):
            return key
        raise _Refused(
            "a list or map cannot be a key",
            event,
            advice="put quotes around text that begins with '{' or '['",
        )

    def _unusual(self, key, built, marks, merged, event, value):
        if key in built:
            self._duplicate(key, built, marks, event)
            self._node(value)
        elif event.implicit[0]:
            merged.extend(self._merged(self._node(value), value))
        else:
            marks += (event.start_mark.index, value.start_mark.index)
            built[key] = self._node(value)

    def _duplicate(self, key: str, built: Mapping, marks: list[int], event: Any) -> None:
        first = self._document.place(marks[2 * list(built).index(key)])
        self._tell(
            f"the key '{key}' stands here a second time",
            event,
            detail=f"it stands first in line {first.line}; only one of them could count",
            advice="remove or rename one of them",
        )

    def _merged(self, value: Any, event: Any) -> list[Mapping]:
        sources = value if isinstance(value, Sequence) else [value]
        if all(isinstance(source, Mapping) for source in sources):
            return list(sources)
        self._tell("'<<' can only merge maps", event, advice="name the anchor of a map: '<<: *name'")
        return []

    def _alias(self, event: Any) -> Any:
        value = self._anchors.get(event.anchor)
        if event.anchor not in self._anchors:
            raise _Refused(
                f"the alias '*{event.anchor}' has no anchor",
                event,
                advice=f"mark it with '&{event.anchor}' earlier",
            )
        if value is _ABSENT:
            raise _Refused(f"the alias '*{event.anchor}' stands within what it repeats", event)
        self._aliased += self._sizes[event.anchor]
        self._nodes += self._sizes[event.anchor]
        if self._aliased > MAX_ALIASED_NODES:
            raise _Refused(f"aliases repeat more than {MAX_ALIASED_NODES:,} nodes", event)
        return value

    def _keep(self, anchor: str | None, value: Any, size: int) -> Any:
        if anchor is not None:
            self._anchors[anchor] = value
            self._sizes[anchor] = size
        return value

    def _unknown_tag(self, event: Any) -> None:
        self._tell(
            f"the tag '{event.tag.replace(_CORE, '!!')}' means nothing here",
            event,
            advice="remove it; functions are written as maps: '{get_param: name}'",
        )

    def _tell(self, summary: str, event: Any, *, detail: str = "", advice: str = "") -> None:
        place = self._document.place(event.start_mark.index)
        self._findings.error(summary, place=place, detail=detail, advice=advice)


_SCALAR_TAGS: dict[str, type | tuple[type, ...]] = {
    f"{_CORE}int": int,
    f"{_CORE}float": (int, float),
    f"{_CORE}bool": bool,
    f"{_CORE}null": type(None),
}


def _take_over(source: Mapping, built: Mapping, marks: list[int]) -> None:
    """Add what ``source`` has and ``built`` has not: the meaning of ``<<``."""
    theirs = source.document.marks
    for number, (key, value) in enumerate(source.items()):
        if key not in built:
            at = source.first + 2 * number
            built[key] = value
            marks += (theirs[at], theirs[at + 1])
