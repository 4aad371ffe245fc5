"""Doing it: carries out a plan, and chooses nothing.

Replays the journal, starts each step whose needs have landed (bounded by a width per cloud that adapts),
writes `Started` before the deed, and ends when nothing is in flight. A wait is a row, not a coroutine.

Called by the engine's converge. Must not know the planner: they share `model`'s plan. A cloud's refusal is
a value; a bug ends the run loudly, and the journal makes the next run safe.
"""
