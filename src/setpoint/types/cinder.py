"""OS::Cinder types: volumes and their attachments, volume types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import Problem, ResourceType

_SOURCES = ("image", "snapshot_id", "source_volid")


class Volume(ResourceType):
    """A volume. It grows in place, is retyped in place, and is restored from a backup in place.

    A smaller size counts as a change in place, and Cinder refuses it: replacing the volume would lose what
    is on it.
    """

    declared = Declarations(
        made_of={
            "attachments": ["size", "backup_id", "read_only"],
            "attachments_list": ["size", "backup_id", "read_only"],
            "availability_zone": ["volume_type"],
            "display_description": ["description"],
            "display_name": ["name"],
            "encrypted": ["volume_type"],
            "metadata_values": ["metadata"],
            "status": ["size", "volume_type", "backup_id", "read_only"],
        },
        units={"size": "GiB"},
    )

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """What it is made from."""
        given = [name for name in _SOURCES if name in properties]
        if len(given) > 1:
            yield Problem((given[1],), f"cannot be given together with {given[0]}")
        if "size" not in properties and "backup_id" not in properties and given in ([], ["image"]):
            yield Problem(
                ("size",), "is required where the volume is not made from a snapshot, volume or backup"
            )


KINDS = {
    "OS::Cinder::EncryptedVolumeType": Declarations(unique={"encryption of volume type": ["volume_type"]}),
    "OS::Cinder::QoSSpecs": Declarations(unique={"QoS specs": ["name"]}),
    "OS::Cinder::Volume": Volume,
    # An update detaches and attaches. It ends when its server goes.
    "OS::Cinder::VolumeAttachment": Declarations(
        unique={"attachment of volume": ["volume_id"]}, lets_go={"OS::Nova::Server": None}
    ),
    "OS::Cinder::VolumeType": Declarations(unique={"volume type": ["name"]}),
}
