"""What Nova is told to make of a server, but for its networks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.client.service import Service
from setpoint.clouds.openstack.drivers.neutron.neutron import SECURITY_GROUPS
from setpoint.clouds.openstack.drivers.nova.nova import FLAVORS, IMAGES
from setpoint.clouds.openstack.drivers.nova.servers import devices, user_data
from setpoint.clouds.openstack.names import Names
from setpoint.clouds.openstack.rest.field import Field
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.value import Plain

TOKENS = "2.52"
"""The microversion from which a server can be given tags as it is made, and a token among them."""

FILES = "2.56"
"""The last microversion in which a server can be given files."""

VOLUME_TYPES = "2.67"
"""The microversion from which a disk can be of a volume type."""


def serialised(metadata: Mapping[str, Any]) -> dict[str, str]:
    """Metadata as Nova takes it: whatever is no string, as JSON."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in metadata.items()}


def _named(groups: list[str]) -> Plain:
    return [{"name": group} for group in groups]


FIELDS = (
    Field("name"),
    Field("flavor", "flavorRef", FLAVORS, updates=False),
    Field("image", "imageRef", IMAGES, updates=False),
    Field("key_name", updates=False),
    Field("availability_zone", updates=False),
    Field("metadata", out=serialised, updates=False, reads=False),
    Field("config_drive", updates=False),
    Field("diskConfig", "OS-DCF:diskConfig", updates=False),
    Field("admin_pass", "adminPass", out=lambda told: told or None, updates=False, reads=False),
    Field("security_groups", things=SECURITY_GROUPS, out=_named, updates=False),
)
"""The properties of a server that are one key of a create each."""


async def more(want: Want, names: Names) -> dict[str, Plain]:
    """What a create tells of the properties that are not `FIELDS`. Raises ResourceError."""
    wanted = want.properties
    if wanted.get("reservation_id"):
        raise ResourceError(
            Diagnostic(
                "reservation_id cannot be given: Nova chooses the ids of reservations itself",
                advice="leave it out",
            )
        )
    found = {
        "user_data": user_data.encoded(want),
        "personality": user_data.files(wanted.get("personality") or {}),
        "tags": list(wanted.get("tags") or ()),
        **await devices.requested(wanted, names),
    }
    return {key: value for key, value in found.items() if value}


async def spoken(service: Service, body: Mapping[str, Any]) -> Service:
    """``service``, spoken to so that it understands ``body``. Raises ResourceError where it cannot."""
    if not await service.speaks(TOKENS):
        raise _too_old(service, await service.microversion(), TOKENS, "makes servers without tags")
    if any(disk.get("volume_type") for disk in body.get("block_device_mapping_v2") or ()):
        if body.get("personality"):
            raise ResourceError(
                Diagnostic(
                    "a server cannot be given both files and a disk of a volume type",
                    detail=f"Nova takes files up to microversion {FILES}, volume types from {VOLUME_TYPES}",
                    advice="let user_data write the files instead of personality",
                )
            )
        if not await service.speaks(VOLUME_TYPES):
            raise _too_old(service, await service.microversion(), VOLUME_TYPES, "knows no volume types")
    return service.at_most(FILES) if body.get("personality") else service


def _too_old(service: Service, spoken: str, needed: str, why: str) -> ResourceError:
    return ResourceError(
        Diagnostic(
            f"this cloud's {service.api.type} service {why}",
            detail=f"it speaks microversion {spoken or 'none'}, and {needed} is needed",
            advice="where a newer one is spoken, see compute_default_microversion in clouds.yaml",
        )
    )
