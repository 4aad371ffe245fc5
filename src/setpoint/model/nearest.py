"""What a misspelt name was probably meant to be: the one piece of advice that saves most time."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_CLOSE = 0.6
_MOST = 20_000
"""Beyond so many names of about the right length a guess costs more than it helps."""


def nearest(name: str, names: Iterable[str], closeness: float = _CLOSE) -> str | None:
    """The one of ``names`` that is most like ``name``; None when none is alike enough (1 is equal, 0 nothing alike)."""
    alike = [one for one in names if abs(len(one) - len(name)) <= max(3, len(name) // 3)][:_MOST]
    by_case = {one.casefold(): one for one in alike}
    if name.casefold() in by_case:
        return by_case[name.casefold()]
    return next(iter(get_close_matches(name, alike, n=1, cutoff=closeness)), None)


def did_you_mean(name: str, names: Iterable[str], otherwise: str = "") -> str:
    """Advice about a misspelt ``name``; ``otherwise`` where nothing is near."""
    found = nearest(name, names)
    return f"did you mean '{found}'?" if found else otherwise


def one_of(names: Iterable[str], most: int = 12) -> str:
    """``names`` as advice may list them, the first ``most`` in alphabetical order."""
    listed = sorted(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
