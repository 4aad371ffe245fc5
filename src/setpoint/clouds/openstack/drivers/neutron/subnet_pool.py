"""``OS::Neutron::SubnetPool``: addresses from which subnets get theirs."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

from setpoint.clouds.openstack.drivers.neutron.neutron import (
    ADDRESS_SCOPES,
    PROJECTS,
    SUBNET_POOLS,
    NeutronDriver,
)
from setpoint.clouds.openstack.rest.alike import alike
from setpoint.clouds.openstack.rest.field import KEEP, Field
from setpoint.model.value import Plain


def _together(wanted: Sequence[str], shown: Sequence[str]) -> Plain:
    """The service joins prefixes that lie side by side."""
    return list(wanted) if _joined(wanted) == _joined(shown) else alike(list(wanted), list(shown))


def _joined(prefixes: Sequence[str]) -> list[Any]:
    return list(ipaddress.collapse_addresses(ipaddress.ip_network(one, strict=False) for one in prefixes))  # type: ignore[type-var]


class SubnetPool(NeutronDriver):
    """A pool."""

    path, one, many = "subnetpools", "subnetpool", "subnetpools"
    things = SUBNET_POOLS
    fields = (
        Field("name", unset=KEEP),
        Field("prefixes", told=_together),
        Field("address_scope", "address_scope_id", ADDRESS_SCOPES),
        Field("default_quota", back=int, unset=KEEP),
        Field("default_prefixlen", back=int, unset=KEEP),
        Field("min_prefixlen", back=int, unset=KEEP),
        Field("max_prefixlen", back=int, unset=KEEP),
        Field("is_default"),
        Field("shared", updates=False),
        Field("tenant_id", things=PROJECTS, updates=False),
    )


DRIVER = SubnetPool
