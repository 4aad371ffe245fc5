"""``OS::Neutron::ProviderNet``: a network of which an administrator says what it is made of."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Subject
from setpoint.clouds.openstack.drivers.neutron.neutron import NETWORKS, PROJECTS, NeutronDriver
from setpoint.clouds.openstack.rest.alike import in_any_case, same
from setpoint.clouds.openstack.rest.field import KEEP, Field
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain


class ProviderNet(NeutronDriver):
    """A network with a segment of a physical one."""

    path, one, many = "networks", "network", "networks"
    things = NETWORKS
    fields = (
        Field("name", unset=KEEP),
        Field("admin_state_up"),
        Field("tenant_id", things=PROJECTS, updates=False),
        Field("shared"),
        Field("network_type", "provider:network_type", unset=KEEP),
        Field("physical_network", "provider:physical_network", unset=KEEP),
        Field("segmentation_id", "provider:segmentation_id", back=str, unset=KEEP),
        Field("router_external", "router:external"),
        Field("port_security_enabled", unset=KEEP),
        Field("availability_zone_hints", updates=False),
        Field("dns_domain", unset="", told=in_any_case),
    )

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`; a number that it has already the service would find to be in use."""
        if old.get("segmentation_id") != new.get("segmentation_id"):
            shown = (await self.service_shows(subject))["provider:segmentation_id"]
            if same(new.get("segmentation_id"), shown):
                old = {**old, "segmentation_id": new.get("segmentation_id")}
        return await super().update(subject, old, new)


DRIVER = ProviderNet
