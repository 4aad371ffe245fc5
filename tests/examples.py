"""How many generated examples a test has: as many as it says where there is time, and a part of them in between."""

from hypothesis import settings

_WHOLE = 100
"""Hypothesis' own number, for which tests say theirs."""


def examples(number: int) -> int:
    """What ``number`` of examples comes to in this run: a commit waits for fewer, and who explores wants more."""
    return max(1, number * settings().max_examples // _WHOLE)
