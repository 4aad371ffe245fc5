"""YAML (and so JSON) to a tree with places, in one pass over libyaml's events.

PyYAML's own loader was measured at eight times the cost: it makes a node and two marks for everything, and resolves
each scalar by trying patterns. Here a scalar is looked up in a table that remembers, and a place is one number.
Duplicate keys are told and read on; what libyaml itself refuses ends the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar

from yaml import events
from yaml._yaml import CParser
from yaml.error import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from setpoint.model.diagnostic import Findings
from setpoint.templates import complaints
from setpoint.templates.limits import MAX_ALIASED_NODES, MAX_CHARACTERS, MAX_DEPTH, MAX_NODES
from setpoint.templates.scalars import Words, tagged
from setpoint.templates.tree import Document, Mapping, Sequence

_COLLECTIONS = frozenset({"!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
_UNFINISHED = object()
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
        place = document.place(refused.offset)
        findings.error(refused.summary, place=place, detail=refused.detail, advice=refused.advice)
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

    def __init__(self, summary: str, event: Any, *, detail: str = "", advice: str = "") -> None:
        self.summary = summary
        self.offset: int = event.start_mark.index
        self.detail = detail
        self.advice = advice
        super().__init__(summary)


class _Growing:
    """A map that is being read: so far, with where its keys and values stand, and what ``<<`` shall add at its end."""

    __slots__ = ("built", "marks", "merged")

    def __init__(self) -> None:
        self.built = Mapping()
        self.marks: list[int] = []
        self.merged: list[Mapping] = []

    def add(self, key: str, value: Any, marks: tuple[int, int]) -> None:
        self.built[key] = value
        self.marks += marks

    def merge(self) -> None:
        """Add what the merged maps have and this one has not; earlier ones win."""
        for source in self.merged:
            theirs = source.document.marks
            for number, (key, value) in enumerate(source.items()):
                if key not in self.built:
                    at = source.first + 2 * number
                    self.add(key, value, (theirs[at], theirs[at + 1]))


class _Reader:
    """Builds the tree of one document."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self._next: Callable[[], Any] = CParser(document.text).get_event
        self._words = Words()
        self._anchors: dict[str, Any] = {}
        self._sizes: dict[str, int] = {}
        self._depth = 0
        self._nodes = 0
        self._aliased = 0

    def tree(self) -> Any:
        """Read the only document in the stream."""
        self._next()  # the stream starts
        if type(self._next()) is events.StreamEndEvent:
            return None
        tree = self._node(self._next())
        self._next()  # the document ends
        after = self._next()
        if type(after) is not events.StreamEndEvent:
            advice = "keep one document in a file; remove the '---'"
            raise _Refused("a second YAML document begins here", after, advice=advice)
        if self._words.unusable:
            self._tell_unusable()
        return tree

    def _tell_unusable(self) -> None:
        """Go over the text again for the places of words that were refused: the first time must be quick."""
        following = CParser(self._document.text).get_event
        while event := following():
            if type(event) is _Scalar and event.implicit[0] and event.value in self._words.unusable:
                why = self._words.unusable[event.value]
                self._tell(f"'{event.value[:40]}' cannot be used as a number", event, detail=why)

    def _node(self, event: Any) -> Any:
        return self._builders[type(event)](self, event)

    def _scalar(self, event: Any) -> Any:
        if event.tag is not None:
            value = self._tagged(event)
        else:
            value = self._words[event.value] if event.implicit[0] else event.value
        return self._keep(event.anchor, value, 1)

    def _tagged(self, event: Any) -> Any:
        try:
            return tagged(event.tag, event.value, self._words)
        except KeyError:
            self._tell_tag(event)
        except ValueError as problem:
            self._tell(str(problem), event)
        return None

    def _nested(self, event: Any) -> Any:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Refused(f"lists and maps stand more than {MAX_DEPTH} deep within each other", event)
        before = self._nodes
        if event.tag is not None and event.tag not in _COLLECTIONS:
            self._tell_tag(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _UNFINISHED
        built = self._mapping() if type(event) is events.MappingStartEvent else self._sequence()
        if self._nodes > MAX_NODES:
            raise _Refused(f"more than {MAX_NODES:,} keys, values and items", event)
        self._depth -= 1
        return self._keep(event.anchor, built, self._nodes - before + 1)

    def _sequence(self) -> Sequence:
        built, marks = Sequence(), []
        following, node, words, end = self._next, self._node, self._words, events.SequenceEndEvent
        while (kind := type(event := following())) is not end:
            marks.append(event.start_mark.index)
            is_word = kind is _Scalar and event.implicit[0] and event.anchor is None
            built.append(words[event.value] if is_word else node(event))
        self._finish(built, marks)
        return built

    def _mapping(self) -> Mapping:
        """The hottest loop of all reading: unquoted words, which most keys and values are, are looked up in place."""
        growing = _Growing()
        built, marks = growing.built, growing.marks
        following, node, words, end = self._next, self._node, self._words, events.MappingEndEvent
        while (kind := type(event := following())) is not end:
            is_word = kind is _Scalar and event.implicit[0] and event.anchor is None
            key = words[event.value] if is_word else None
            if key.__class__ is not str:
                key = self._key(event)
            value = following()
            if key in built or key == "<<":
                self._unusual(key, growing, event, value)
                continue
            marks += (event.start_mark.index, value.start_mark.index)
            is_word = type(value) is _Scalar and value.implicit[0] and value.anchor is None
            built[key] = words[value.value] if is_word else node(value)
        growing.merge()
        self._finish(built, marks)
        return built

    def _unusual(self, key: str, growing: _Growing, event: Any, value: Any) -> None:
        if key in growing.built:
            self._tell_duplicate(key, growing, event)
            self._node(value)
        elif event.implicit[0]:
            growing.merged.extend(self._merged(self._node(value), value))
        else:
            growing.add(key, self._node(value), (event.start_mark.index, value.start_mark.index))

    def _finish(self, built: Mapping | Sequence, marks: list[int]) -> None:
        stored = self._document.marks
        built.document = self._document
        built.first = len(stored)
        stored.extend(marks)
        self._nodes += len(marks)

    def _key(self, event: Any) -> str:
        key = self._node(event) if type(event) in {_Scalar, events.AliasEvent} else _UNFINISHED
        if isinstance(key, str):
            return key
        if isinstance(key, (bool, int, float)):
            return json.dumps(key)  # as Heat, which keeps templates as JSON, shows such keys
        if key is None:
            raise _Refused("a key is missing here", event, advice="write the key before the colon")
        advice = "put quotes around text that begins with '{' or '['"
        raise _Refused("a list or map cannot be a key", event, advice=advice)

    def _merged(self, value: Any, event: Any) -> list[Mapping]:
        sources = value if isinstance(value, Sequence) else [value]
        if all(isinstance(source, Mapping) for source in sources):
            return list(sources)
        self._tell("'<<' can only merge maps", event, advice="name the anchor of a map: '<<: *name'")
        return []

    def _alias(self, event: Any) -> Any:
        name = event.anchor
        if name not in self._anchors:
            advice = f"mark what it shall repeat with '&{name}', further up"
            raise _Refused(f"the alias '*{name}' has no anchor", event, advice=advice)
        if self._anchors[name] is _UNFINISHED:
            raise _Refused(f"the alias '*{name}' stands within what it repeats", event)
        self._aliased += self._sizes[name]
        self._nodes += self._sizes[name]
        if self._aliased > MAX_ALIASED_NODES:
            raise _Refused(f"aliases repeat more than {MAX_ALIASED_NODES:,} nodes", event)
        return self._anchors[name]

    def _keep(self, anchor: str | None, value: Any, size: int) -> Any:
        if anchor is not None:
            self._anchors[anchor] = value
            self._sizes[anchor] = size
        return value

    def _tell_duplicate(self, key: str, growing: _Growing, event: Any) -> None:
        first = self._document.place(growing.marks[2 * list(growing.built).index(key)])
        self._tell(
            f"the key '{key}' stands here a second time",
            event,
            detail=f"it stands first in line {first.line}; only one of them could count",
            advice="remove or rename one of them",
        )

    def _tell_tag(self, event: Any) -> None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        advice = "remove it; functions are written as maps: '{get_param: name}'"
        if tag.startswith("!") and tag[1:].isalpha():  # as CloudFormation's own reader knows them
            name = tag[1:] if tag == "!Ref" else f"Fn::{tag[1:]}"
            advice = f"functions are written as maps: '{{\"{name}\": ...}}'"
        self._tell(f"the tag '{tag}' means nothing here", event, advice=advice)

    def _tell(self, summary: str, event: Any, *, detail: str = "", advice: str = "") -> None:
        place = self._document.place(event.start_mark.index)
        self._findings.error(summary, place=place, detail=detail, advice=advice)

    _builders: ClassVar[dict[type, Callable[[_Reader, Any], Any]]] = {
        events.ScalarEvent: _scalar,
        events.MappingStartEvent: _nested,
        events.SequenceStartEvent: _nested,
        events.AliasEvent: _alias,
    }
    """Functions of the class, not methods of a reader: what a reader holds must not hold the reader."""
