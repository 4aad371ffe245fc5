"""What a log of calls says: how many were under way at once, and how soon all of it could have been done at best."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter

from setpoint.certify.simulated.world import Call
from setpoint.model.plan import Plan, StepId

EARLY = 0.002
"""Seconds by which a call's two timers may ring before their time."""


def least_seconds(
    calls: Sequence[Call], plan: Plan, names: Mapping[str, str], latency: float, width: int
) -> float:
    """The larger of the critical path, and all calls ``width`` at a time: no order of calls could be quicker.

    ``latency`` is in seconds a call. ``names`` gives the incarnation that a call is about where the call does not name
    it: by physical id.
    """
    made = Counter(names.get(call.subject, call.subject) for call in calls)
    return max(_critical_path(plan, made), len(calls) / width) * latency


def _critical_path(plan: Plan, made: Mapping[str, int]) -> int:
    """How many calls follow one another at the most, along the needs of the steps that made them."""
    own = {step.id: made.get(step.incarnation, 0) for step in plan.steps}
    needs = {step.id: step.needs for step in plan.steps}
    longest: dict[StepId, int] = {}
    for step in TopologicalSorter(needs).static_order():
        longest[step] = own[step] + max((longest[need] for need in needs[step]), default=0)
    return max(longest.values(), default=0)


def most_at_once(calls: Sequence[Call], latency: float) -> int:
    """How many calls were under way at the same time, at the most; give or take EARLY."""
    begun = sorted(call.at for call in calls)
    still = latency - EARLY
    return max((number - bisect_left(begun, at - still) for number, at in enumerate(begun, 1)), default=0)
