"""Regular expressions that people write, matched within bounds of time and memory.

What a pattern means is what Python's ``re`` says, as in Heat; what that refuses is refused. But a pattern that
backtracks can keep ``re`` busy for ever, and nothing can stop it. So matching is done by the ``regex`` library, which
reads the same patterns and looks at a clock. That clock is the processor's: a busy machine makes nobody impatient.
"""

from __future__ import annotations

import math
import re
import time
import warnings
from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import regex

    Match = regex.Match[str]

SECONDS = 1.0
"""Of the processor, for one pattern and one text."""

MAX_PATTERN = 10_000
"""Characters of a pattern."""

MAX_SUBJECT = 1_000_000
"""Characters of a text that is matched. (Heat takes no larger request: ``max_json_body`` 1 MiB.)"""

MAX_WRITTEN_OUT = 100_000
"""Parts of a pattern when what it repeats is written out as often as it must occur: ``(ab{3}){2}`` has 10."""

Found = TypeVar("Found")


class Impatience(ValueError):
    """Matching took too long, and was given up."""


class Patience:
    """How long matching may still take, in seconds of the processor, in all calls that share this."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """Have so many."""
        self._seconds = seconds
        self._left = seconds

    def bear(self, matching: Callable[[float], Found]) -> Found:
        """What ``matching`` finds, which is told how long it may take. Raises Impatience."""
        begun = time.process_time()
        try:
            if self._left <= 0:
                raise TimeoutError
            return matching(self._left)
        except TimeoutError:
            raise Impatience(f"matching takes longer than {self._seconds:g} s, and was given up") from None
        finally:
            self._left -= time.process_time() - begun


class Pattern:
    """A regular expression. Its methods raise Impatience, or ValueError for a text that is too long."""

    __slots__ = ("_compiled", "text")

    def __init__(self, text: str, flags: int = 0) -> None:
        """Understand ``text``, with the flags of ``re``. ValueError, saying why, where it is no pattern."""
        self.text = text
        self._compiled = _compiled(text, flags)

    def is_all_of(self, subject: str, patience: Patience) -> bool:
        """Whether ``subject`` matches from its first to its last character."""
        _within("text that is matched", subject, MAX_SUBJECT)
        found = patience.bear(lambda seconds: self._compiled.fullmatch(subject, timeout=seconds))
        return found is not None

    def is_start_of(self, subject: str, patience: Patience) -> bool:
        """Whether ``subject`` matches from its first character on, as far as the pattern goes."""
        _within("text that is matched", subject, MAX_SUBJECT)
        found = patience.bear(lambda seconds: self._compiled.match(subject, timeout=seconds))
        return found is not None

    def first(self, subject: str, patience: Patience) -> Match | None:
        """The first match anywhere in ``subject``."""
        _within("text that is matched", subject, MAX_SUBJECT)
        return patience.bear(lambda seconds: self._compiled.search(subject, timeout=seconds))

    def every(self, subject: str, patience: Patience, most: int) -> list[Match]:
        """All matches in ``subject``, one behind the other. ValueError when there are more than ``most``."""
        _within("text that is matched", subject, MAX_SUBJECT)
        found = patience.bear(
            lambda seconds: list(islice(self._compiled.finditer(subject, timeout=seconds), most + 1))
        )
        if len(found) > most:
            raise ValueError(f"the pattern is found more than {most:,} times")
        return found


@lru_cache(maxsize=1024)
def _compiled(text: str, flags: int) -> regex.Pattern[str]:
    import regex  # noqa: PLC0415 - takes long to import, and few templates have patterns

    _within("pattern", text, MAX_PATTERN)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what Python warns of in a pattern is a mistake of its author
        try:
            re.compile(text, flags)
            parts = _written_out(text)
            if parts > MAX_WRITTEN_OUT:
                raise ValueError(f"written out it has more than {MAX_WRITTEN_OUT:,} parts")
            return regex.compile(_without_fuzziness(text), flags | regex.VERSION0, cache_pattern=False)
        except (re.error, regex.error, OverflowError, Warning) as problem:
            raise ValueError(str(problem)) from None
        except RecursionError:
            raise ValueError("its groups stand too deep within each other") from None


def _within(what: str, text: str, most: int) -> None:
    if len(text) > most:
        raise ValueError(f"the {what} has {len(text):,} characters, more than the {most:,} allowed")


_TOKEN = re.compile(
    r"""
      \\N\{ [^}]* \} | \\.              # an escape
    | \[ \^? \]? (?: \\. | [^\]\\] )* \]  # a set
    | \(\?\# [^)]* \)                   # a comment
    | \{ (?P<least>\d*) (?: , \d* | (?<=\d) ) \}  # how often
    | (?P<brace> \{ )                   # a brace that stands for itself
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_VERBOSE = re.compile(r"\(\?[a-zA-Z]*x")
"""A pattern in which comments may stand, whose brackets mean nothing."""


def _written_out(text: str) -> int:
    """How many parts a pattern has when everything is written as often as it must occur: ``regex`` writes it so."""
    if _VERBOSE.search(text):
        return len(text) * math.prod(int(least) for least in re.findall(r"\{(\d+)", text))
    sizes, last = [0], 0
    for found in _TOKEN.finditer(text):
        part = found.group()
        if part == "(":
            sizes.append(1)
        elif found["least"]:
            sizes[-1] += last * max(int(found["least"]) - 1, 0)
        else:
            last = sizes.pop() if part == ")" and len(sizes) > 1 else 1
            sizes[-1] += last
    return sum(sizes)


def _without_fuzziness(text: str) -> str:
    """``text`` with its literal braces escaped: ``regex`` would read ``{e<=1}`` as leave to err."""
    return _TOKEN.sub(lambda found: "\\{" if found["brace"] else found.group(), text)
