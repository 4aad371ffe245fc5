"""What driving a resource type looks like: the protocols that drivers implement and the engine calls.

A driver is a small class that knows nothing of stacks, templates, stores, retries or timeouts. It says what happened
(:mod:`setpoint.model.observation`) or refuses (:mod:`setpoint.model.errors`): ``Retry`` when the deed certainly did not
happen and may be tried again, ``LostAnswer`` when it may have happened, ``NotFound``, ``Conflict``, ``ResourceError``.
Any other exception is a bug.

The engine's side of the bargain:

- a durable *Started* record precedes every call that changes something, and the token of ``create`` is never reused;
- after a crash or a LostAnswer it calls ``find(token, want)`` before it repeats a create;
- it never holds a coroutine while something is on its way: it calls ``observe`` for everything that waits, in one
  batch per driver, when the cloud wakes it or the tick comes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, runtime_checkable

import msgspec

from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Observation, Outcome, Pending
from setpoint.model.polling import Polling
from setpoint.model.signal import Signals
from setpoint.model.software import SoftwareConfig
from setpoint.model.temp_url import Box
from setpoint.model.value import Plain, Value


class Want(msgspec.Struct, frozen=True):
    """What a create is to make. ``properties`` are complete (defaults in), in normal form, with secrets in clear.

    ``name`` is a physical name, unique in the project (``<stack>-<resource>-<12 characters>``), for things whose
    template gives none. ``labels`` say where it belongs (stack id and name, address) for whoever looks at the cloud.
    """

    properties: Mapping[str, Plain]
    name: str
    metadata: Plain = None
    labels: Mapping[str, str] = {}
    at: float = 0
    """When it is wanted, in seconds since the epoch; 0 where that is not told."""
    referred: Mapping[str, Mapping[str, Value]] = {}
    """Recorded attributes of the resources that the properties refer to, by physical id: for types whose properties
    name something that only the record can show (a part of a MIME message names a software configuration)."""
    predecessors: Mapping[str, str] = {}
    """Other lives of the same resource that will be deleted: token to physical id ("" where it is not known). It may
    take over from them what only one can have; their delete must then leave that alone."""
    config: SoftwareConfig | None = None
    """The software configuration that the properties name, for types that deploy one; None where there is none."""
    service: str = ""
    """The public address of a service that whatever runs within it can ask, without a version; "" for none."""
    box: Box | None = None
    """Where signals to it are left, for types that are signalled so (:meth:`ResourceKind.has_box`)."""
    polling: Polling | None = None
    """How whatever runs within it asks what it is told; None where it does not."""


class Subject(msgspec.Struct, frozen=True, gc=False):
    """Something to be looked at. ``properties`` are as last carried out (with defaults, secrets in clear)."""

    physical_id: str
    token: str
    properties: Mapping[str, Plain] = {}
    cursor: Plain = None
    attributes: Mapping[str, Value] = {}
    """As last recorded: what a thing that exists nowhere but in the record answers when it is observed."""
    since: float = 0
    """When the deed that it is on its way from was accepted, in seconds since the epoch; 0 at rest."""
    keys: Mapping[str, Value] = {}
    """As last recorded: what it is signalled with, and is offered to nobody."""
    want: Want | None = None
    """What it is to be, or is, in full: told with a deed, and not with a look at what is at rest."""


class Facts(msgspec.Struct, frozen=True):
    """What the engine knows that a cloud-less type may need: the time, and what was signalled.

    ``signals`` has every resource that remembers signals, by what refers to it; None for one that nobody is to signal.
    """

    now: float
    signals: Mapping[str, Signals | None] = {}


@runtime_checkable
class Driver(Protocol):
    """Drives one resource type on one cloud."""

    @property
    def kind(self) -> ResourceKind:
        """The schema that it drives."""
        ...

    @property
    def is_findable(self) -> bool:
        """Whether a token travels with ``create``. If not, an uncertain create is never repeated blindly."""
        ...

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """Look at all of ``subjects`` in as few calls as possible; answers are keyed by ``token``."""
        ...

    async def create(self, want: Want, token: str) -> Outcome:
        """Make one. The token travels with the call where the service can carry one."""
        ...

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Change one in place, from ``old`` (recorded overlaid with seen) to ``new``. Safe to repeat.

        What was seen as Gone with its place kept for it is made again there.
        """
        ...

    async def delete(self, subject: Subject) -> Outcome:
        """Remove one. Safe to repeat; NotFound when it is not there any more."""
        ...

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """Do the next phase of an accepted deed, ``subject.cursor``, now that the resource is Ready.

        Of a delete: now that it is Gone, to remove what it leaves behind. Safe to repeat.
        """
        ...

    async def find(self, token: str, want: Want) -> Outcome | None:
        """What a create with this token made: its outcome as if the answer had not been lost, or None."""
        ...


@runtime_checkable
class Preparing(Protocol):
    """A driver whose create makes other things first, for the one that it is about."""

    async def clear_up(self, token: str, want: Want) -> None:
        """A create with this token has made nothing, and will not any more: remove what it had prepared.

        Safe to repeat. Raises Retry, ResourceError.
        """
        ...


@runtime_checkable
class Suspendable(Protocol):
    """A driver whose resources can be put to sleep and woken. Both are safe to repeat."""

    async def suspend(self, subject: Subject) -> Outcome:
        """Put it to sleep."""
        ...

    async def resume(self, subject: Subject) -> Outcome:
        """Wake it."""
        ...


@runtime_checkable
class Snapshottable(Protocol):
    """A driver whose resources can be saved and brought back."""

    async def snapshot(self, subject: Subject, token: str) -> Plain | Pending:
        """Save its present state; the answer is plain data that ``restore`` and ``drop_snapshot`` understand.

        It is asked for again, with the same token, while it answers Pending.
        """
        ...

    async def restore(self, subject: Subject, saved: Plain) -> Outcome:
        """Bring the saved state back, in place."""
        ...

    async def drop_snapshot(self, saved: Plain) -> None:
        """Remove what ``snapshot`` saved. Safe to repeat."""
        ...


@runtime_checkable
class Signallable(Protocol):
    """A driver that does something at once when its resource is signalled (others only remember it)."""

    async def signal(self, subject: Subject, body: Plain) -> None:
        """Act on the message."""
        ...


@runtime_checkable
class Telling(Protocol):
    """A driver some of whose attributes are only worth asking for when a person wants to know: they do not last.

    They are told for outputs, and are not recorded.
    """

    @property
    def on_demand(self) -> frozenset[str]:
        """The names of those attributes."""
        ...

    async def tell(self, subject: Subject, path: Sequence[Value]) -> Value:
        """The value at ``path``: the name of such an attribute, and the way into it. Raises Retry, ResourceError."""
        ...


class Existing(msgspec.Struct, frozen=True):
    """A thing that a cloud has, whoever made it. ``properties`` say it as a template would, in normal form.

    What a new one would be without being told is left out of them, and so is what no template says. ``unread`` are
    properties that it has and that nobody can read: secrets. Only a thing that ``is_ours``, of this project, and no
    part of something else, can be taken into a stack.
    """

    physical_id: str
    name: str = ""
    tags: Sequence[str] = ()
    properties: Mapping[str, Plain] = {}
    unread: Sequence[str] = ()
    is_ours: bool = True


@runtime_checkable
class Importable(Protocol):
    """A driver that can tell of what is there without being told what it was meant to be."""

    @property
    def imports(self) -> bool:
        """Whether it can, for this type."""
        ...

    async def existing(self, ids: Collection[str] | None = None) -> Sequence[Existing]:
        """Those of ``ids`` that there are, or all of them, in a few calls. Raises Retry, ResourceError."""
        ...
