"""How a run ended."""

from __future__ import annotations

import enum
from typing import Any

import msgspec

from setpoint.model.address import Address
from setpoint.model.diagnostic import Diagnostic


class End(enum.StrEnum):
    """The ways in which a run ends."""

    COMPLETE = "complete"
    FAILED = "failed"
    STOPPED = "stopped"


class Ending(msgspec.Struct, frozen=True):
    """How a run ended, why, and what the drivers saved (for a snapshot), by address."""

    end: End
    failures: tuple[Diagnostic, ...] = ()
    why: str = ""
    saved: dict[Address, Any] = {}
    leaves_pending: bool = False
    """Whether something that it has begun is still under way."""
