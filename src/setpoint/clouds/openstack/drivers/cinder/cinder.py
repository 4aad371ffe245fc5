"""What Cinder's types share. Follows the Block Storage API v3 and its microversions."""

from __future__ import annotations

from setpoint.clouds.openstack.client.service import Api, Service
from setpoint.clouds.openstack.drivers.nova.nova import PROJECTS
from setpoint.clouds.openstack.names import Things
from setpoint.clouds.openstack.rest.existing import Told

BLOCK_STORAGE = Api("block-storage", "v3", microversion="3.70", header="volume")

LISTS = Api("block-storage", "v3")
"""The same, in its first version: there a filter that the cloud's operator does not allow is passed over. From 3.31 on,
the whole list is refused for it."""

VOLUMES = Things(LISTS, "volumes", "volumes", "volume")
SNAPSHOTS = Things(LISTS, "snapshots", "snapshots", "volume snapshot")
BACKUPS = Things(LISTS, "backups", "backups", "backup")
QOS_SPECS = Things(LISTS, "qos-specs", "qos_specs", "QoS specs", filters=False)

ALL_TYPES = "types?is_public=None"
"""Where volume types are listed, those that are not for everybody as well."""

VOLUME_TYPES = Things(LISTS, ALL_TYPES, "volume_types", "volume type", filters=False)

MESSAGES = "3.30"
"""The newest microversion in which messages are asked for: as for `LISTS`."""

__all__ = ["BACKUPS", "PROJECTS", "QOS_SPECS", "SNAPSHOTS", "VOLUMES", "VOLUME_TYPES", "CinderDriver"]


class CinderDriver(Told):
    """One collection of the block storage service."""

    api = BLOCK_STORAGE
    broken = frozenset({"error"})

    @property
    def lists(self) -> Service:
        """See :meth:`RestDriver.lists`."""
        return self.region.service(LISTS)


async def messages(service: Service, volume: str) -> str:
    """What Cinder told its users last of a volume that went wrong ("Messages" of its API); "" where it did not."""
    service = service.at_most(MESSAGES)
    listed = await service.get("messages", resource_uuid=volume, sort="created_at:desc", limit=1)
    return next((str(one["user_message"]) for one in listed["messages"]), "")
