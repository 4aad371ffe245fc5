"""Where what is random comes from: the machine, so that nobody can guess it; or a seed, so that tests repeat."""

from __future__ import annotations

from random import Random
from secrets import SystemRandom


def chance(seed: int | str | None, token: str) -> Random:
    """A source for one resource. With a seed, the same token gives the same every time."""
    return SystemRandom() if seed is None else Random(f"{seed} {token}")  # noqa: S311  # for tests only
