"""``OS::Neutron::Router``: a router, its gateway to an external network, and the agents that serve it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.neutron.addresses import addresses, addresses_seen, subnets_in
from setpoint.clouds.openstack.drivers.neutron.hosted import Hosted
from setpoint.clouds.openstack.drivers.neutron.neutron import NETWORKS, PROJECTS, ROUTERS, differs
from setpoint.clouds.openstack.names import Things, shown_as
from setpoint.clouds.openstack.rest.field import KEEP, Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain

GATEWAY = "external_gateway_info"


class Router(Hosted):
    """A router."""

    path, one, many = "routers", "router", "routers"
    things = ROUTERS
    imports = True
    usual: ClassVar[Mapping[str, Plain]] = {"distributed": False, "ha": False}
    agents, hosting = "l3-agents", "l3-routers"
    fields = (
        Field("name", unset=KEEP),
        Field("admin_state_up"),
        Field("tenant_id", things=PROJECTS, updates=False),
        Field("distributed", updates=False),
        Field("ha", updates=False),
        Field("availability_zone_hints", updates=False),
    )

    def agents_of(self, wanted: Mapping[str, Plain]) -> list[str]:
        """See :meth:`Hosted.agents_of`; ``l3_agent_id`` is an old way to name one."""
        one = wanted.get("l3_agent_id")
        return list(wanted.get("l3_agent_ids") or ([one] if one else []))

    # ---- making and changing

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        gateway = want.properties.get(GATEWAY)
        body = await super().body(want)
        return {**body, GATEWAY: await self._gateway(gateway)} if gateway else body

    async def changes(self, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.changes`."""
        body = await super().changes(old, new)
        return (
            {**body, GATEWAY: await self._gateway(new.get(GATEWAY))} if differs(GATEWAY, old, new) else body
        )

    async def _gateway(self, wanted: Mapping[str, Plain] | None) -> dict[str, Plain]:
        """What is not given is left to the service; whether addresses are translated only some may say."""
        if not wanted:
            return {}
        names = self.region.names
        found: dict[str, Plain] = {"network_id": await names.id(NETWORKS, str(wanted["network"]))}
        if wanted.get("enable_snat") is not None:
            found["enable_snat"] = wanted["enable_snat"]
        if wanted.get("external_fixed_ips"):
            found["external_fixed_ips"] = await addresses(wanted["external_fixed_ips"], names)
        return found

    # ---- looking

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """See :meth:`RestDriver.words`."""
        yield from super().words(wanted)
        gateway = wanted.get(GATEWAY) or {}
        if gateway.get("network"):
            yield NETWORKS, str(gateway["network"])
        yield from subnets_in(gateway.get("external_fixed_ips"))

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`; of a gateway, what was asked for is compared."""
        found = super().seen(shown, wanted)
        agents = self.seen_agents(shown, wanted)
        if agents is not None and wanted.get("l3_agent_ids"):
            found["l3_agent_ids"] = agents
        elif agents is not None:
            found["l3_agent_id"] = agents[0] if len(agents) == 1 else ",".join(agents)
        if wanted.get(GATEWAY) and GATEWAY in shown:
            found[GATEWAY] = self._seen_gateway(shown[GATEWAY] or {}, wanted[GATEWAY])
        return found

    def _seen_gateway(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        names = self.region.names
        network = shown_as(wanted.get("network"), shown.get("network_id"), names, NETWORKS)
        found: dict[str, Plain] = {"network": network} if network else {}
        if wanted.get("enable_snat") is not None and "enable_snat" in shown:
            found["enable_snat"] = shown["enable_snat"]
        if wanted.get("external_fixed_ips"):
            there = shown.get("external_fixed_ips") or []
            found["external_fixed_ips"] = addresses_seen(wanted["external_fixed_ips"], there, names)
        return found

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`; of the gateway, what its owner has chosen."""
        found, gateway = super().told(shown), shown.get(GATEWAY)
        if gateway:
            found[GATEWAY] = {"network": gateway["network_id"]}
            if gateway.get("enable_snat") is False:
                found[GATEWAY]["enable_snat"] = False
        return found


DRIVER = Router
