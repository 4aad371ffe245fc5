"""How driving a stack ended."""

from __future__ import annotations

import enum

import msgspec

from setpoint.engine.executor.ending import End, Ending
from setpoint.engine.failures import reason
from setpoint.engine.world import World
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.incarnation import Action
from setpoint.model.stack import Stack


class Verdict(enum.StrEnum):
    """How driving a stack ended."""

    COMPLETE = "complete"
    FAILED = "failed"
    ROLLED_BACK = "rolled back"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    INTERRUPTED = "interrupted"
    """Stopped on request of the process that drives it; the same plan can be carried on."""


class Result(msgspec.Struct, frozen=True):
    """How it ended, with the stack as it is now and what went wrong."""

    verdict: Verdict
    stack: Stack
    failures: tuple[Diagnostic, ...] = ()


def verdict_of(ending: Ending) -> Verdict:
    """What the end of a run comes to for its stack."""
    if ending.end is End.COMPLETE:
        return Verdict.COMPLETE
    if ending.why in set(Verdict):
        return Verdict(ending.why)
    return Verdict.FAILED


def reason_of(ending: Ending, world: World, action: Action) -> str:
    """Why ``action`` failed, in one line, as it left ``world``."""
    of_all = [str(one) for one in ending.failures if not one.address]
    return "; ".join(filter(None, (*of_all, reason(ending.failures, world, action)))) or ending.why
