"""OS::Cinder types: volumes and their attachments, volume types with their QoS and encryption, quotas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from setpoint.model.value import Value
from setpoint.types.declarations import Declarations
from setpoint.types.implied import Implied
from setpoint.types.notes import Path
from setpoint.types.resource_type import Problem, ResourceType
from setpoint.types.roles import ADMINS
from setpoint.types.uses import Shows, Use, counted, said

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
        refers={"availability_zone": "cinder.availability_zone"},
        units={"size": "GiB"},
        implied=[
            Implied(
                "OS::Cinder::EncryptedVolumeType",
                "volume_type",
                "volume_type",
                "says how volumes of that type are encrypted, and cannot any more once there is one",
            )
        ],
    )

    def uses(self, properties: Mapping[str, Value], shows: Shows) -> Iterator[Use]:
        """Itself and its size, in all and of its type; a size that follows from a source is not known beforehand."""
        return volume_uses(properties.get("size"), properties.get("volume_type"), shows)

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """What it is made from."""
        if "backup_id" in properties:
            return  # what it was made from before does not matter any more
        given = [name for name in _SOURCES if name in properties]
        if len(given) > 1:
            yield Problem((given[1],), f"cannot be given together with {given[0]}")
        if "size" not in properties and given in ([], ["image"]):
            yield Problem(
                ("size",), "is required where the volume is not made from a snapshot, volume or backup"
            )


class VolumeType(ResourceType):
    """A kind of volume."""

    declared = Declarations(unique={"volume type": ["name"]}, for_roles={"": ADMINS})

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Who may use it."""
        if properties.get("projects") and self.get(properties, "is_public") is True:
            yield Problem(("projects",), "is for types with is_public: false")


class QoSAssociation(ResourceType):
    """QoS specs of some volume types. No type has two."""

    declared = Declarations(for_roles={"": ADMINS})

    def claims(self, properties: Mapping[str, Value]) -> frozenset[str]:
        """Each of its types."""
        types = properties.get("volume_types")
        named = [one for one in types if isinstance(one, str)] if isinstance(types, list) else []
        return super().claims(properties).union(f"QoS specs of volume type {one}" for one in named)


_LIMITS = ("backup_gigabytes", "backups", "gigabytes", "snapshots", "volumes")


class Quota(ResourceType):
    """What a project may have."""

    declared = Declarations(
        unique={"block storage quota of project": ["project"]},
        units={"gigabytes": "GiB", "backup_gigabytes": "GiB"},
        for_roles={"": ADMINS},
    )

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Something must be limited."""
        if not properties.keys() & {*_LIMITS}:
            yield Problem(("project",), f"is not enough: give at least one of {', '.join(_LIMITS)}")


def volume_uses(size: Value, volume_type: Value, shows: Shows, path: Path = ()) -> Iterator[Use]:
    """What a volume takes of quotas. ``path`` leads to what its properties are within."""
    yield Use("volumes", 1, path)
    yield Use("gigabytes", counted(size), (*path, "size" if not path else "volume_size"))
    yield Use("largest_volume", counted(size), (*path, "size" if not path else "volume_size"))
    name = shows("cinder.vtype", volume_type).get("name") or said(volume_type)
    if name:
        yield Use(f"volumes_{name}", 1, (*path, "volume_type"))
        yield Use(f"gigabytes_{name}", counted(size), (*path, "volume_type"))


KINDS = {
    "OS::Cinder::EncryptedVolumeType": Declarations(
        unique={"encryption of volume type": ["volume_type"]}, for_roles={"": ADMINS}
    ),
    "OS::Cinder::QoSAssociation": QoSAssociation,
    "OS::Cinder::QoSSpecs": Declarations(unique={"QoS specs": ["name"]}, for_roles={"": ADMINS}),
    "OS::Cinder::Quota": Quota,
    "OS::Cinder::Volume": Volume,
    # An update detaches and attaches. It ends when its server goes. A server is plugged one volume at a time.
    "OS::Cinder::VolumeAttachment": Declarations(
        unique={"attachment of volume": ["volume_id"]},
        lets_go={"OS::Nova::Server": None},
        one_at_a_time={"attachments of server": "instance_uuid"},
        refers={"instance_uuid": "nova.server"},
    ),
    "OS::Cinder::VolumeType": VolumeType,
}
