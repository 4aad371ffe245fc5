"""``OS::Octavia::LoadBalancer``: a load balancer, with its address on a subnet."""

from __future__ import annotations

from setpoint.clouds.driver import Subject
from setpoint.clouds.openstack.drivers.neutron.neutron import SUBNETS
from setpoint.clouds.openstack.drivers.octavia.octavia import FLAVORS, OctaviaDriver
from setpoint.clouds.openstack.rest.field import Field
from setpoint.model.observation import Accepted, Outcome


class LoadBalancer(OctaviaDriver):
    """A load balancer."""

    path, one, many = "lbaas/loadbalancers", "loadbalancer", "loadbalancers"
    fields = (
        Field("name"),
        Field("description"),
        Field("provider", updates=False),
        Field("vip_address", updates=False),
        Field("vip_subnet", "vip_subnet_id", SUBNETS, updates=False),
        Field("admin_state_up"),
        Field("tenant_id", "project_id", updates=False),
        Field("flavor", "flavor_id", FLAVORS, updates=False),
        Field("availability_zone", updates=False),
    )

    imports = True

    async def delete(self, subject: Subject) -> Outcome:
        """Remove it with whatever is below it by now: nothing of that would work without it."""
        await self.service.delete(await self.address_of(subject), cascade="true")
        return Accepted(subject.physical_id)


DRIVER = LoadBalancer
