"""What driving a resource type looks like: the protocols that clouds implement and the engine calls.

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

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import msgspec

from setpoint.model.diagnostic import Diagnostic
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Observation, Outcome, Pending
from setpoint.model.site import Site
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
    referred: Mapping[str, Mapping[str, Value]] = {}
    """Recorded attributes of the resources that the properties refer to, by physical id: for types whose properties
    name something that only the record can show (a part of a MIME message names a software configuration)."""
    predecessors: Mapping[str, str] = {}
    """Other lives of the same resource that will be deleted: token to physical id ("" where it is not known). It may
    take over from them what only one can have; their delete must then leave that alone."""


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


class Facts(msgspec.Struct, frozen=True):
    """What the engine knows that a cloud-less type may need: the time, and signals received by physical id."""

    now: float
    signals: Mapping[str, Sequence[Plain]] = {}


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
    """A driver that does something at once when its resource is signalled (others only count signals)."""

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


Wake = Callable[[Sequence[str] | None], None]
"""Called by a cloud, from the event loop, when resources changed: their tokens, or None for "look at everything"."""


class Cloud(Protocol):
    """A set of drivers with one connection, one observer and one width."""

    @property
    def name(self) -> str:
        """As ``--cloud`` names it."""
        ...

    @property
    def width(self) -> int:
        """How many calls it may be given at once, to start with; the engine adapts from there."""
        ...

    @property
    def tick(self) -> float:
        """Seconds between two looks at what waits, when nothing wakes the engine earlier."""
        ...

    def driver(self, type_name: str) -> Driver | None:
        """The driver of a type, or None when this cloud does not have it."""
        ...

    async def open(self, wake: Wake) -> None:
        """Connect, and start listening for changes. Called once before anything else."""
        ...

    async def close(self) -> None:
        """Let go of connections. What was made stays."""
        ...


@runtime_checkable
class Spanning(Protocol):
    """A cloud from which others can be reached: its other regions, and clouds for which there are credentials in it."""

    async def elsewhere(self, site: Site) -> Cloud:
        """The cloud at ``site``, not opened yet, under a name of its own. Raises ResourceError, InvalidInput, Retry."""
        ...


@runtime_checkable
class Placed(Protocol):
    """A cloud that credentials lead to: under the same name it may be another one tomorrow, or another project."""

    @property
    def place(self) -> str:
        """Which cloud, region and project it is, once it is open: the same for as long as what is there can be seen."""
        ...


@runtime_checkable
class Configured(Protocol):
    """A cloud that files or the environment tell of, which may say something doubtful."""

    @property
    def warnings(self) -> Sequence[Diagnostic]:
        """What is told, and then lived with."""
        ...


@runtime_checkable
class Distant(Protocol):
    """A cloud behind a network, where a deed may be done when nobody waits for its answer any more."""

    @property
    def lateness(self) -> float:
        """For how many seconds after its answer was lost that may happen: a look in vain proves nothing before."""
        ...


class Planned(msgspec.Struct, frozen=True):
    """A deed that a plan holds, for a cloud to say beforehand whether it would do it.

    ``properties`` are complete, in normal form, with secrets in clear, and Unknown where a value is not known yet; of a
    delete they are those last carried out. ``before`` are those last carried out, for an update.
    """

    address: str
    type: str
    deed: str
    """``create``, ``update`` or ``delete``."""
    properties: Mapping[str, Value]
    before: Mapping[str, Plain] = {}
    physical_id: str = ""
    """Of an update or a delete."""


class Foreseen(msgspec.Struct, frozen=True):
    """Why a planned deed would fail. ``path`` leads to the property that is to blame, where there is one."""

    address: str
    why: str
    path: tuple[str | int, ...] = ()
    detail: str = ""
    advice: str = ""


class Question(msgspec.Struct, frozen=True):
    """Whether a cloud has what ``name`` (a name or an id) stands for.

    ``kind`` is the custom constraint of a template that asks: ``nova.flavor``.
    """

    kind: str
    name: str


class Denied(msgspec.Struct, frozen=True):
    """That a cloud has no such thing, or several; ``why`` is a sentence of its own."""

    question: Question
    why: str
    advice: str = ""


class Foresight(msgspec.Struct, frozen=True):
    """What a cloud says of a plan beforehand. ``unasked`` tells what it does not let be asked, and why."""

    failing: Sequence[Foreseen] = ()
    denied: Sequence[Denied] = ()
    unasked: Sequence[str] = ()


@runtime_checkable
class Foreseeing(Protocol):
    """A cloud that can be asked whether a plan would go through: names, quotas, free addresses, permissions."""

    @property
    def name(self) -> str:
        """As ``--cloud`` names it."""
        ...

    @property
    def answers(self) -> frozenset[str]:
        """The kinds of questions that it can answer."""
        ...

    async def foresee(self, planned: Sequence[Planned], questions: Collection[Question]) -> Foresight:
        """What would fail, asked in a few calls for all of ``planned`` (in the order in which they would be done).

        What cannot be known beforehand is not told. Raises Retry, ResourceError where the cloud cannot be asked.
        """
        ...


class Made(msgspec.Struct, frozen=True):
    """Something that a cloud has because it was asked for here: its token, and in words what it is."""

    token: str
    type: str
    physical_id: str
    detail: str = ""


@runtime_checkable
class Accountable(Protocol):
    """A cloud that can tell of everything that it has of ours, so that what nobody records any more is found."""

    async def inventory(self) -> Sequence[Made]:
        """All there is with a token of this project. What is being made just now may be among it."""
        ...


CloudFactory = Callable[..., Any]
"""What an entry point in ``setpoint.clouds`` names: called with a CloudSettings, gives a Cloud."""


class CloudSettings(msgspec.Struct, frozen=True):
    """What a cloud is told when it is made: where the data folder is, which project, and its own options."""

    name: str
    project: str
    home: str
    """Setpoint's data folder (``SETPOINT_HOME``); a cloud keeps its files in ``<home>/<cloud's name>/``."""
    options: Mapping[str, Plain] = {}
