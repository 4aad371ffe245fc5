"""One physical life of a named resource, as it was last recorded."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import NewType

import msgspec

from setpoint.model.address import Address
from setpoint.model.definition import NO_HOOKS, DeletionPolicy
from setpoint.model.signal import Signal
from setpoint.model.site import HERE, Site
from setpoint.model.value import Plain, Value

IncarnationId = NewType("IncarnationId", str)
"""A UUID. It is also the *intent token* that travels with the create call, so that a lost create can be found."""


class Phase(enum.StrEnum):
    """Where an incarnation stands in the life of its name."""

    CURRENT = "current"
    RETIRING = "retiring"
    """Replaced, or no longer wanted, and not deleted yet."""
    HALF_MADE = "half made"
    """Its create was started and has not been seen to be ready."""


class Action(enum.StrEnum):
    """What was last done to a resource or stack, with Heat's words (they show at every door)."""

    INIT = "INIT"
    CREATE = "CREATE"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    ROLLBACK = "ROLLBACK"
    SUSPEND = "SUSPEND"
    RESUME = "RESUME"
    ADOPT = "ADOPT"
    SNAPSHOT = "SNAPSHOT"
    CHECK = "CHECK"
    RESTORE = "RESTORE"
    SIGNAL = "SIGNAL"
    """Only events tell of it: it is done to a resource, and changes nothing of what was done before."""


class Status(enum.StrEnum):
    """How it went, with Heat's words."""

    IN_PROGRESS = "IN_PROGRESS"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"


class Incarnation(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What is recorded of one life of a resource. Times are seconds since the epoch.

    ``properties`` are the wanted ones as last carried out (normal form, without defaults, secrets Sensitive);
    ``seen`` those that the cloud last showed. ``needs`` names the incarnations whose values went into it: they are
    deleted after it. ``cursor`` is the journalled progress of an accepted deed. ``shape`` is a composite's.
    """

    id: IncarnationId
    address: Address
    type: str
    phase: Phase = Phase.HALF_MADE
    site: Site = HERE
    physical_id: str = ""
    action: Action = Action.INIT
    status: Status = Status.COMPLETE
    reason: str = ""
    properties: Mapping[str, Value] = {}
    attempted: Mapping[str, Value] = {}
    """The properties of an update that is under way or has failed: it may hold what these claim, and stand on what they
    refer to, too (``needs`` then names both)."""
    seen: Mapping[str, Value] = {}
    attributes: Mapping[str, Value] = {}
    keys: Mapping[str, Value] = {}
    """What proves that somebody may signal it (``access_key``, ``secret``, ``host``): never offered to templates."""
    signals: Mapping[str, Signal] = {}
    """What it was signalled, by the signals' ids: recorded by whoever drives its stack, and by no step of a plan."""
    metadata: Value = None
    needs: tuple[IncarnationId, ...] = ()
    deletion_policy: DeletionPolicy = DeletionPolicy.DELETE
    hooks: frozenset[str] = NO_HOOKS
    """The breakpoints of its definition, for when that is no longer there (``pre-delete``)."""
    external: bool = False
    """It was there before the stack (``external_id``): it is never updated or deleted."""
    perhaps: bool = False
    """Its create was sent, no answer came, and nobody has found out yet whether it was made."""
    composite: bool = False
    shape: Plain = None
    cursor: Plain = None
    accepted_at: float = 0
    """When the cloud took the deed that is on its way; 0 at rest."""
    description: str = ""
    alias: str = ""
    """What its template calls its type, where that is a name of the environment's own."""
    revision: int = 0
    created_at: float = 0
    updated_at: float = 0

    @property
    def written_type(self) -> str:
        """Its type as its template has it: what people are shown."""
        return self.alias or self.type

    @property
    def was_refused(self) -> bool:
        """Whether its create failed before anything was made."""
        is_half_made = self.phase is Phase.HALF_MADE and self.status is Status.FAILED
        return is_half_made and not (self.physical_id or self.perhaps)

    @property
    def was_never_complete(self) -> bool:
        """Whether its first making has begun and was not brought to an end."""
        return self.action is Action.CREATE and self.status is not Status.COMPLETE

    @property
    def is_alive(self) -> bool:
        """Whether it may stand for something on the cloud."""
        return bool(self.physical_id) or self.phase is not Phase.CURRENT


def physical_name(stack_name: str, address: Address, one: IncarnationId) -> str:
    """A name for a thing, unique in the project, that tells people where it belongs."""
    return f"{stack_name}-{address.replace('/', '-')}-{one.replace('-', '')[:12]}"
