"""``OS::Neutron::Net``: a network."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.neutron.neutron import QOS_POLICIES, NeutronDriver
from setpoint.clouds.openstack.rest.field import Field
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain


class Net(NeutronDriver):
    """A network, and the DHCP agents that serve it."""

    path, one, many = "networks", "network", "networks"
    fields = (
        Field("name"),
        Field("admin_state_up"),
        Field("tenant_id", updates=False),
        Field("shared"),
        Field("port_security_enabled"),
        Field("availability_zone_hints", updates=False),
        Field("dns_domain"),
        Field("qos_policy", "qos_policy_id", QOS_POLICIES),
    )

    def leaves(self, want: Want) -> bool:
        """Tags, and agents."""
        return super().leaves(want) or bool(want.properties.get("dhcp_agent_ids"))

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        if want.properties.get("tags"):
            await super().finish(id, want)
        if want.properties.get("dhcp_agent_ids"):
            await self._serve(id, want.properties["dhcp_agent_ids"])

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        if (old.get("dhcp_agent_ids") or []) != (new.get("dhcp_agent_ids") or []):
            await self._serve(subject.physical_id, new.get("dhcp_agent_ids") or [])
        return await super().update(subject, old, new)

    async def _serve(self, network: str, agents: list[str]) -> None:
        """Let these agents serve the network, and no others."""
        serving = {one["id"] for one in await self.service.pages(f"networks/{network}/dhcp-agents", "agents")}
        for agent in sorted(set(agents) - serving):
            await self.service.post(f"agents/{agent}/dhcp-networks", {"network_id": network}, is_item=True)
        for agent in sorted(serving - set(agents)):
            await self.service.delete(f"agents/{agent}/dhcp-networks/{network}")


DRIVER = Net
