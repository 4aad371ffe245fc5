"""``OS::Neutron::AddressScope`` and ``OS::Neutron::SubnetPool``: where subnets get their addresses from."""

from __future__ import annotations

from itertools import combinations

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.addresses import Network, network
from setpoint.certify.simulated.simulated_type import SimulatedType, describe, need, revised
from setpoint.certify.simulated.world import Bond, Thing, World


class AddressScope(SimulatedType):
    """A scope; subnet pools keep it. Within one, no two pools have the same addresses."""

    name = "OS::Neutron::AddressScope"
    title = "address scope"
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse to be shared no more."""
        if before is not None and before.properties.get("shared") and not thing.properties.get("shared"):
            raise refusals.bad_request(f"{describe(AddressScope, thing)} cannot be shared no more")


class SubnetPool(SimulatedType):
    """A pool; subnets keep it."""

    name = "OS::Neutron::SubnetPool"
    title = "subnet pool"
    takes = ("subnetpools",)
    has_status = False

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse prefixes of both versions, fewer than before, and those that another pool of the scope has."""
        prefixes = prefixes_of(thing)
        if len({one.version for one in prefixes}) > 1:
            raise refusals.bad_request("prefixes of a pool must be of one IP version")
        for one, other in combinations(prefixes, 2):
            if one.overlaps(other):
                raise refusals.bad_request(f"the prefixes {one} and {other} overlap")
        if before is not None and not all(_is_within(one, prefixes) for one in prefixes_of(before)):
            raise refusals.bad_request("the prefixes of a pool cannot be taken away")
        if thing.properties.get("address_scope"):
            self._admit_to(world, thing, prefixes)
        thing.usage = self.usage(thing.properties)

    def _admit_to(self, world: World, thing: Thing, prefixes: list[Network]) -> None:
        scope = need(world, AddressScope, thing.properties["address_scope"], Bond.HOLDS, thing)
        for other in world.bound_to(scope.id, SubnetPool.name):
            if other.id != thing.id and any(_is_beside(one, prefixes_of(other)) for one in prefixes):
                raise refusals.conflict(
                    f"{describe(SubnetPool, other)} has some of these prefixes", detail="in the same scope"
                )

    def bereft(self, world: World, thing: Thing, other: str) -> Thing | None:
        """Without its scope it is in none."""
        return revised(self.lost(world, thing, other), properties={**thing.properties, "address_scope": None})


def prefixes_of(pool: Thing) -> list[Network]:
    """The prefixes that a pool has."""
    return [network(one) for one in pool.properties["prefixes"]]


def _is_within(prefix: Network, others: list[Network]) -> bool:
    return any(prefix.version == one.version and prefix.subnet_of(one) for one in others)  # type: ignore[arg-type]


def _is_beside(prefix: Network, others: list[Network]) -> bool:
    return any(prefix.overlaps(one) for one in others)


def next_cidr(world: World, pool: Thing, length: int | None, subnet_type: str) -> Network:
    """The first free addresses of a pool, so many bits long. Refuses when there are none, or none so long or short."""
    wanted = pool.properties
    usual = {4: (8, 24, 32), 6: (64, 64, 128)}[prefixes_of(pool)[0].version]
    names = ("min_prefixlen", "default_prefixlen", "max_prefixlen")
    least, common, most = (wanted.get(name) or number for name, number in zip(names, usual, strict=True))
    length = length or common
    if not least <= length <= most:
        raise refusals.bad_request(f"{describe(SubnetPool, pool)} gives prefixes of {least} to {most} bits")
    taken = [network(one.state["cidr"]) for one in world.bound_to(pool.id, subnet_type)]
    for prefix in prefixes_of(pool):
        for one in prefix.subnets(new_prefix=length) if prefix.prefixlen <= length else ():
            if not any(one.overlaps(other) for other in taken):
                return one
    raise refusals.conflict(f"{describe(SubnetPool, pool)} has no free addresses left")
