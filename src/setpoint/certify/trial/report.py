"""What a trial tells: its acts as they went, and whether all went well."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from setpoint.certify.trial.stage import Conditions
from setpoint.model.diagnostic import Diagnostic


class Act(enum.StrEnum):
    """What a template goes through, in this order."""

    CREATE = "create"
    REST = "rest"
    """It is asked for again, and there is nothing to do."""
    ROLL_BACK = "roll back"
    """A change of it is refused half way, and everything is as it was before."""
    CHANGE = "change"
    HEAL = "heal"
    """One of its things vanishes, then another breaks down, and both are put right."""
    DELETE = "delete"
    GIVE_UP = "give up"
    """It is made once more, one thing is refused, and nothing of it is left."""


class Outcome(enum.StrEnum):
    """How an act ended."""

    PASSED = "passed"
    FAILED = "failed"
    LEFT_OUT = "left out"


class Scene(msgspec.Struct, frozen=True):
    """One act as it went: ``what`` in a few words, after how many updates, virtual seconds and calls to the cloud."""

    act: Act
    outcome: Outcome
    what: str
    updates: int = 0
    seconds: float = 0
    calls: int = 0
    problems: tuple[Diagnostic, ...] = ()


class Report(msgspec.Struct, frozen=True):
    """A whole trial. ``provided`` is what the template took to be there; ``faults`` counts those that befell calls."""

    conditions: Conditions
    scenes: tuple[Scene, ...]
    faults: Mapping[str, int] = {}
    provided: tuple[str, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether no act failed."""
        return all(scene.outcome is not Outcome.FAILED for scene in self.scenes)
