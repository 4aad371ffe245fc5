"""``OS::Nova::Server``: a server. It detaches from ports that go, and takes the ports that it brought with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.directory import shows
from setpoint.certify.simulated.passing import remove
from setpoint.certify.simulated.simulated_type import Phase, SimulatedType, describe, need, offered, revised
from setpoint.certify.simulated.types.flavor import Flavor
from setpoint.certify.simulated.types.key_pair import KeyPair
from setpoint.certify.simulated.types.net import Net
from setpoint.certify.simulated.types.port import Port, bring_port, in_use
from setpoint.certify.simulated.types.security_group import SecurityGroup
from setpoint.certify.simulated.types.subnet import Subnet
from setpoint.certify.simulated.types.volume import Volume, attached
from setpoint.certify.simulated.world import Bond, Thing, World
from setpoint.model.value import Plain

_RESIZE = Phase("RESIZE", "VERIFY_RESIZE", cursor={"confirm": True})
_RESIZE_THEN_REBUILD = Phase("RESIZE", "VERIFY_RESIZE", cursor={"confirm": True, "rebuild": True})
_REBUILD = Phase("REBUILD")


class Server(SimulatedType):
    """A server. A resize waits to be confirmed, and a rebuild comes after it."""

    name = "OS::Nova::Server"
    title = "server"
    takes = ("servers",)
    offered = ("flavor", "image", "availability_zone")
    building = Phase("BUILD")
    seconds = (8.0, 25.0)
    seconds_to_go = (2.0, 8.0)
    concealed = frozenset({"admin_pass", "user_data", "personality"})
    farewell = True
    snapshots = "image"
    sleeps = True

    def admit(self, world: World, thing: Thing, before: Thing | None) -> None:
        """Refuse what Nova refuses before it begins to build."""
        wanted = thing.properties
        if not (world.get(Flavor.name, wanted["flavor"]) or world.named(Flavor.name, wanted["flavor"])):
            offered(world, "flavor", wanted["flavor"])
        offered(world, "image", wanted.get("image"))
        offered(world, "availability_zone", wanted.get("availability_zone"))
        for volume in _volumes(wanted):
            found = need(world, Volume, volume, Bond.HOLDS, thing)
            thing.claims.append(attached(found, thing.id))
        if before is None:
            _refuse_unbootable(wanted)
            if wanted.get("key_name"):
                need(world, KeyPair, wanted["key_name"], None, thing)
        elif wanted["flavor"] != before.properties["flavor"] and before.status != "ACTIVE":
            raise refusals.conflict(
                f"{describe(Server, thing)} cannot be resized while it is {before.status}"
            )
        for group in wanted.get("security_groups") or []:
            need(world, SecurityGroup, group, None, thing)
        for entry in _entries(world, thing):
            _admit_entry(world, thing, entry)
        flavor = shows(world, "nova.flavor", wanted["flavor"])
        thing.usage = {**self.usage(wanted), **{key: int(flavor.get(key) or 0) for key in ("vcpus", "ram")}}

    def made(self, world: World, thing: Thing) -> None:
        """Bring a port for each network that it names."""
        _plug(world, thing)

    def changed(self, world: World, before: Thing, after: Thing) -> None:
        """Plug and unplug what its networks have become."""
        if before.properties.get("networks") != after.properties.get("networks"):
            _plug(world, after)

    def lost(self, world: World, thing: Thing, other: str) -> Thing:
        """A port that is gone is a network interface less."""
        nics = [nic for nic in thing.state["nics"] if nic["port"] != other]
        return revised(super().lost(world, thing, other), state={**thing.state, "nics": nics})

    def phase(self, before: Thing, after: Thing) -> Phase | None:
        """A resize for another flavor, a rebuild for another image or other user data."""
        old, new = before.properties, after.properties
        rebuilds = any(old.get(name) != new.get(name) for name in ("image", "user_data"))
        if old["flavor"] != new["flavor"]:
            return _RESIZE_THEN_REBUILD if rebuilds else _RESIZE
        return _REBUILD if rebuilds else None

    def next_phase(self, thing: Thing, cursor: Plain) -> Phase | None:
        """Confirmed: it is active, or is rebuilt now."""
        return _REBUILD if cursor.get("rebuild") else None

    on_demand = frozenset({"console_urls"})

    def tell(self, world: World, thing: Thing, attribute: str) -> Plain:
        """The address of a console, another one each time."""
        return {"novnc": f"http://console.example/vnc?token={world.new_id()}"}

    def attributes(self, world: World, thing: Thing) -> dict[str, Plain]:
        """As Heat shows what Nova has."""
        networks: dict[str, list[str]] = {}
        addresses: dict[str, list[dict[str, Plain]]] = {}
        for port in _ports(world, thing):
            net = world[port.state["network_id"]]
            for shown in _addresses(world, port):
                for key in (net.name, net.id):
                    networks.setdefault(key, []).append(shown["addr"])
                    addresses.setdefault(key, []).append(shown)
        return {
            "accessIPv4": "",
            "accessIPv6": "",
            "addresses": addresses,
            "first_address": next((ips[0] for ips in networks.values()), ""),
            "instance_name": f"instance-{thing.id[:8]}",
            "name": thing.name,
            "networks": networks,
            "os_collect_config": {},
            "tags": thing.properties.get("tags") or [],
        }


def _volumes(wanted: dict[str, Plain]) -> Iterator[str]:
    for name in ("block_device_mapping", "block_device_mapping_v2"):
        yield from (one["volume_id"] for one in wanted.get(name) or [] if one.get("volume_id"))


def _refuse_unbootable(wanted: dict[str, Plain]) -> None:
    disks = [*(wanted.get("block_device_mapping") or []), *(wanted.get("block_device_mapping_v2") or [])]
    sources = ("image", "volume_id", "snapshot_id")
    if not wanted.get("image") and not any(disk.get(source) for disk in disks for source in sources):
        raise refusals.bad_request("a server needs an image or a volume to boot from")


def _entries(world: World, server: Thing) -> list[dict[str, Plain]]:
    """What it is to be plugged into: without any word on that, the project's only network."""
    wanted: list[dict[str, Plain]] | None = server.properties.get("networks")
    if wanted is not None:
        return [entry for entry in wanted if entry.get("allocate_network") != "none"]
    if "nics" in server.state:
        return [nic["entry"] for nic in server.state["nics"]]
    own = [net for net in world.of_type(Net.name) if not net.state["external"]]
    if len(own) > 1:
        raise refusals.conflict(f"{len(own)} networks are possible", advice="give the server its networks")
    return [{"network": net.id} for net in own]


def _admit_entry(world: World, server: Thing, entry: dict[str, Plain]) -> None:
    if entry.get("port"):
        port = need(world, Port, entry["port"], Bond.KNOWS, server)
        server.claims.append(in_use(port))
        return
    net = _net(world, server, entry)
    if not world.bound_to(net.id, Subnet.name):
        why = f"{describe(Net, net)} has no subnet"
        raise refusals.bad_request(why, advice="let the server depend on the subnet")


def _net(world: World, server: Thing, entry: dict[str, Plain]) -> Thing:
    if entry.get("network"):
        return need(world, Net, entry["network"], None, server)
    if not entry.get("subnet"):
        raise refusals.bad_request("a network of a server needs a network, a subnet or a port")
    return world[need(world, Subnet, entry["subnet"], None, server).state["network_id"]]


def _plug(world: World, server: Thing) -> None:
    """Bring a port for each entry that has none, and let go of those that are not wanted any more."""
    had = list(server.state.get("nics", ()))
    nics = []
    for entry in _entries(world, server):
        known = next((nic for nic in had if nic["entry"] == entry), None)
        if known is not None:
            had.remove(known)
        nics.append(known or {"entry": entry, "port": _port(world, server, entry)})
    for nic in had:
        if not nic["entry"].get("port") and nic["port"] in world.things:
            remove(world, world[nic["port"]], server.changed_at)
    server.state["nics"] = nics
    world.touch(server)


def _port(world: World, server: Thing, entry: dict[str, Plain]) -> str:
    if entry.get("port"):
        return need(world, Port, entry["port"], None, server).id
    fixed = {"subnet": entry.get("subnet"), "ip_address": entry.get("fixed_ip")}
    wanted = {name: value for name, value in fixed.items() if value}
    groups = server.properties.get("security_groups") or []
    return bring_port(world, server, _net(world, server, entry), [wanted] if wanted else None, groups).id


def _ports(world: World, server: Thing) -> list[Thing]:
    return [world[nic["port"]] for nic in server.state["nics"] if nic["port"] in world.things]


def _addresses(world: World, port: Thing) -> Iterator[dict[str, Any]]:
    for fixed in port.state["fixed_ips"]:
        yield _shown(port, fixed["ip_address"], "fixed")
    for floating in world.bound_to(port.id, "OS::Neutron::FloatingIP"):
        yield _shown(port, floating.state["address"]["ip_address"], "floating")


def _shown(port: Thing, ip: str, kind: str) -> dict[str, Plain]:
    return {
        "addr": ip,
        "version": 6 if ":" in ip else 4,
        "port": port.id,
        "OS-EXT-IPS-MAC:mac_addr": port.state["mac_address"],
        "OS-EXT-IPS:type": kind,
    }
