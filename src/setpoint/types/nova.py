"""OS::Nova types: servers, key pairs, flavors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from setpoint.model.change import Change, PropertyChange
from setpoint.model.polling import BY_CFN, BY_HEAT, BY_QUEUE, BY_TEMP_URL
from setpoint.model.temp_url import Place
from setpoint.model.value import Unknown, Value
from setpoint.types.cinder import volume_uses
from setpoint.types.declarations import Declarations
from setpoint.types.implied import on_subnets
from setpoint.types.notes import Path
from setpoint.types.resource_type import Problem, ResourceType, at_cost, uncertain
from setpoint.types.roles import ADMINS
from setpoint.types.uses import Address, Shows, Use, counted, said

_POLICIES = {
    "flavor": "flavor_update_policy",
    "image": "image_update_policy",
    "user_data": "user_data_update_policy",
}
"""Properties whose change costs what another property says: REPLACE, or anything else for in place."""

SOFTWARE_CONFIG = "SOFTWARE_CONFIG"
"""The format of user data that makes a server ask what is deployed on it."""

ELSEWHERE = {BY_QUEUE: "a queue"}
"""Ways for a server to ask that need something that is not used here, and what that is."""

_SOURCES = ("volume_id", "snapshot_id", "image", "swap_size")
_EPHEMERAL = ("ephemeral_size", "ephemeral_format")


class Server(ResourceType):
    """A server. Three update policies say what a new flavor, image and user data cost."""

    declared = Declarations(
        made_of={
            "addresses": ["networks"],
            "first_address": ["networks"],
            "accessIPv4": ["networks"],
            "accessIPv6": ["networks"],
            "console_urls": ["flavor", "image", "user_data"],
            "os_collect_config": ["software_config_transport", "deployment_swift_data"],
        },
        secret_properties=["admin_pass"],
        secret_attributes=["os_collect_config"],
        reads_referred=True,
        deploys="user_data",
        implied=[on_subnets("networks.*.network")],
        refers={"availability_zone": "nova.availability_zone", "security_groups": "neutron.security_group"},
        units={
            "block_device_mapping.*.volume_size": "GiB",
            "block_device_mapping_v2.*.volume_size": "GiB",
            "block_device_mapping_v2.*.ephemeral_size": "GiB",
            "block_device_mapping_v2.*.swap_size": "MiB",
        },
    )

    def polls(self, properties: Mapping[str, Value]) -> str:
        """See :class:`setpoint.model.kind.ResourceKind`."""
        is_told = self.get(properties, "user_data_format") == SOFTWARE_CONFIG
        return str(self.get(properties, "software_config_transport")) if is_told else ""

    def kept(self, properties: Mapping[str, Value]) -> Place:
        """See :class:`setpoint.model.kind.ResourceKind`."""
        told: Any = properties.get("deployment_swift_data") or {}
        return Place(str(told.get("container") or ""), str(told.get("object") or ""))

    def claims(self, properties: Mapping[str, Value]) -> frozenset[str]:
        """The ports and volumes that it was given: no second server can have them at the same time."""
        ports = (network.get("port") for _, network in _maps(properties, "networks"))
        devices = (
            device.get("volume_id")
            for name in ("block_device_mapping", "block_device_mapping_v2")
            for _, device in _maps(properties, name)
        )
        known = [f"port {port}" for port in ports if isinstance(port, str)]
        known += [f"attachment of volume {volume}" for volume in devices if isinstance(volume, str)]
        return super().claims(properties).union(known)

    def letting_go(self, properties: Mapping[str, Value], other: str, id: str) -> Mapping[str, Value] | None:
        """Of a port by unplugging it; of a subnet by unplugging what was made for it there, or may have been."""
        networks = [network for _, network in _maps(properties, "networks")]
        if other == "OS::Neutron::Subnet":
            left = [one for one in networks if "port" in one or one.get("subnet", id) != id]
        elif other == "OS::Neutron::Port":
            left = [one for one in networks if one.get("port") != id]
        else:
            return super().letting_go(properties, other, id)
        none: list[Value] = [{"allocate_network": "none"}]
        return properties if left == networks else {**properties, "networks": left or none}

    def weigh(
        self, changes: tuple[PropertyChange, ...], old: Mapping[str, Value], new: Mapping[str, Value]
    ) -> tuple[PropertyChange, ...]:
        """See :meth:`ResourceType.weigh`."""
        return tuple(self._weigh(one, new) if one.name in _POLICIES else one for one in changes)

    def _weigh(self, change: PropertyChange, new: Mapping[str, Value]) -> PropertyChange:
        policy = self.get(new, _POLICIES[change.name])
        if isinstance(policy, Unknown):
            return uncertain(change, Change.REPLACE)
        # A server cannot be rebuilt from an image to a volume, nor back.
        changes_its_root = change.name == "image" and (change.old is None or change.new is None)
        return at_cost(change, Change.REPLACE) if policy == "REPLACE" or changes_its_root else change

    def uses(self, properties: Mapping[str, Value], shows: Shows) -> Iterator[Use]:
        """What its flavor has, a port for each network, and the volumes that are made for it."""
        yield Use("servers")
        flavor = shows("nova.flavor", properties.get("flavor"))
        for key in ("vcpus", "ram"):
            yield Use(key, counted(flavor.get(key)), ("flavor",))
        networks = _maps(properties, "networks")
        yield Use("ports", sum(_is_new_port(network) for _, network in networks), ("networks",))
        for index, device in _maps(properties, "block_device_mapping_v2"):
            if any(device.get(name) for name in ("image", "snapshot_id")):
                path = ("block_device_mapping_v2", index)
                yield from volume_uses(device.get("volume_size"), device.get("volume_type"), shows, path)

    def addresses(self, properties: Mapping[str, Value]) -> Iterator[Address]:
        """One for each port that is made for it."""
        for index, network in _maps(properties, "networks"):
            if _is_new_port(network):
                net, subnet, ip = (said(network.get(key)) for key in ("network", "subnet", "fixed_ip"))
                yield Address(net, subnet, ip, ("networks", index))

    def needs_roles(self, properties: Mapping[str, Value]) -> Iterator[tuple[Path, Sequence[str]]]:
        """To be on a certain host of a zone (``nova:host``)."""
        if ":" in said(properties.get("availability_zone")):
            yield ("availability_zone",), ADMINS

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Problems of block devices, networks, and of how it learns what is deployed on it."""
        yield from _wrong_devices(properties)
        yield from self._wrong_polling(properties)
        networks = _maps(properties, "networks")
        for index, network in networks:
            yield from _wrong_network(index, network, alone=len(networks) == 1)
        if properties.get("security_groups") and any("port" in network for _, network in networks):
            yield Problem(
                ("security_groups",),
                "cannot be given together with a port in networks",
                "give the security groups to the port",
            )

    def _wrong_polling(self, properties: Mapping[str, Value]) -> Iterator[Problem]:
        needed = ELSEWHERE.get(self.polls(properties))
        if needed:
            yield Problem(
                ("software_config_transport",),
                f"is not offered: it needs {needed}",
                f"use {BY_HEAT} or {BY_CFN}, which every server that reaches this service can; or {BY_TEMP_URL}",
            )


def _maps(properties: Mapping[str, Value], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    """The items of a list that are known to be maps, numbered."""
    items = properties.get(name)
    numbered = enumerate(items) if isinstance(items, list) else ()
    return [(index, item) for index, item in numbered if isinstance(item, Mapping)]


def _is_new_port(network: Mapping[str, Any]) -> bool:
    return not network.get("port") and bool(network.get("network") or network.get("subnet"))


def _wrong_devices(properties: Mapping[str, Value]) -> Iterator[Problem]:
    first, second = properties.get("block_device_mapping"), properties.get("block_device_mapping_v2")
    if first and second:
        yield Problem(("block_device_mapping",), "cannot be given together with block_device_mapping_v2")
    for index, device in _maps(properties, "block_device_mapping"):
        if ("volume_id" in device) is ("snapshot_id" in device):
            yield Problem(("block_device_mapping", index), "must have either volume_id or snapshot_id")
    for index, device in _maps(properties, "block_device_mapping_v2"):
        given = sum(name in device for name in _SOURCES) + any(name in device for name in _EPHEMERAL)
        if given != 1:
            why = f"must have exactly one source: {', '.join(_SOURCES)} or ephemeral_size"
            yield Problem(("block_device_mapping_v2", index), why)
    yield from _wrong_boot(properties)


def _wrong_boot(properties: Mapping[str, Value]) -> Iterator[Problem]:
    if any(isinstance(properties.get(name), Unknown) for name in ("image", *_MAPPINGS)):
        return
    boots = [device for _, device in _maps(properties, "block_device_mapping_v2") if _is_bootable(device)]
    old = [d for _, d in _maps(properties, "block_device_mapping") if d.get("device_name") == "vda"]
    sources = len(boots) + ("image" in properties)
    if not sources and not old:
        yield Problem(("image",), "is required where no block device is bootable")
    elif sources > 1:
        yield Problem(("block_device_mapping_v2",), "leaves more than one thing to boot from")


_MAPPINGS = ("block_device_mapping", "block_device_mapping_v2")


def _is_bootable(device: Mapping[str, Any]) -> bool:
    has_source = any(name in device for name in ("volume_id", "snapshot_id", "image"))
    return has_source and device.get("boot_index") in (None, 0)


def _wrong_network(index: int, network: Mapping[str, Any], *, alone: bool) -> Iterator[Problem]:
    path = ("networks", index)
    if not any(name in network for name in ("network", "port", "subnet", "allocate_network")):
        yield Problem(path, "must have a network, a port, a subnet or allocate_network")
    if "allocate_network" in network and (len(network) > 1 or not alone):
        yield Problem((*path, "allocate_network"), "must stand alone: no other keys, no other networks")
    if "fixed_ip" in network and "port" in network:
        yield Problem((*path, "fixed_ip"), "cannot be given together with port")
    only_network = "network" in network and not network.keys() & {"port", "subnet", "port_extra_properties"}
    if "floating_ip" in network and only_network:
        yield Problem((*path, "floating_ip"), "needs a port or a subnet beside the network")


class HostAggregate(ResourceType):
    """A host aggregate. Nova moves it to another availability zone, but never out of all of them."""

    declared = Declarations(unique={"host aggregate": ["name"]}, for_roles={"": ADMINS})

    def weigh(
        self, changes: tuple[PropertyChange, ...], old: Mapping[str, Value], new: Mapping[str, Value]
    ) -> tuple[PropertyChange, ...]:
        """See :meth:`ResourceType.weigh`."""
        return tuple(
            at_cost(one, Change.REPLACE)
            if one.name == "availability_zone" and new.get(one.name) is None
            else one
            for one in changes
        )


KINDS = {
    "OS::Nova::Flavor": Declarations(
        unique={"flavor name": ["name"], "flavor id": ["flavorid"]},
        units={"ram": "MiB", "disk": "GiB", "ephemeral": "GiB", "swap": "MiB"},
        for_roles={"": ADMINS},
    ),
    "OS::Nova::HostAggregate": HostAggregate,
    "OS::Nova::KeyPair": Declarations(
        secret_attributes=["private_key"],
        unique={"keypair": ["name", "user"]},
        takes=["key_pairs"],
        for_roles={"user": ADMINS},
    ),
    "OS::Nova::Quota": Declarations(unique={"compute quota of project": ["project"]}, for_roles={"": ADMINS}),
    "OS::Nova::Server": Server,
    "OS::Nova::ServerGroup": Declarations(takes=["server_groups"]),
}
