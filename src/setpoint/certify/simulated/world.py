"""What exists on the simulated cloud, with the log of every call: the truth that tests assert on.

The world keeps things, who stands on whom (bonds), what only one thing can hold (claims) and how much of it there is
(quotas). What a network or a server *is* stands in ``types/``; the world knows no type.
"""

from __future__ import annotations

import enum
import heapq
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.chance import new_uuid
from setpoint.certify.simulated.queues import SimulatedQueues
from setpoint.model.value import Plain

VANISHED = "VANISHED"
"""The status of a thing that is not there, while its place is kept for it."""


class Bond(enum.StrEnum):
    """What ties a thing to another one that it names."""

    HOLDS = "holds"
    """The other cannot go while this is there."""
    PART = "part"
    """This goes when the other goes."""
    KNOWS = "knows"
    """This is told when the other goes."""


class Work(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a service is doing to a thing until ``until`` (None: for ever). ``then`` is its status after; "" is gone."""

    until: float | None
    then: str
    why: str = ""


class Thing(msgspec.Struct, omit_defaults=True):
    """One thing on the cloud. Times are seconds since the epoch.

    ``properties`` are as its user wanted them (secrets as fingerprints), ``state`` what the service worked out.
    ``cursor`` names the phase that waits to be told to go on. ``provided`` things were there before anybody came.
    """

    id: str
    type: str
    token: str = ""
    name: str = ""
    labels: dict[str, str] = {}
    properties: dict[str, Any] = {}
    state: dict[str, Any] = {}
    bonds: dict[str, Bond] = {}
    claims: list[str] = []
    usage: dict[str, int] = {}
    status: str = "ACTIVE"
    why: str = ""
    work: Work | None = None
    cursor: Plain = None
    created_at: float = 0
    changed_at: float = 0
    vanishes_at: float | None = None
    provided: bool = False

    @property
    def is_going(self) -> bool:
        """Whether it is being deleted."""
        return self.work is not None and not self.work.then

    @property
    def due(self) -> float | None:
        """When it changes by itself next, or None."""
        until = self.work.until if self.work is not None else None
        times = [time for time in (until, self.vanishes_at) if time is not None]
        return min(times, default=None)


class Call(msgspec.Struct, gc=False):
    """One call of a driver. ``number`` counts from 1; ``subject`` is a token (create, find) or a physical id.

    ``answer`` says how it ended: ``done``, ``accepted``, ``seen``, ``none``, or the refusal; "" while under way.
    """

    number: int
    at: float
    verb: str
    type: str
    subject: str = ""
    name: str = ""
    fault: str = ""
    answer: str = ""


Offers: TypeAlias = Sequence[str] | Mapping[str, Mapping[str, Any]]
"""Names of what there is, or what there is by name: a flavor has ``vcpus`` and ``ram`` (MiB)."""


class World:
    """Everything on one simulated cloud. ``quotas`` limit what there may be; ``offers`` which flavors and so on.

    ``roles`` are those of whoever drives it, who may do what these allow; () for an administrator.

    A kind of offer (``flavor``, ``image``, ``volume_type``, ``availability_zone``) without a list offers anything: a
    template's flavors cannot be known here.
    """

    def __init__(
        self,
        seed: int = 0,
        quotas: Mapping[str, int] | None = None,
        offers: Mapping[str, Offers] | None = None,
        roles: Collection[str] = (),
    ) -> None:
        """Start empty. Ids, addresses and the like follow from ``seed``."""
        self.seed = seed
        self.quotas = dict(quotas or {})
        self.offers = dict(offers or {})
        self.roles = tuple(roles)
        self.regions: dict[str, World] = {}
        """Worlds of other regions, as far as anybody has been there."""
        self.named_regions: tuple[str, ...] = ()
        """All that there are, where not any is."""
        self.messages = SimulatedQueues()
        """Queues are not kept on disk."""
        self.things: dict[str, Thing] = {}
        self.calls: list[Call] = []
        self.made = 0
        """How many ids have been given out."""
        self.called = 0
        """How many calls there have been; more than ``calls`` holds when the world was read from disk."""
        self.usage: Counter[str] = Counter()
        self.claimed: dict[str, str] = {}
        """Who holds what only one can hold."""
        self.removed: dict[str, float] = {}
        """When things went that were here."""
        self.next_address: dict[str, int] = {}
        """Where the first free address of a subnet can be, by its id: below that all are taken."""
        self.boxes: dict[str, dict[str, list[bytes]]] = {}
        """What was put at signed addresses, by containers and objects: of this process alone."""
        self._index: dict[tuple[str, ...], dict[str, None]] = {}
        self._due: list[tuple[float, str]] = []
        self._touched: dict[str, None] = {}

    # --- looking

    def __getitem__(self, id: str) -> Thing:
        """The thing of that id. Raises KeyError."""
        return self.things[id]

    def get(self, type: str, id: str) -> Thing | None:
        """The thing of that type and id, or None."""
        found = self.things.get(id)
        return found if found is not None and found.type == type else None

    def of_type(self, type: str) -> list[Thing]:
        """All things of a type, oldest first."""
        return self._under("type", type)

    def named(self, type: str, name: str) -> list[Thing]:
        """All things of a type and name, oldest first."""
        return self._under("name", type, name)

    def of_token(self, token: str) -> list[Thing]:
        """What creates with this token made and is still there, oldest first: more than one is a duplicate."""
        return self._under("token", token)

    def bound_to(self, id: str, type: str = "", bond: Bond | None = None) -> list[Thing]:
        """The things that are tied to another one, oldest bond first: of one type only, by one bond only."""
        users = self._under("bound", id, type) if type else self._under("bound", id)
        return [user for user in users if bond is None or user.bonds[id] is bond]

    def _under(self, *key: str) -> list[Thing]:
        return [self.things[one] for one in self._index.get(key, ())]

    def holder(self, claim: str) -> Thing | None:
        """The thing that holds a claim, or None."""
        found = self.claimed.get(claim)
        return self.things[found] if found is not None else None

    # --- changing

    def new_id(self) -> str:
        """A fresh UUID."""
        self.made += 1
        return new_uuid(self.seed, "id", self.made)

    def add(self, thing: Thing, *, instead_of: Thing | None = None) -> None:
        """Let it exist; where it claims what ``instead_of`` holds, that is there no more.

        Raises Conflict for a claim that is taken, ResourceError for a quota that is used up.
        """
        replaced = instead_of if instead_of and not set(thing.claims).isdisjoint(instead_of.claims) else None
        self._admit(thing, replaced)
        assert thing.id not in self.things, f"{thing.id} is there already"
        if replaced is not None:
            self.drop(replaced.id, thing.created_at)
        self.put(thing)

    def replace(self, old: Thing, new: Thing) -> None:
        """Let ``new`` stand for the same thing. Raises as :meth:`add` does, and then nothing has changed."""
        self._admit(new, old)
        self.put(new)

    def _admit(self, new: Thing, old: Thing | None) -> None:
        for claim in new.claims:
            holder = self.holder(claim)
            if holder is not None and holder is not old:
                raise refusals.conflict(f"{claim} is taken", detail=f"by {holder.name or holder.id}")
        for what, amount in new.usage.items():
            more = amount - (old.usage.get(what, 0) if old else 0)
            limit = self.quotas.get(what)
            if limit is not None and more > 0 and self.usage[what] + more > limit:
                raise refusals.over_quota(what, more, self.usage[what], limit)

    def put(self, thing: Thing) -> None:
        """Insert or replace, unasked: for what has been admitted, and for what is read from disk."""
        old = self.things.get(thing.id)
        self._reindex(thing.id, _keys(old), _keys(thing))
        self._reclaim(old, thing)
        self.things[thing.id] = thing
        self.touch(thing)

    def drop(self, id: str, now: float = 0) -> None:
        """Remove, unasked. Who was tied to it is the types' business."""
        old = self.things.pop(id)
        self._reindex(id, _keys(old), {})
        self._reclaim(old, None)
        self.removed[id] = now
        self._touched[id] = None

    def touch(self, thing: Thing) -> None:
        """Note that ``thing`` was changed in place: in what no index knows (status, work, state, properties)."""
        self._touched[thing.id] = None
        if thing.due is not None:
            heapq.heappush(self._due, (thing.due, thing.id))

    def take_touched(self) -> list[str]:
        """Ids of what was changed since this was asked last."""
        touched, self._touched = self._touched, {}
        return list(touched)

    def next_due(self, now: float) -> Thing | None:
        """The thing whose time has come first, if any has by ``now``; ask again until there is none."""
        while self._due and self._due[0][0] <= now:
            due, found = heapq.heappop(self._due)
            thing = self.things.get(found)
            if thing is not None and thing.due == due:
                return thing
        return None

    # --- indices

    def _reindex(self, id: str, old: dict[tuple[str, ...], None], new: dict[tuple[str, ...], None]) -> None:
        for key in old.keys() - new.keys():
            beside = self._index[key]
            del beside[id]
            if not beside:
                del self._index[key]
        for key in new:
            if key not in old:
                self._index.setdefault(key, {})[id] = None

    def _reclaim(self, old: Thing | None, new: Thing | None) -> None:
        kept = new.claims if new is not None else ()
        if old is not None:
            self.usage.subtract(old.usage)
            for claim in old.claims:
                if claim not in kept:
                    del self.claimed[claim]
                    self.next_address.pop(claim.rpartition(" ")[2], None)
        if new is not None:
            self.usage.update(new.usage)
            self.claimed.update(dict.fromkeys(new.claims, new.id))


def _keys(thing: Thing | None) -> dict[tuple[str, ...], None]:
    """Under what a thing is found."""
    if thing is None:
        return {}
    found: dict[tuple[str, ...], None] = {("type", thing.type): None, ("name", thing.type, thing.name): None}
    for other in thing.bonds:
        found["bound", other] = found["bound", other, thing.type] = None
    if thing.token:
        found["token", thing.token] = None
    return found
