"""Where a cloud lists what properties and parameters name, by kind: the custom constraints of Heat, and a few more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from setpoint.clouds.openstack.client.service import Api, chunks
from setpoint.clouds.openstack.drivers.barbican.barbican import KEY_MANAGER
from setpoint.clouds.openstack.drivers.cinder import cinder
from setpoint.clouds.openstack.drivers.designate import designate
from setpoint.clouds.openstack.drivers.keystone import keystone
from setpoint.clouds.openstack.drivers.neutron import neutron
from setpoint.clouds.openstack.drivers.nova import nova
from setpoint.clouds.openstack.drivers.octavia import octavia
from setpoint.clouds.openstack.names import UUID, Things

FEW = 4
"""Up to so many names are asked for one by one where a list can be asked for one only; beyond that it is read whole."""

Query = Mapping[str, "str | list[str]"]
Queries = Callable[[Sequence[str]], Iterator[Query]]


def whole(_names: Sequence[str]) -> Iterator[Query]:
    """The whole list."""
    yield {}


def repeated(names: Sequence[str]) -> Iterator[Query]:
    """As Neutron does: one parameter for each name."""
    for key, several in _apart(names):
        for chunk in chunks(several):
            yield {key: chunk}


def by_id(names: Sequence[str]) -> Iterator[Query]:
    """As Neutron does, of what has no name."""
    for chunk in chunks(names):
        yield {"id": chunk}


def any_of(names: Sequence[str]) -> Iterator[Query]:
    """As Glance does ("in" of its filters)."""
    for key, several in _apart(names):
        for chunk in chunks(several):
            quoted = (f'"{one}"' for one in chunk if '"' not in one and "\\" not in one)
            yield {key: f"in:{','.join(quoted)}"}


def one_by_one(names: Sequence[str]) -> Iterator[Query]:
    """As Keystone does: a list can be asked for one name."""
    if len(names) > FEW:
        yield {}
    for name in names if len(names) <= FEW else ():
        yield {"name": name}


def _apart(names: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Ids and names, by what lists call them."""
    ids = [one for one in names if UUID.fullmatch(one)]
    others = [one for one in names if not UUID.fullmatch(one)]
    for key, several in (("id", ids), ("name", others)):
        if several:
            yield key, several


def as_it_is(name: str) -> str:
    """What is asked for."""
    return name


def _last(reference: str) -> str:
    """The id in an address, by which Barbican's things are known."""
    return reference.rstrip("/").rpartition("/")[2]


def _zone(name: str) -> str:
    """A zone alone: a host may stand behind it (``nova:host``)."""
    return name.partition(":")[0]


class Kind(msgspec.Struct, frozen=True):
    """One kind. ``called`` are the keys under which a thing shows what it may be called.

    ``inside`` is the key of an envelope around each. ``says`` makes of what is written what is asked for.
    """

    things: Things
    queries: Queries = whole
    called: tuple[str, ...] = ("id", "name")
    inside: str = ""
    says: Callable[[str], str] = as_it_is

    @property
    def has_ids(self) -> bool:
        """Whether one can be asked for by an id; zones and the like are known by their names alone."""
        return self.called[0] not in ("name", "zoneName", "host")

    @property
    def path(self) -> str:
        """What is before the id in the address of one."""
        return self.things.path.partition("?")[0].removesuffix("/detail")

    @property
    def plural(self) -> str:
        """Several of them, for people."""
        return self.things.title if self.things.title.endswith("s") else f"{self.things.title}s"

    def names(self, shown: Mapping[str, Any]) -> list[str]:
        """What a thing that is shown may be called: its id first, where it has one."""
        return [self.says(str(shown[key])) for key in self.called if shown.get(key)]


def _things(api: Api, path: str, title: str, key: str = "") -> Things:
    return Things(api, path, key or path, title)


KINDS: Mapping[str, Kind] = {
    "barbican.container": Kind(
        _things(KEY_MANAGER, "containers", "container"), called=("container_ref", "name"), says=_last
    ),
    "barbican.secret": Kind(
        _things(KEY_MANAGER, "secrets", "secret"), called=("secret_ref", "name"), says=_last
    ),
    "cinder.availability_zone": Kind(
        _things(cinder.LISTS, "os-availability-zone", "volume availability zone", "availabilityZoneInfo"),
        called=("zoneName",),
    ),
    "cinder.backup": Kind(cinder.BACKUPS),
    "cinder.qos_specs": Kind(cinder.QOS_SPECS),
    "cinder.snapshot": Kind(cinder.SNAPSHOTS),
    "cinder.volume": Kind(cinder.VOLUMES),
    "cinder.vtype": Kind(cinder.VOLUME_TYPES),
    "designate.zone": Kind(designate.ZONES),
    "glance.image": Kind(nova.IMAGES, any_of),
    "keystone.domain": Kind(keystone.DOMAINS),
    "keystone.group": Kind(keystone.GROUPS, one_by_one),
    "keystone.project": Kind(keystone.PROJECTS, one_by_one),
    "keystone.region": Kind(keystone.REGIONS, called=("id",)),
    "keystone.role": Kind(keystone.ROLES),
    "keystone.service": Kind(keystone.SERVICES),
    "keystone.user": Kind(keystone.USERS, one_by_one),
    "neutron.address_scope": Kind(neutron.ADDRESS_SCOPES, repeated),
    "neutron.availability_zone": Kind(
        _things(neutron.NETWORK, "availability_zones", "network availability zone"), called=("name",)
    ),
    "neutron.floating_ip": Kind(
        _things(neutron.NETWORK, "floatingips", "floating IP"), by_id, called=("id",)
    ),
    "neutron.flow_classifier": Kind(
        _things(neutron.NETWORK, "sfc/flow_classifiers", "flow classifier", "flow_classifiers"), repeated
    ),
    "neutron.lbaas.listener": Kind(
        _things(neutron.NETWORK, "lbaas/listeners", "listener of Neutron", "listeners"), repeated
    ),
    "neutron.lbaas.loadbalancer": Kind(
        _things(neutron.NETWORK, "lbaas/loadbalancers", "load balancer of Neutron", "loadbalancers"), repeated
    ),
    "neutron.lbaas.pool": Kind(_things(neutron.NETWORK, "lbaas/pools", "pool of Neutron", "pools"), repeated),
    "neutron.lbaas.provider": Kind(
        _things(neutron.NETWORK, "service-providers", "provider", "service_providers"), called=("name",)
    ),
    "neutron.network": Kind(neutron.NETWORKS, repeated),
    "neutron.port": Kind(neutron.PORTS, repeated),
    "neutron.port_pair": Kind(
        _things(neutron.NETWORK, "sfc/port_pairs", "port pair", "port_pairs"), repeated
    ),
    "neutron.port_pair_group": Kind(
        _things(neutron.NETWORK, "sfc/port_pair_groups", "port pair group", "port_pair_groups"), repeated
    ),
    "neutron.qos_policy": Kind(neutron.QOS_POLICIES, repeated),
    "neutron.router": Kind(neutron.ROUTERS, repeated),
    "neutron.security_group": Kind(neutron.SECURITY_GROUPS, repeated),
    "neutron.segment": Kind(neutron.SEGMENTS, repeated),
    "neutron.subnet": Kind(neutron.SUBNETS, repeated),
    "neutron.subnetpool": Kind(neutron.SUBNET_POOLS, repeated),
    "neutron.taas.tap_flow": Kind(
        _things(neutron.NETWORK, "taas/tap_flows", "tap flow", "tap_flows"), repeated
    ),
    "neutron.taas.tap_service": Kind(
        _things(neutron.NETWORK, "taas/tap_services", "tap service", "tap_services"), repeated
    ),
    "nova.availability_zone": Kind(
        _things(nova.COMPUTE, "os-availability-zone", "availability zone", "availabilityZoneInfo"),
        called=("zoneName",),
        says=_zone,
    ),
    "nova.flavor": Kind(nova.FLAVORS),
    "nova.host": Kind(_things(nova.COMPUTE, "os-services", "host", "services"), called=("host",)),
    "nova.keypair": Kind(
        _things(nova.COMPUTE, "os-keypairs", "key pair", "keypairs"), called=("name",), inside="keypair"
    ),
    "nova.server": Kind(_things(nova.COMPUTE, "servers", "server")),
    "octavia.availabilityzone": Kind(
        _things(octavia.LOAD_BALANCER, "lbaas/availabilityzones", "load balancer zone", "availability_zones"),
        called=("name",),
    ),
    "octavia.availabilityzoneprofile": Kind(octavia.ZONE_PROFILES),
    "octavia.flavor": Kind(octavia.FLAVORS),
    "octavia.flavorprofile": Kind(octavia.FLAVOR_PROFILES),
    "octavia.l7policy": Kind(octavia.L7_POLICIES),
    "octavia.listener": Kind(octavia.LISTENERS),
    "octavia.loadbalancer": Kind(octavia.LOAD_BALANCERS),
    "octavia.pool": Kind(octavia.POOLS),
}
