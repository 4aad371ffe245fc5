"""``OS::Keystone::Region``: a part of a cloud, with endpoints of its own."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote, unquote

from setpoint.clouds.openstack.drivers.keystone.keystone import DESCRIPTION, REGIONS, KeystoneDriver
from setpoint.clouds.openstack.rest.carrier import Extra
from setpoint.clouds.openstack.rest.field import Field


class Region(KeystoneDriver):
    """A region. What stands in no address as it is, is written in its id as it stands in one."""

    path, one, many = "regions", "region", "regions"
    things = REGIONS
    carrier = Extra()
    fields = (
        Field("id", out=partial(quote, safe=""), back=unquote, updates=False),
        Field("parent_region", "parent_region_id", REGIONS),
        DESCRIPTION,
        Field("enabled"),
    )


DRIVER = Region
