"""What one type of the simulated cloud declares: what its service checks, works out, refuses and offers.

Most types say `admit` and `attributes` and are done. The rest of a thing's life - tokens, latencies, faults, phases,
updates, cascades - is the same for all types and stands in :mod:`setpoint.certify.simulated.driver`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import msgspec

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.chance import Span
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain


class Phase(msgspec.Struct, frozen=True):
    """Something that takes a service time: its status meanwhile, and after.

    With a ``cursor`` the thing then waits to be told to go on (a resize waits for its confirmation).
    """

    during: str
    after: str = "ACTIVE"
    cursor: Plain = None


class SimulatedType:
    """One type. Derive from it, give ``name`` and ``title``, and override what is special."""

    name: ClassVar[str]
    """As templates write it."""
    title: ClassVar[str]
    """As refusals call one: ``network``."""
    like: ClassVar[tuple[str, ...]] = ()
    """Other types whose things are found where one of this type is named."""
    takes: ClassVar[tuple[str, ...]] = ()
    """Of which quotas of a project one takes one."""
    offered: ClassVar[tuple[str, ...]] = ()
    """Properties that name what the cloud offers: a flavor, an image."""
    building: ClassVar[Phase | None] = None
    """The phase after a create; None when the thing is there at once."""
    seconds: ClassVar[Span] = 0.0
    """How long a phase takes."""
    seconds_to_go: ClassVar[Span] = 0.0
    """How long a delete takes."""
    concealed: ClassVar[frozenset[str]] = frozenset()
    """Properties that the service takes and never shows: secrets, and what it does not keep."""
    farewell: ClassVar[Plain] = None
    """The cursor of a delete that has something left to do when the thing is gone; None where that is all."""
    on_demand: ClassVar[frozenset[str]] = frozenset()
    """Attributes that are told when asked for, and not recorded."""
    snapshots: ClassVar[str] = ""
    """What a snapshot of one makes (``image``); "" where there is none."""
    has_status: ClassVar[bool] = True
    """Whether one can be in ERROR. One that cannot is refused instead."""
    keeps_place: ClassVar[bool] = False
    """Whether the place of one that has vanished is kept for it, so that an update brings it back."""
    sleeps: ClassVar[bool] = False
    """Whether one can be suspended and resumed."""

    def identify(self, world: World, properties: Mapping[str, Plain], name: str) -> str:
        """The physical id of a new one."""
        return world.new_id()

    def usage(self, properties: Mapping[str, Plain]) -> dict[str, int]:
        """What one with these properties takes of a project's quotas."""
        return dict.fromkeys(self.takes, 1)

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse ``thing`` as its properties want it, or fill in its state, bonds, claims and usage.

        For an update ``before`` is the thing as it was: ``thing`` comes with its state, and with no bonds and claims.
        Changes nothing else.
        """

    def inherited(self, before: Thing) -> dict[str, Plain]:
        """What a new one begins with that takes over from the one before."""
        return {}

    def made(self, world: World, thing: Thing) -> None:
        """Bring what comes along with a new one into the world. A refusal here takes it back."""

    def changed(self, world: World, before: Thing, after: Thing) -> None:
        """As `made`, for an update. A refusal here takes the update back."""

    def phase(self, before: Thing, after: Thing) -> Phase | None:
        """What an update sets off; None when it is done at once."""
        return None

    def next_phase(self, thing: Thing, cursor: Plain) -> Phase | None:
        """What follows when it is told to go on; None when that was all."""
        return None

    def may_go(self, world: World, thing: Thing) -> None:
        """Refuse a delete, for more than being held by others."""

    def gone(self, world: World, thing: Thing) -> None:
        """Put right what it leaves behind: it has just been removed."""

    def lost(self, world: World, thing: Thing, other: str) -> Thing:
        """What ``thing`` becomes now that ``other``, which it knew, is gone. By default it forgets about it."""
        return revised(
            thing,
            bonds={one: bond for one, bond in thing.bonds.items() if one != other},
            claims=[claim for claim in thing.claims if other not in claim],
        )

    def bereft(self, world: World, thing: Thing, other: str) -> Thing | None:
        """What is left of ``thing`` when ``other``, which it holds, is taken by force; None when it goes as well."""
        return None

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """What it offers to others, by the schema's names (``show`` comes by itself)."""
        return {}

    def tell(self, world: World, thing: Thing, attribute: str) -> Plain:
        """The value of an attribute that is told on demand."""
        raise AssertionError(f"{self.name} tells no {attribute}")

    def seen(self, world: World, thing: Thing, recorded: Mapping[str, Plain]) -> dict[str, Plain]:
        """The properties that can be read back, in normal form; ``recorded`` are those last carried out.

        What was carried out and is there no more shows as None.
        """
        shown = {**{name: None for name, value in recorded.items() if value is not None}, **thing.properties}
        return {name: value for name, value in shown.items() if name not in self.concealed}

    def status(self, world: World, thing: Thing) -> str:
        """As its service calls it just now."""
        return thing.status


def revised(thing: Thing, **changes: Plain) -> Thing:
    """``thing`` with other contents, to be handed to ``World.replace`` or ``put``: those never change in place."""
    return msgspec.structs.replace(thing, **changes)


def need(world: World, type: type[SimulatedType], ref: Plain, bond: Bond | None, of: Thing) -> Thing:
    """The thing of ``type`` that a property of ``of`` names by id or by name, now tied to ``of``.

    Refuses what is not there, what goes, and a name that several have.
    """
    found = lookup(world, type, str(ref)) or _by_name(world, type, str(ref))
    if found.is_going:
        raise refusals.conflict(f"{describe(type, found)} is being deleted")
    if bond is not None:
        of.bonds.setdefault(found.id, bond)
    return found


def lookup(world: World, type: type[SimulatedType], id: str) -> Thing | None:
    """The thing of that id that is of ``type`` or of a type like it, or None."""
    return next((found for one in (type.name, *type.like) if (found := world.get(one, id))), None)


def _by_name(world: World, type: type[SimulatedType], name: str) -> Thing:
    found = [thing for one in (type.name, *type.like) for thing in world.named(one, name)]
    if len(found) > 1:
        raise refusals.conflict(
            f"{len(found)} {type.title}s are called {name!r}", advice="refer to it by its id"
        )
    if not found:
        raise refusals.unknown(type.title, name)
    return found[0]


def describe(type: SimulatedType | type[SimulatedType], thing: Thing) -> str:
    """How refusals speak of a thing: ``network web-net``."""
    return f"{type.title} {thing.name or thing.id}"


def offered(world: World, kind: str, name: Plain) -> None:
    """Refuse a flavor, image, volume type or zone that this cloud does not have."""
    offers = world.offers.get(kind)
    if name and offers is not None and name not in offers and not _is_made(world, kind, str(name)):
        raise refusals.unknown(
            kind.replace("_", " "), str(name), advice=f"there are: {', '.join(offers) or 'none'}"
        )


_MADE = {
    "image": "OS::Glance::WebImage",
    "flavor": "OS::Nova::Flavor",
    "volume_type": "OS::Cinder::VolumeType",
}
"""What people can make of what the cloud offers."""


def _is_made(world: World, kind: str, name: str) -> bool:
    made = _MADE.get(kind, "")
    return world.get(made, name) is not None or bool(world.named(made, name))
