"""``OS::Neutron::Port``: a place on a network, with addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.neutron.addresses import addresses, addresses_seen, subnets_in
from setpoint.clouds.openstack.drivers.neutron.neutron import (
    NETWORKS,
    PORTS,
    QOS_POLICIES,
    SECURITY_GROUPS,
    SUBNETS,
    NeutronDriver,
    differs,
    without_none,
)
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.alike import in_any_case
from setpoint.clouds.openstack.rest.field import KEEP, Field, ids
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain


class Port(NeutronDriver):
    """A port."""

    path, one, many = "ports", "port", "ports"
    things = PORTS
    imports = True
    usual: ClassVar[Mapping[str, Plain]] = {"port_security_enabled": True, "propagate_uplink_status": True}
    untold = NeutronDriver.untold | {"mac_address", "device_id", "device_owner"}
    fields = (
        Field("name", unset=KEEP),
        Field("network", "network_id", NETWORKS, updates=False),
        Field("admin_state_up"),
        Field("device_id"),
        Field("device_owner"),
        Field("mac_address", updates=False),
        Field("security_groups", things=SECURITY_GROUPS),
        Field("allowed_address_pairs", out=without_none, unset=[]),
        Field("binding:vnic_type"),
        Field("port_security_enabled", unset=KEEP),
        Field("qos_policy", "qos_policy_id", QOS_POLICIES),
        Field("dns_name", unset="", told=in_any_case),
        Field("propagate_uplink_status", unset=KEEP),
    )

    # ---- making and changing

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        return {**await super().body(want), **await self._addresses(want.properties)}

    async def changes(self, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.changes`."""
        body = await super().changes(old, new)
        if differs("fixed_ips", old, new) or differs("no_fixed_ips", old, new):
            body |= await self._addresses(new)
            if old.get("no_fixed_ips") and "fixed_ips" not in body:
                body["fixed_ips"] = await self._anywhere(new)
        if "security_groups" in body and body["security_groups"] is None:
            body["security_groups"] = await ids(self.region.names, SECURITY_GROUPS, ["default"])
        return body

    async def _addresses(self, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """No list of addresses leaves the choice to Neutron; ``no_fixed_ips`` asks for none."""
        if wanted.get("no_fixed_ips"):
            return {"fixed_ips": []}
        entries = wanted.get("fixed_ips")
        return {"fixed_ips": await addresses(entries, self.region.names)} if entries else {}

    async def _anywhere(self, wanted: Mapping[str, Plain]) -> list[dict[str, Plain]]:
        """An address of each IP version, as a new port gets: the service gives none by itself to one that is there.

        On the youngest subnets: an older one may be about to go.
        """
        network = await self.region.names.id(NETWORKS, str(wanted["network"]))
        subnets = await self.service.pages(SUBNETS.path, SUBNETS.key, network_id=network)
        subnets.sort(key=lambda one: str(one.get("created_at")))
        youngest = {one["ip_version"]: one["id"] for one in subnets}
        return [{"subnet_id": youngest[version]} for version in sorted(youngest)]

    # ---- looking

    async def whole(self, found: Mapping[str, Shown]) -> Mapping[str, Shown]:
        """Ports, with the networks and subnets that they offer as attributes."""
        networks = await self._documents(NETWORKS, {one["network_id"] for one in found.values()})
        on = {port: [entry["subnet_id"] for entry in one.get("fixed_ips", ())] for port, one in found.items()}
        subnets = await self._documents(SUBNETS, {one for several in on.values() for one in several})
        return {
            port: {
                **one,
                "network": networks.get(one["network_id"]),
                "subnets": [subnets.get(subnet) for subnet in on[port]],
            }
            for port, one in found.items()
        }

    async def _documents(self, things: Things, ids: set[str]) -> dict[str, Shown]:
        found = await self.region.documents.of(things, ids)
        return {one: self.bare(document) for one, document in found.items()}

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """See :meth:`RestDriver.words`."""
        yield from super().words(wanted)
        yield from subnets_in(wanted.get("fixed_ips"))

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`; of addresses, what was asked for is compared."""
        found = super().seen({key: one for key, one in shown.items() if key != "network"}, wanted)
        for name in ("device_id", "device_owner"):
            if not wanted.get(name):
                found.pop(name, None)  # whoever uses the port puts itself there
        fixed: list[Any] = shown.get("fixed_ips") or []
        if wanted.get("no_fixed_ips"):
            found["no_fixed_ips"] = not fixed
        if wanted.get("fixed_ips"):
            found["fixed_ips"] = addresses_seen(wanted["fixed_ips"], fixed, self.region.names)
        return found

    def is_ours(self, shown: Shown, project: str) -> bool:
        """See :meth:`Told.is_ours`; what serves a network belongs to the network."""
        return super().is_ours(shown, project) and not shown["device_owner"].startswith("network:")

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`; with the addresses that it has, for others know it by them.

        Nova calls a port in the DNS as its server.
        """
        mac = shown["mac_address"]
        fixed: Sequence[Shown] = shown["fixed_ips"]
        told: dict[str, Plain] = {
            "security_groups": list(shown["security_groups"]),
            "fixed_ips": [{"subnet": one["subnet_id"], "ip_address": one["ip_address"]} for one in fixed],
            "allowed_address_pairs": [
                {key: value for key, value in pair.items() if (key, value) != ("mac_address", mac)}
                for pair in shown.get("allowed_address_pairs") or ()
            ]
            or None,
        }
        if not fixed:
            told |= {"fixed_ips": None, "no_fixed_ips": True}
        if shown["device_owner"].startswith("compute:"):
            told["dns_name"] = None
        return {**super().told(shown), **told}


DRIVER = Port
