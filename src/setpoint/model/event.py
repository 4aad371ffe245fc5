"""Something that happened, in the past tense, numbered, in an append-only log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha1
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec

from setpoint.model.address import ROOT, Address
from setpoint.model.incarnation import Action, Incarnation, Status
from setpoint.model.stack import Stack, StackId
from setpoint.model.value import Plain

_PAUSED = " paused until Hook "
_CLEARED = " is cleared"


def paused(action: Action, hook: str) -> str:
    """The reason of an event that tells that a resource stands at ``hook``, in Heat's words."""
    return f"{action}{_PAUSED}{hook}{_CLEARED}"


def cleared(hook: str) -> str:
    """The reason of an event that tells that a resource goes on past ``hook``, in Heat's words."""
    return f"Hook {hook}{_CLEARED}"


class Event(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One entry. ``number`` counts from 1 over a whole store and is given by it; ``address`` "" is the stack itself.

    ``at`` is seconds since the epoch. ``details`` are masked: an event never holds a secret.
    """

    stack: StackId
    address: Address
    action: Action
    status: Status
    number: int = 0
    uuid: str = ""
    type: str = ""
    physical_id: str = ""
    reason: str = ""
    at: float = 0
    details: Mapping[str, Plain] = {}

    @property
    def id(self) -> str:
        """A UUID that is the same wherever it is asked for: made of the stack and the number where none was given."""
        return self.uuid or str(uuid5(NAMESPACE_OID, f"{self.stack}/{self.number}"))

    @property
    def hook(self) -> str:
        """The hook that its resource came to stand at; empty for what tells something else."""
        _action, is_paused, rest = self.reason.partition(_PAUSED)
        return rest.removesuffix(_CLEARED) if is_paused else ""


def reason_of(event: Event, *, is_stacks_own: bool) -> str:
    """Why, in Heat's words where none were recorded; an event of a stack itself tells more."""
    if event.reason or not is_stacks_own:
        return event.reason or "state changed"
    ended = "completed successfully" if event.status == "COMPLETE" else "started"
    return f"Stack {event.action} {ended}"


def number_of(event: str, stack: StackId, numbers: Iterable[int]) -> int:
    """Which of ``numbers`` gives an event of ``stack`` that id; 0 for none. A million take some tenths of a second."""
    try:
        wanted = UUID(event).bytes
    except ValueError:
        return 0
    known = sha1(NAMESPACE_OID.bytes + f"{stack}/".encode(), usedforsecurity=False)
    for number in numbers:
        digest = known.copy()
        digest.update(str(number).encode())
        if digest.digest()[:6] == wanted[:6] and str(uuid5(NAMESPACE_OID, f"{stack}/{number}")) == event:
            return number
    return 0


STACK_TYPE = "OS::Heat::Stack"
"""What events of a stack itself call it."""


def of_stack(stack: Stack, at: float) -> Event:
    """What tells how a stack itself is. ``at`` is in seconds since the epoch."""
    return Event(
        stack=stack.id,
        address=ROOT,
        action=stack.action,
        status=stack.status,
        type=STACK_TYPE,
        physical_id=stack.id,
        reason=stack.reason,
        at=at,
    )


def of_resource(
    stack: StackId,
    one: Incarnation,
    at: float,
    *,
    action: Action | None = None,
    status: Status | None = None,
    reason: str | None = None,
) -> Event:
    """What tells how a resource stands, or of something that does not change that: what is given goes before.

    ``at`` is in seconds since the epoch.
    """
    return Event(
        stack=stack,
        address=one.address,
        action=action or one.action,
        status=status or one.status,
        type=one.written_type,
        physical_id=one.physical_id,
        reason=one.reason if reason is None else reason,
        at=at,
    )
