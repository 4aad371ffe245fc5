"""The language of rules, as oslo.policy's documentation has it ("Policy Rule Expressions").

::

    role:admin or (role:member and project_id:%(project_id)s)

``not`` binds tighter than ``and``, and that tighter than ``or``. Words are apart by white space, and parentheses may
touch them. A check is ``@`` (everybody), ``!`` (nobody), or ``kind:match``, where ``%(name)s`` in ``match`` is what the
thing that is acted upon has under that name. The older form is a list: any one of its items must hold, and of an
item that is a list all of its checks.

What oslo.policy takes for a rule that it does not understand, and then refuses everybody, is told here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from setpoint.api.policy.tree import And, Check, Everybody, Nobody, Not, Or, Tree
from setpoint.model.value import Plain

MAX_WORDS = 1_000
"""Of one rule."""
MAX_DEPTH = 50
"""Of parentheses within each other."""


class Malformed(Exception):
    """A rule that cannot be understood: what is wrong, and what would be right."""

    def __init__(self, what: str, advice: str = "") -> None:
        """Say it."""
        self.what = what
        self.advice = advice
        super().__init__(what)


def parse(rule: Plain) -> Tree:
    """The tree of a rule: a text, or lists of checks. Raises Malformed."""
    if isinstance(rule, str):
        return _Text(rule).tree()
    if isinstance(rule, Sequence):
        return _listed(rule)
    if rule is None:
        raise Malformed("there is no rule", 'write "" (or "@") where everybody may, "!" where nobody may')
    kind = "a map" if isinstance(rule, Mapping) else f"the value {str(rule).lower()}"
    raise Malformed(f"a rule is a text, not {kind}", 'write it in quotes: "role:admin"')


# --- texts

_WORD = re.compile(r"(?P<opening>\(*)(?P<word>.*?)(?P<closing>\)*)")
_JOINING = frozenset({"and", "or", "not"})


class _Text:
    """One rule that is being read, word by word."""

    def __init__(self, text: str) -> None:
        self._words = [word for several in text.split() for word in _apart(several)]
        self._at = 0
        self._depth = 0
        if len(self._words) > MAX_WORDS:
            raise Malformed(f"a rule of more than {MAX_WORDS} words", "divide it into several: 'rule:NAME'")

    def tree(self) -> Tree:
        if not self._words:
            return Everybody()
        found = self._or()
        if self._next():
            self._lost()
        return found

    def _or(self) -> Tree:
        parts = [self._and()]
        while self._takes("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Tree:
        parts = [self._not()]
        while self._takes("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self) -> Tree:
        negations = 0
        while self._takes("not"):
            negations += 1
        found = self._one()
        return Not(found) if negations % 2 else found

    def _one(self) -> Tree:
        word = self._next()
        if self._takes("("):
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise Malformed(f"more than {MAX_DEPTH} parentheses stand within each other")
            found = self._or()
            if not self._takes(")"):
                self._lost("a parenthesis is not closed")
            self._depth -= 1
            return found
        if not word or word == ")" or word.lower() in _JOINING:
            self._lost()
        self._at += 1
        return _check(word)

    def _next(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _takes(self, wanted: str) -> bool:
        is_it = self._next().lower() == wanted
        self._at += is_it
        return is_it

    def _lost(self, why: str = "") -> None:
        word = self._next()
        if not word:
            raise Malformed(why or f"the rule ends after '{self._words[-1]}'", "a check is missing there")
        if word == ")":
            raise Malformed(why or "a parenthesis is closed that was not opened, or is empty")
        advice = "put 'and' or 'or' between two checks"
        raise Malformed(why or f"'{word}' stands where no such word can", advice)


def _apart(word: str) -> Iterator[str]:
    """Parentheses at the ends of a word are words of their own; those of ``%(name)s`` are within it."""
    found = _WORD.fullmatch(word)
    assert found is not None
    yield from found["opening"]
    if found["word"]:
        yield found["word"]
    yield from found["closing"]


# --- checks


_REMOTE = ("http", "https")
_LITERAL = re.compile(
    r"""'(?P<single>[^'\\]*)'|"(?P<double>[^"\\]*)"|(?P<bare>True|False|None|-?\d+(\.\d+)?)"""
)
_NAME = re.compile(r"[\w.-]+")
_PERCENT = re.compile(r"%(?:%|\((?P<name>[^()]+)\)s)?")


def _check(word: str) -> Tree:
    if word in ("@", "!"):
        return Everybody() if word == "@" else Nobody()
    kind, colon, match = word.partition(":")
    if not colon or not kind:
        what = f"'{word}' is no check"
        raise Malformed(what, "a check is KIND:MATCH, as 'role:admin' or 'project_id:%(project_id)s'")
    if kind in _REMOTE:
        raise Malformed(
            f"'{word}' would ask another server", "remote checks are not done; write the rule itself"
        )
    if literal(kind) is None and not _NAME.fullmatch(kind):
        raise Malformed(
            f"what stands before the colon of '{word}' is neither a name nor a quoted text",
            "a quoted text holds no ':' and no '\\', nor any space where the rule is a text",
        )
    pieces(match)
    return Check(kind, match)


def literal(kind: str) -> str | None:
    """The text that a quoted, or otherwise literal, kind stands for; None for the name of a credential."""
    found = _LITERAL.fullmatch(kind)
    return (
        None
        if found is None
        else next(text for text in found.group("single", "double", "bare") if text is not None)
    )


def pieces(match: str) -> tuple[str, ...]:
    """Text and names in turn, of ``match``: first a text, then the name in a ``%(name)s``. Raises Malformed."""
    found, start = [""], 0
    for percent in _PERCENT.finditer(match):
        found[-1] += match[start : percent.start()]
        start = percent.end()
        if percent["name"]:
            found += [percent["name"], ""]
        elif percent.group() == "%%":
            found[-1] += "%"
        else:
            raise Malformed(f"'%' in '{match}' begins no %(name)s", "write %% where % is meant")
    found[-1] += match[start:]
    return tuple(found)


# --- lists


def _listed(items: Sequence[Plain]) -> Tree:
    """As oslo.policy reads it: no item at all lets everybody, nothing but empty items nobody."""
    if not items:
        return Everybody()
    parts = [_all_of([item] if isinstance(item, str) else item) for item in items if item]
    if not parts:
        return Nobody()
    return parts[0] if len(parts) == 1 else Or(tuple(parts))


def _all_of(item: Plain) -> Tree:
    if not isinstance(item, Sequence) or not all(isinstance(one, str) for one in item):
        raise Malformed("an item of a rule that is a list must be a check, or a list of checks")
    parts = tuple(_check(str(one)) for one in item)
    return parts[0] if len(parts) == 1 else And(parts)
