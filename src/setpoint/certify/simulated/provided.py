"""What a simulated cloud has before anybody comes: external networks, and whatever a template takes to be there."""

from __future__ import annotations

from collections.abc import Iterable

from setpoint.certify.simulated.discovery import simulated_types
from setpoint.certify.simulated.types.net import EXTERNAL, Net
from setpoint.certify.simulated.types.subnet import Subnet
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.value import Plain

ADDRESSES = "198.18.0.0/15"
"""Addresses of every provided network: those that RFC 2544 sets aside for benchmarks, 131,069 of them."""

PUBLIC = "public"
"""The external network that is there unless other ones are asked for."""


def provide_networks(world: World, names: Iterable[str] = (PUBLIC,)) -> None:
    """Let external networks of these names be there, each with a subnet. Those that are there stay."""
    for name in names:
        if not world.named(Net.name, name):
            _provide_network(world, name)


def _provide_network(world: World, name: str, id: str | None = None) -> None:
    net = _provide(world, Net.name, name, {"value_specs": {EXTERNAL: True}}, id)
    _provide(world, Subnet.name, f"{name}-subnet", {"network": net.id, "cidr": ADDRESSES})


def provide(world: World, type_name: str, name: str) -> bool:
    """Let one thing be there under ``name`` (which is its id as well); whether things of its type can be provided."""
    if type_name not in {Net.name, Subnet.name, *_LIKE}:
        return False
    if world.named(type_name, name) or name in world.things:
        return True
    if type_name == Net.name:
        _provide_network(world, name, id=name)
    else:
        provide_networks(world)
        like = _LIKE.get(type_name) or _inner_subnet(world, name)
        _provide(world, type_name, name, {**like, "name": name}, id=name)
    return True


def _inner_subnet(world: World, name: str) -> dict[str, Plain]:
    """A subnet on a network of its own, with addresses that no other provided one has."""
    net = _provide(world, Net.name, f"{name}-network", {})
    return {"network": net.id, "cidr": f"172.{16 + len(world.of_type(Subnet.name)) % 240}.0.0/16"}


_LIKE: dict[str, dict[str, Plain]] = {
    "OS::Barbican::Secret": {"secret_type": "opaque"},
    "OS::Cinder::Volume": {"size": 10},
    "OS::Keystone::Domain": {"enabled": True},
    "OS::Keystone::Group": {"domain": "default"},
    "OS::Keystone::Project": {"domain": "default", "enabled": True},
    "OS::Keystone::Role": {"description": "provided"},
    "OS::Keystone::User": {"domain": "default", "enabled": True},
    "OS::Neutron::FloatingIP": {"floating_network": PUBLIC},
    "OS::Neutron::AddressScope": {"ip_version": 4},
    "OS::Neutron::Port": {"network": PUBLIC},
    "OS::Neutron::QoSPolicy": {"shared": True},
    "OS::Neutron::Router": {"external_gateway_info": {"network": PUBLIC}},
    "OS::Neutron::SecurityGroup": {"description": "provided"},
    "OS::Neutron::SubnetPool": {"prefixes": ["100.64.0.0/10"]},
    "OS::Nova::KeyPair": {"type": "ssh"},
    "OS::Nova::Server": {"flavor": "provided", "image": "provided", "networks": []},
    "OS::Swift::Container": {"PurgeOnDelete": False},
}
"""Properties of a provided thing, by its type."""


def _provide(
    world: World, type_name: str, name: str, properties: dict[str, Plain], id: str | None = None
) -> Thing:
    kind = simulated_types()[type_name]
    thing = Thing(id or world.new_id(), type_name, name=name, properties=properties, provided=True)
    thing.status = kind.building.after if kind.building else "ACTIVE"
    kind.admit(world, thing, None)
    thing.usage = {}
    world.add(thing)
    kind.made(world, thing)
    return thing
