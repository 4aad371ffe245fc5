"""What a simulated cloud has before anybody comes: external networks, which no template makes for itself."""

from __future__ import annotations

from collections.abc import Iterable

from setpoint.certify.simulated.simulated_type import SimulatedType
from setpoint.certify.simulated.types.net import EXTERNAL, Net
from setpoint.certify.simulated.types.subnet import Subnet
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain

ADDRESSES = "198.18.0.0/15"
"""Addresses of every provided network: those that RFC 2544 sets aside for benchmarks, 131,069 of them."""


def provide_networks(world: World, names: Iterable[str] = ("public",)) -> None:
    """Let external networks of these names be there, each with a subnet. Those that are there stay."""
    for name in names:
        if not world.named(Net.name, name):
            net = _provide(world, Net(), name, {"value_specs": {EXTERNAL: True}})
            _provide(world, Subnet(), f"{name}-subnet", {"network": net.id, "cidr": ADDRESSES})


def _provide(world: World, type: SimulatedType, name: str, properties: dict[str, Plain]) -> Thing:
    thing = Thing(world.new_id(), type.name, name=name, properties=properties, provided=True)
    type.admit(world, thing, None)
    thing.usage = {}
    world.add(thing)
    return thing
