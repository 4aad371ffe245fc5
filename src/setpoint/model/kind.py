"""What the planner may ask of a resource type, and what a template language must give for a composite one.

Schemas (:mod:`setpoint.types`) implement :class:`ResourceKind`; templates (:mod:`setpoint.templates`) implement
:class:`CompositeKind` for groups, chains, nested stacks and provider templates. Both are pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeGuard, runtime_checkable

from setpoint.model.any_kind import AnyKind, PlaceOf
from setpoint.model.change import PropertyChange
from setpoint.model.definition import Composition, Definition
from setpoint.model.incarnation import Incarnation
from setpoint.model.range import Range
from setpoint.model.signal import Signals
from setpoint.model.temp_url import Place
from setpoint.model.value import Plain, Value

__all__ = [
    "Awaiting",
    "CompositeKind",
    "Past",
    "PlaceOf",
    "Refers",
    "ResourceKind",
    "Signalled",
    "is_composite",
    "is_single",
]

Refers = Callable[[Value], Mapping[str, Value]]
"""The properties, in normal form, of the resource that a value refers to; none where that is not known here."""


class ResourceKind(AnyKind, Protocol):
    """A type whose resources are things on a cloud (or in the engine: a random string, a delay)."""

    def with_defaults(self, properties: Mapping[str, Value]) -> dict[str, Value]:
        """``properties`` in normal form, with the schema's defaults for what is absent."""
        ...

    def how_to_change(self, old: Mapping[str, Value], new: Mapping[str, Value]) -> tuple[PropertyChange, ...]:
        """Every property that differs, or may, and what that costs. Both in normal form, without defaults."""
        ...

    def survives(self, attribute: str, changed: frozenset[str]) -> bool:
        """Whether ``attribute`` keeps its value when the properties ``changed`` are updated in place."""
        ...

    @property
    def reads_referred(self) -> bool:
        """Whether its driver must be told the attributes of what its properties refer to (``Want.referred``)."""
        ...

    @property
    def deploys(self) -> str | None:
        """The property that names a software configuration which its driver must be told (``Want.config``)."""
        ...

    def polls(self, properties: Mapping[str, Value]) -> str:
        """How whatever runs within one asks what it is told (:mod:`setpoint.model.polling`); "" where it does not."""
        ...

    def kept(self, properties: Mapping[str, Value]) -> Place:
        """Where in an object store that is kept for it, if it asks there; "" for what is not said."""
        ...

    @property
    def is_renewed(self) -> bool:
        """Whether every update replaces it, also one that changes nothing of it."""
        ...

    @property
    def takes_over(self) -> bool:
        """Whether a new one takes over from its predecessor of the same name what it claims (``Want.predecessors``).

        Then the old one need not be deleted first.
        """
        ...

    def shield(self, properties: Mapping[str, Value], attributes: Mapping[str, Value]) -> dict[str, Value]:
        """``attributes``, as a driver gave them in clear, with the secret ones Sensitive again.

        Secret are those that the schema says are, and those made from a property that holds a secret.
        """
        ...

    def shield_seen(self, properties: Mapping[str, Value], seen: Mapping[str, Value]) -> dict[str, Value]:
        """``seen``, likewise: a property whose recorded value is a secret is seen as one."""
        ...

    def claims(self, properties: Mapping[str, Value]) -> frozenset[str]:
        """What only one resource at a time can hold (``port 8080``, a unique name): it forces delete-first."""
        ...

    def ranges(self, properties: Mapping[str, Value], refers: Refers) -> frozenset[Range]:
        """As :meth:`claims`: ranges of addresses of which no other one may have a part."""
        ...

    def letting_go(self, properties: Mapping[str, Value], other: str, id: str) -> Mapping[str, Value] | None:
        """``properties`` as they must be while ``id`` (physical) of type ``other``, that it stands on, is deleted.

        Those very ones where they do not keep that from going; None where only its own going helps.
        """
        ...

    def mutexes(self, properties: Mapping[str, Value]) -> frozenset[str]:
        """Keys under which the cloud cannot work in parallel: steps that share one never overlap."""
        ...


@runtime_checkable
class Signalled(Protocol):
    """A type whose resources remember what they are signalled (handles of wait conditions)."""

    def noted(self, one: Incarnation, body: Plain) -> Mapping[str, Value] | None:
        """What is kept of a signal to ``one`` until it is heard; ``body`` is None where it had none.

        None where there is nothing to hear. Raises InvalidInput for what is no signal at all.
        """
        ...

    def hear(self, one: Incarnation, note: Mapping[str, Value], now: float) -> tuple[Signals, str]:
        """The signals of ``one`` after one more, and in words what it said; "" where it counts for nothing.

        Raises InvalidInput for one that means nothing to it.
        """
        ...

    def has_box(self, properties: Mapping[str, Value]) -> bool:
        """Whether signals to it are left in an object store, where they must be looked for."""
        ...

    def read(self, one: Incarnation, left: Mapping[str, Sequence[bytes]]) -> Sequence[Mapping[str, Value]]:
        """The notes of signals to ``one`` that are new among all that was left, by the names of objects."""
        ...

    def retell(self, signals: Signals) -> dict[str, Plain]:
        """``signals`` in the words in which they come."""
        ...

    def recall(self, metadata: Mapping[str, Plain]) -> Signals:
        """The signals among ``metadata``, in those words, where they were kept elsewhere."""
        ...

    def expects_none(self, properties: Mapping[str, Value]) -> bool:
        """Whether nobody is to signal it, so that whoever waits for that need not."""
        ...


@runtime_checkable
class Awaiting(Protocol):
    """A type whose resources wait for what another one is signalled."""

    def awaits(self, properties: Mapping[str, Value]) -> Value:
        """What refers to that other one."""
        ...

    def tells(self, signals: Signals) -> Mapping[str, Value]:
        """The attributes of one that no longer waits, when ``signals`` are all that came."""
        ...


class Past(Protocol):
    """What a composite may know of its own past when it decides its shape."""

    @property
    def members(self) -> Mapping[str, str]:
        """Living direct members: name to physical id (or reference id)."""
        ...

    @property
    def unhealthy(self) -> frozenset[str]:
        """Names of members that were marked unhealthy."""
        ...

    @property
    def shape(self) -> Plain:
        """The shape that was decided last time; None the first time."""
        ...


class CompositeKind(AnyKind, Protocol):
    """A type whose resources are more resources: nested stacks, groups, chains, provider templates."""

    def shape(self, properties: Mapping[str, Value], past: Past) -> Plain:
        """Decide which members there shall be: plain data that is recorded with the plan.

        Returns None when that depends on something Unknown: the planner then makes an *expand* step of it.
        """
        ...

    def continues(self, type_name: str) -> bool:
        """Whether what was made as ``type_name`` goes on as this, with its members: by its own name, of course."""
        ...

    def timeout(self, properties: Mapping[str, Value]) -> float:
        """Seconds within which it must be made, or changed; 0 for any time, and where that is not known yet."""
        ...

    def compose(self, definition: Definition, properties: Mapping[str, Value], shape: Plain) -> Composition:
        """The members, for a decided shape. The same arguments always give the same composition.

        Raises InvalidInput with every problem of the nested template.
        """
        ...


def is_composite(kind: AnyKind) -> TypeGuard[CompositeKind]:
    """Whether resources of ``kind`` are more resources. Asked of each definition: an isinstance would be too slow."""
    return hasattr(kind, "compose")


def is_single(kind: AnyKind) -> TypeGuard[ResourceKind]:
    """Whether a resource of ``kind`` is one thing."""
    return not hasattr(kind, "compose")
