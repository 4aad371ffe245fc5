"""What Nova's types share. Follows the Compute API v2.1 and its microversions."""

from __future__ import annotations

from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.names import Things

COMPUTE = Api("compute", "v2.1", microversion="2.96")
IMAGE = Api("image", "v2")

FLAVORS = Things(COMPUTE, "flavors/detail", "flavors", "flavor", filters=False)
IMAGES = Things(IMAGE, "images", "images", "image")
