"""YAQL's functions on regular expressions, carried out within bounds of time (:mod:`setpoint.types.patterns`).

They do what those of the library do, with two mends of what is plainly wrong there: a selector is also given the named
groups of a pattern, and what a replacement is told of a match stays in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from yaql.language import specs, yaqltypes

from setpoint.templates.limits import YAQL_STEPS
from setpoint.templates.yaql.budget import CURRENT, short
from setpoint.types.patterns import Pattern

if TYPE_CHECKING:
    from setpoint.types.patterns import Match

Write = Callable[["Match"], str | None]


@specs.parameter("pattern", yaqltypes.String())
def regex(
    pattern: str,
    ignore_case: Any = False,  # noqa: FBT002 - the library passes on what an expression says
    multi_line: Any = False,  # noqa: FBT002 - as above
    dot_all: Any = False,  # noqa: FBT002 - as above
) -> Pattern:
    """The regular expression that ``pattern`` is."""
    flags = {re.IGNORECASE: ignore_case, re.MULTILINE: multi_line, re.DOTALL: dot_all}
    return _pattern(pattern, sum(flag for flag, is_set in flags.items() if is_set))


def _pattern(text: str, flags: int = 0) -> Pattern:
    try:
        return Pattern(text, flags)
    except ValueError as problem:
        raise ValueError(f"'{text[:40]}' is no regular expression: {problem}") from None


def _first(pattern: Pattern, string: str) -> Match | None:
    return _told(pattern, lambda: pattern.first(string, CURRENT.get().patience))


def _every(pattern: Pattern, string: str, most: int) -> list[Match]:
    """Matches in order; at most the first ``most`` of them, unless that is 0 (as ``re`` counts)."""
    if most < 0:
        return []
    found = _told(pattern, lambda: pattern.every(string, CURRENT.get().patience, YAQL_STEPS))
    return found[:most] if most else found


def _told(pattern: Pattern, match: Callable[[], Any]) -> Any:
    try:
        return match()
    except ValueError as problem:
        raise ValueError(f"the regular expression '{pattern.text[:40]}': {problem}") from None


@specs.parameter("regexp", Pattern)
@specs.parameter("string", yaqltypes.String())
@specs.method
def matches(regexp: Pattern, string: str) -> bool:
    """Whether the pattern is anywhere in the text."""
    return _first(regexp, string) is not None


@specs.parameter("string", yaqltypes.String())
@specs.parameter("regexp", yaqltypes.String())
@specs.method
def matches_(string: str, regexp: str) -> bool:
    """The same, from the text's side."""
    return _first(_pattern(regexp), string) is not None


@specs.parameter("regexp", Pattern)
@specs.parameter("string", yaqltypes.String())
@specs.name("#operator_=~")
def is_like(string: str, regexp: Pattern) -> bool:
    """``=~``."""
    return _first(regexp, string) is not None


@specs.parameter("pattern", yaqltypes.String())
@specs.parameter("string", yaqltypes.String())
@specs.name("#operator_=~")
def is_like_text(string: str, pattern: str) -> bool:
    """``=~`` with the pattern as a text."""
    return _first(_pattern(pattern), string) is not None


@specs.parameter("regexp", Pattern)
@specs.parameter("string", yaqltypes.String())
@specs.name("#operator_!~")
def is_unlike(string: str, regexp: Pattern) -> bool:
    """``!~``."""
    return _first(regexp, string) is None


@specs.parameter("pattern", yaqltypes.String())
@specs.parameter("string", yaqltypes.String())
@specs.name("#operator_!~")
def is_unlike_text(string: str, pattern: str) -> bool:
    """``!~`` with the pattern as a text."""
    return _first(_pattern(pattern), string) is None


@specs.parameter("regexp", Pattern)
@specs.parameter("string", yaqltypes.String())
@specs.parameter("selector", yaqltypes.Lambda(with_context=True))
@specs.method
def search(context: Any, regexp: Pattern, string: str, selector: Any = None) -> Any:
    """The first match, or what the selector makes of it; nothing when there is none."""
    found = _first(regexp, string)
    return None if found is None else _selected(context, found, selector)


@specs.parameter("regexp", Pattern)
@specs.parameter("string", yaqltypes.String())
@specs.parameter("selector", yaqltypes.Lambda(with_context=True))
@specs.method
def search_all(context: Any, regexp: Pattern, string: str, selector: Any = None) -> Iterator[Any]:
    """All matches, or what the selector makes of each."""
    for found in _every(regexp, string, 0):
        yield _selected(context, found, selector)


def _selected(context: Any, found: Match, selector: Any) -> Any:
    return found.group() if selector is None else selector(_knowing(context, found))


def _knowing(context: Any, found: Match) -> Any:
    """A context that knows the match: ``$`` is all of it, ``$2`` its first group, and so on; named groups by name."""
    within = context.create_child_context()
    groups: list[int | str] = [*range(len(found.groups()) + 1), *found.groupdict()]
    for group in groups:
        name = f"${group + 1}" if isinstance(group, int) else f"${group}"
        within[name] = {"value": found[group], "start": found.start(group), "end": found.end(group)}
    return within


@specs.parameter("regexp", Pattern)
@specs.parameter("string", yaqltypes.String())
@specs.parameter("max_split", int)
@specs.method
def split(regexp: Pattern, string: str, max_split: int = 0) -> list[str | None]:
    """The parts between matches, and the groups of each match between them."""
    parts: list[str | None] = []
    done = 0
    for found in _every(regexp, string, max_split):
        parts += [string[done : found.start()], *found.groups()]
        done = found.end()
    return [*parts, string[done:]]


@specs.parameter("regexp", Pattern)
@specs.parameter("string", yaqltypes.String())
@specs.parameter("max_split", int)
@specs.method
@specs.name("split")
def split_(string: str, regexp: Pattern, max_split: int = 0) -> list[str | None]:
    """The same, from the text's side."""
    return split(regexp, string, max_split)


@specs.parameter("regexp", Pattern)
@specs.parameter("string", yaqltypes.String())
@specs.parameter("repl", yaqltypes.String())
@specs.parameter("count", int)
@specs.method
def replace(regexp: Pattern, string: str, repl: str, count: int = 0) -> str:
    """The text with every match replaced; ``repl`` may refer to groups, as in ``re``."""

    def expanded(found: Match) -> str:
        short(len(repl) * max(1, *(len(group or "") for group in (found.group(), *found.groups()))))
        return found.expand(repl)

    return _replaced(regexp, string, count, expanded)


@specs.parameter("regexp", Pattern)
@specs.parameter("string", yaqltypes.String())
@specs.parameter("repl", yaqltypes.String())
@specs.parameter("count", int)
@specs.method
@specs.name("replace")
def replace_(string: str, regexp: Pattern, repl: str, count: int = 0) -> str:
    """The same, from the text's side."""
    return replace(regexp, string, repl, count)


@specs.parameter("regexp", Pattern)
@specs.parameter("string", yaqltypes.String())
@specs.parameter("repl", yaqltypes.Lambda(with_context=True))
@specs.parameter("count", int)
@specs.method
def replace_by(context: Any, regexp: Pattern, string: str, repl: Any, count: int = 0) -> str:
    """The text with every match replaced by what ``repl`` makes of it."""
    return _replaced(regexp, string, count, lambda found: repl(_knowing(context, found)))


@specs.parameter("regexp", Pattern)
@specs.parameter("string", yaqltypes.String())
@specs.parameter("repl", yaqltypes.Lambda(with_context=True))
@specs.parameter("count", int)
@specs.method
@specs.name("replaceBy")
def replace_by_(context: Any, string: str, regexp: Pattern, repl: Any, count: int = 0) -> str:
    """The same, from the text's side."""
    return replace_by(context, regexp, string, repl, count)


def _replaced(pattern: Pattern, string: str, count: int, write: Write) -> str:
    parts: list[str] = []
    done = length = 0
    for found in _every(pattern, string, count):
        written = write(found)
        if not isinstance(written, (str, type(None))):
            raise ValueError("what replaces a match must be a text")  # noqa: TRY004 - told to users
        parts += [string[done : found.start()], written or ""]
        done = found.end()
        length += len(parts[-2]) + len(parts[-1])
        short(length)
    return "".join([*parts, string[done:]])


@specs.parameter("string", yaqltypes.String())
def escape_regex(string: str) -> str:
    """A pattern that matches the text and nothing else."""
    return re.escape(string)


def is_regex(value: Any) -> bool:
    """Whether ``value`` is a regular expression."""
    return isinstance(value, Pattern)


FUNCTIONS: tuple[Callable[..., Any], ...] = (
    regex,
    matches,
    matches_,
    is_like,
    is_like_text,
    is_unlike,
    is_unlike_text,
    search,
    search_all,
    split,
    split_,
    replace,
    replace_,
    replace_by,
    replace_by_,
    escape_regex,
    is_regex,
)
