"""What a misspelt name was probably meant to be: the one piece of advice that saves most time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

_CLOSE = 0.6
_MANY = 1_000
"""Beyond so many names only one slip of the finger is looked for: comparing with each of them would cost too much."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_-:. "


def nearest(name: str, names: Iterable[str], closeness: float = _CLOSE) -> str | None:
    """The one of ``names`` that is most like ``name``; None when none is alike enough (1 is equal, 0 nothing alike)."""
    known = names if isinstance(names, Collection) else frozenset(names)
    if len(known) > _MANY:
        return next((slip for slip in _slips(name) if slip in known), None)
    alike = [one for one in known if abs(len(one) - len(name)) <= max(3, len(name) // 3)]
    by_case = {one.casefold(): one for one in alike}
    if name.casefold() in by_case:
        return by_case[name.casefold()]
    return next(iter(get_close_matches(name, sorted(alike), n=1, cutoff=closeness)), None)


def _slips(name: str) -> Iterator[str]:
    """Everything that is one wrong, missing, doubled or swapped letter away from ``name``."""
    for at in range(len(name) + 1):
        before, after = name[:at], name[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in _LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def did_you_mean(name: str, names: Iterable[str], otherwise: str = "") -> str:
    """Advice about a misspelt ``name``; ``otherwise`` where nothing is near."""
    found = nearest(name, names)
    return f"did you mean '{found}'?" if found else otherwise


def one_of(names: Iterable[str], most: int = 12) -> str:
    """``names`` as advice may list them, the first ``most`` in alphabetical order."""
    listed = sorted(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
