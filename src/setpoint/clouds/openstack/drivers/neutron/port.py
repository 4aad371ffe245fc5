"""``OS::Neutron::Port``: a place on a network, with addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.neutron.neutron import (
    NETWORKS,
    QOS_POLICIES,
    SECURITY_GROUPS,
    SUBNETS,
    NeutronDriver,
    without_none,
)
from setpoint.clouds.openstack.names import shown_as
from setpoint.clouds.openstack.rest.carrier import PREFIX, Tag
from setpoint.clouds.openstack.rest.driver import Shown
from setpoint.clouds.openstack.rest.field import Field, ids
from setpoint.model.value import Plain


class Port(NeutronDriver):
    """A port. Ports, alone of Neutron's things, can be tagged as they are made (``tag-ports-during-bulk-creation``)."""

    path, one, many = "ports", "port", "ports"
    carrier = Tag()
    working = frozenset({"BUILD"})
    fields = (
        Field("name"),
        Field("network", "network_id", NETWORKS, updates=False),
        Field("admin_state_up"),
        Field("device_id"),
        Field("device_owner"),
        Field("mac_address", updates=False),
        Field("security_groups", things=SECURITY_GROUPS),
        Field("allowed_address_pairs", out=without_none),
        Field("binding:vnic_type"),
        Field("port_security_enabled"),
        Field("qos_policy", "qos_policy_id", QOS_POLICIES),
        Field("dns_name"),
        Field("propagate_uplink_status"),
    )

    # ---- making and changing

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        body = await super().body(want)
        body |= await self._addresses(want.properties)
        tags = want.properties.get("tags")
        return {**body, "tags": list(tags)} if tags else body

    def leaves(self, want: Want) -> bool:
        """Nothing: tags come with it."""
        return False

    async def tag(self, id: str, tags: Sequence[str]) -> None:
        """See :meth:`NeutronDriver.tag`; the token stays."""
        shown = await self.shown(id) or {}
        mine = [tag for tag in shown.get("tags", ()) if tag.startswith(PREFIX)]
        await super().tag(id, [*tags, *mine])

    async def changes(self, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.changes`."""
        body = await super().changes(old, new)
        keys = ("fixed_ips", "no_fixed_ips")
        if any((old.get(key) or None) != (new.get(key) or None) for key in keys):
            body |= await self._addresses(new)
        if "security_groups" in body and body["security_groups"] is None:
            body["security_groups"] = await ids(self.region.names, SECURITY_GROUPS, ["default"])
        if "allowed_address_pairs" in body and body["allowed_address_pairs"] is None:
            body["allowed_address_pairs"] = []
        return body

    async def _addresses(self, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """No list of addresses leaves the choice to Neutron; ``no_fixed_ips`` asks for none."""
        if wanted.get("no_fixed_ips"):
            return {"fixed_ips": []}
        entries = wanted.get("fixed_ips")
        if not entries:
            return {}
        found: list[dict[str, Any]] = []
        for entry in entries:
            told = {"ip_address": entry.get("ip_address")}
            if entry.get("subnet"):
                told["subnet_id"] = await self.region.names.id(SUBNETS, entry["subnet"])
            found.append(told)
        return {"fixed_ips": without_none(found)}

    # ---- looking

    async def whole(self, found: Mapping[str, Shown]) -> Mapping[str, Shown]:
        """Ports, with the networks and subnets that they offer as attributes."""
        documents = self.region.documents
        nets = {one["network_id"] for one in found.values()}
        subnets = {fixed["subnet_id"] for one in found.values() for fixed in one.get("fixed_ips", ())}
        networks = await documents.of(NETWORKS, nets)
        ranges = await documents.of(SUBNETS, subnets)
        return {
            port: {
                **one,
                "network": networks.get(one["network_id"]),
                "subnets": [ranges.get(fixed["subnet_id"]) for fixed in one.get("fixed_ips", ())],
            }
            for port, one in found.items()
        }

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`; of addresses, what was asked for is compared."""
        found = super().seen(shown, wanted)
        for name in ("device_id", "device_owner"):
            if not wanted.get(name):
                found.pop(name, None)  # whoever uses the port puts itself there
        fixed = shown.get("fixed_ips") or []
        if wanted.get("no_fixed_ips"):
            found["no_fixed_ips"] = not fixed
        if wanted.get("fixed_ips"):
            found["fixed_ips"] = self._as_wanted(fixed, wanted["fixed_ips"])
        return found

    def _as_wanted(self, fixed: Sequence[Shown], wanted: Sequence[Shown]) -> list[dict[str, Plain]]:
        """The addresses that it has, each in the words of the entry that it answers."""
        left = list(fixed)
        found: list[dict[str, Plain]] = []
        for entry in wanted:
            one = next((one for one in left if self._answers(one, entry)), None)
            if one is not None:
                left.remove(one)
                found.append(dict(entry))
        names = self.region.names
        return found + [
            {"subnet": shown_as(None, one["subnet_id"], names, SUBNETS), "ip_address": one["ip_address"]}
            for one in left
        ]

    def _answers(self, fixed: Shown, entry: Shown) -> bool:
        subnet = entry.get("subnet")
        same_subnet = not subnet or self.region.names.known(SUBNETS, subnet) == fixed["subnet_id"]
        return same_subnet and entry.get("ip_address") in (None, fixed["ip_address"])


DRIVER = Port
