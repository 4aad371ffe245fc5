"""Wishes about the order of steps: kept as far as the steps can still be ordered, and given up where they cannot.

What goes first, and what stands on it, should still go after those who use it have let go of it; but they may need
what takes its place, and so wait for it to be gone. What *must* be in order stands among the needs, and a circle of
those is told to the user (:mod:`setpoint.engine.planner.lint`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import count

from setpoint.model.plan import StepId

Wish = tuple[StepId, StepId]
"""The first step would better wait for the second."""


def possible(wishes: Sequence[Wish], needs: Sequence[Collection[StepId]]) -> Iterator[Wish]:
    """Those of ``wishes`` that close no circle with ``needs``, by step, and with each other. Linear."""
    after = [list(several) for several in needs]
    for step, other in wishes:
        after[step].append(other)
    circle = _circles(after)
    for step, other in wishes:
        if circle[step] != circle[other]:
            yield step, other


def _circles(after: Sequence[Sequence[StepId]]) -> list[int]:
    """For each step a number that it shares with those that it waits for and that wait for it (Tarjan, 1972)."""
    order = [0] * len(after)  # from 1, as they are met
    lowest = [0] * len(after)
    circle = [-1] * len(after)
    numbers = count(1)
    open_: list[int] = []
    for start in range(len(after)):
        path = [(start, iter(after[start]))] if not order[start] else []
        while path:
            step, others = path[-1]
            if not order[step]:
                order[step] = lowest[step] = next(numbers)
                open_.append(step)
            other = next(others, None)
            if other is None:
                path.pop()
                if lowest[step] == order[step]:
                    _close(step, open_, circle)
                if path:
                    outer = path[-1][0]
                    lowest[outer] = min(lowest[outer], lowest[step])
            elif not order[other]:
                path.append((other, iter(after[other])))
            elif circle[other] < 0:
                lowest[step] = min(lowest[step], order[other])
    return circle


def _close(step: int, open_: list[int], circle: list[int]) -> None:
    """All that was met since ``step`` and is still open waits for one another."""
    while circle[step] < 0:
        circle[open_.pop()] = step
