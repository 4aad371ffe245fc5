"""The recorded world: every incarnation that the store knows of one stack, with the ways to find one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from setpoint.model.address import Address, container_of
from setpoint.model.incarnation import Incarnation, IncarnationId, Phase


class World:
    """Incarnations by id and by address. The planner reads it; the executor keeps it level with the store."""

    def __init__(self, incarnations: Iterable[Incarnation] = ()) -> None:
        """Hold ``incarnations``, oldest first."""
        self._by_id: dict[IncarnationId, Incarnation] = {}
        self._by_address: dict[Address, dict[IncarnationId, None]] = {}
        self._by_type: dict[str, dict[IncarnationId, None]] = {}
        for one in incarnations:
            self.put(one)

    def put(self, one: Incarnation) -> None:
        """Insert or replace."""
        known = self._by_id.get(one.id)
        if known is None:
            self._by_address.setdefault(one.address, {})[one.id] = None
            self._by_type.setdefault(one.type, {})[one.id] = None
        elif known.type != one.type:
            del self._by_type[known.type][one.id]
            self._by_type.setdefault(one.type, {})[one.id] = None
        self._by_id[one.id] = one

    def drop(self, one: IncarnationId) -> None:
        """Remove; it need not be there."""
        gone = self._by_id.pop(one, None)
        if gone is not None:
            beside = self._by_address[gone.address]
            del beside[one]
            del self._by_type[gone.type][one]
            if not beside:
                del self._by_address[gone.address]

    def __getitem__(self, one: IncarnationId) -> Incarnation:
        """The incarnation of that id. Raises KeyError."""
        return self._by_id[one]

    def get(self, one: IncarnationId) -> Incarnation | None:
        """The incarnation of that id, or None."""
        return self._by_id.get(one)

    def __contains__(self, one: IncarnationId) -> bool:
        """Whether there is one of that id."""
        return one in self._by_id

    def __iter__(self) -> Iterator[Incarnation]:
        """All of them, oldest first. The world must not change meanwhile."""
        return iter(self._by_id.values())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._by_id)

    def addresses(self) -> Iterable[Address]:
        """Every address that has an incarnation."""
        return self._by_address.keys()

    def types(self) -> Iterable[str]:
        """Every type of which there are incarnations, or were."""
        return self._by_type.keys()

    def of_type(self, type_name: str) -> list[Incarnation]:
        """All incarnations of one type, oldest first."""
        return [self._by_id[one] for one in self._by_type.get(type_name, ())]

    def at(self, address: Address) -> list[Incarnation]:
        """All incarnations of one address, oldest first."""
        return [self._by_id[one] for one in self._by_address.get(address, ())]

    def current(self, address: Address) -> Incarnation | None:
        """The one that stands for the address: CURRENT, or else the newest that is half made."""
        half_made = None
        for one in self.at(address):
            if one.phase is Phase.CURRENT:
                return one
            if one.phase is Phase.HALF_MADE:
                half_made = one
        return half_made

    def members(self, container: Address) -> list[Incarnation]:
        """The current incarnations directly inside ``container``. Linear in the world: call it once a container."""
        found = (self.current(address) for address in self._by_address if container_of(address) == container)
        return [one for one in found if one is not None and one.address != container]

    def members_by_container(self) -> dict[Address, list[Incarnation]]:
        """All containers' direct members in one pass."""
        grouped: dict[Address, list[Incarnation]] = {}
        for address in self._by_address:
            one = self.current(address)
            if one is not None:
                grouped.setdefault(container_of(address), []).append(one)
        return grouped

    def dependents(self) -> dict[IncarnationId, list[IncarnationId]]:
        """Who needs whom, turned round: id to the ids of those recorded to need it."""
        found: dict[IncarnationId, list[IncarnationId]] = {}
        for one in self._by_id.values():
            for need in one.needs:
                found.setdefault(need, []).append(one.id)
        return found
