"""What a template compiles to: definitions of resources, and compositions (stacks, nested stacks, groups) of them."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from setpoint.model.address import ROOT, Address
from setpoint.model.any_kind import AnyKind, PlaceOf
from setpoint.model.expression import Scope
from setpoint.model.place import Place
from setpoint.model.site import HERE, Site
from setpoint.model.value import Plain, Value

NO_HOOKS: frozenset[str] = frozenset()
"""For everything without hooks: one and the same set, which is told from others by what it is, and so costs nothing."""


class DeletionPolicy(enum.StrEnum):
    """What becomes of the thing when its resource leaves the stack (HOT guide, ``deletion_policy``)."""

    DELETE = "Delete"
    RETAIN = "Retain"
    SNAPSHOT = "Snapshot"


def _no_place(_path: Sequence[str | int]) -> Place | None:
    return None


class Definition(msgspec.Struct, frozen=True):
    """One resource as a template wants it. Values of ``properties`` and ``metadata`` may be expressions.

    ``type`` is what the template wrote; ``kind`` what it stands for after the environment's registry was asked.
    ``hooks`` are the environment's breakpoints (``pre-create``, ``post-update``, ...); ``restricted`` holds
    ``update`` and ``replace`` where the environment forbids them.
    """

    address: Address
    type: str
    kind: AnyKind
    properties: Mapping[str, Any] = {}
    metadata: Any = None
    depends_on: tuple[Address, ...] = ()
    stands_on: Mapping[Address, str] = {}
    """What it depends on by what its type declares, although nothing names it; with what that does for it."""
    deletion_policy: DeletionPolicy = DeletionPolicy.DELETE
    update_policy: Mapping[str, Any] = {}
    external_id: Any = None
    description: str = ""
    hooks: frozenset[str] = NO_HOOKS
    restricted: frozenset[str] = frozenset()
    place: Place | None = None
    place_of: PlaceOf = _no_place
    """Where a property, or a part of one, stands in the template; the path starts with the property's name."""

    @property
    def alias(self) -> str:
        """``type``, where that is a name of the environment's own; else empty."""
        return self.type if self.type != self.kind.name else ""


class Output(msgspec.Struct, frozen=True):
    """One output of a template; ``value`` may be an expression."""

    name: str
    value: Any
    description: str = ""
    place: Place | None = None


class Pace(msgspec.Struct, frozen=True):
    """How many members of a group may be worked on at once (``batch_create``, ``rolling_update``).

    ``pause`` is in seconds, between two batches. ``in_service`` is how many must stay untouched at any time.
    """

    batch: int = 1
    pause: float = 0
    in_service: int = 0


def _no_attribute(_path: tuple[Value, ...], _scope: Scope) -> Value:
    return None


class Asked(msgspec.Struct, frozen=True):
    """That a parameter must name something that a cloud has, of the kind that a custom constraint asks for."""

    parameter: str
    kind: str
    place: Place | None = None


class Composition(msgspec.Struct, frozen=True):
    """The direct members of a stack, nested stack or group, with what it offers to the outside."""

    container: Address = ROOT
    definitions: Mapping[Address, Definition] = {}
    outputs: Mapping[str, Output] = {}
    attribute: Callable[[tuple[Value, ...], Scope], Value] = _no_attribute
    """Answers ``get_attr`` on the container, from its members, through the scope."""
    identity: Callable[[Scope], Value] | None = None
    """Answers ``get_resource`` on the container where the template overrides it (OS::stack_id as an output)."""
    create_pace: Pace | None = None
    update_pace: Pace | None = None
    description: str = ""
    text: str = ""
    """What it was compiled from; empty for a group, which no text describes."""
    parameters: Mapping[str, Plain] = {}
    """What the parameters came to (hidden ones Sensitive), pseudo-parameters included."""
    asks: tuple[Asked, ...] = ()
    """What only a cloud can say of its parameters."""
    site: Site = HERE
    """Where its members are, as seen from whatever is around it."""
    argument: Callable[[str, Scope], Value] | None = None
    """Gives the value of a parameter to expressions inside (``Argument`` nodes); None for the root stack."""
