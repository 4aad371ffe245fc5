"""``OS::Neutron::RBACPolicy``: that another project may use something, as if it were shared with it.

A token cannot travel with one; the service has no two for the same thing, action and project.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.neutron.neutron import (
    ADDRESS_SCOPES,
    NETWORKS,
    PROJECTS,
    QOS_POLICIES,
    SECURITY_GROUPS,
    SUBNET_POOLS,
    NeutronDriver,
)
from setpoint.clouds.openstack.names import Things, shown_as
from setpoint.clouds.openstack.rest.carrier import Unique
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

OBJECTS = {
    "address_scope": ADDRESS_SCOPES,
    "network": NETWORKS,
    "qos_policy": QOS_POLICIES,
    "security_group": SECURITY_GROUPS,
    "subnetpool": SUBNET_POOLS,
}


class RBACPolicy(NeutronDriver):
    """A policy."""

    path, one, many = "rbac-policies", "rbac_policy", "rbac_policies"
    carrier = Unique(object_id="object_id", action="action", target_tenant="target_tenant")
    fields = (
        Field("object_type", updates=False),
        Field("object_id", updates=False),
        Field("action", updates=False),
        Field("target_tenant"),
        Field("tenant_id", things=PROJECTS, updates=False),
    )

    async def create(self, want: Want, token: str) -> Outcome:
        """See :meth:`RestDriver.create`."""
        things = OBJECTS[want.properties["object_type"]]
        object_id = await self.region.names.id(things, str(want.properties["object_id"]))
        return await super().create(_of(object_id, want), token)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """See :meth:`RestDriver.find`."""
        things = OBJECTS[want.properties["object_type"]]
        return await super().find(token, _of(await self.known(things, want.properties["object_id"]), want))

    def words(self, wanted: Mapping[str, Plain]) -> Iterator[tuple[Things, str]]:
        """See :meth:`RestDriver.words`."""
        yield from super().words(wanted)
        yield OBJECTS[wanted["object_type"]], str(wanted["object_id"])

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        things = OBJECTS[wanted["object_type"]]
        word = shown_as(wanted["object_id"], shown["object_id"], self.region.names, things)
        return super().seen(shown, wanted) | {"object_id": word}


def _of(object_id: str, want: Want) -> Want:
    return msgspec.structs.replace(want, properties={**want.properties, "object_id": object_id})


DRIVER = RBACPolicy
