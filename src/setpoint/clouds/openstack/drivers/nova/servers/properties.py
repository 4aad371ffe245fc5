"""A server's properties as they are, read from what is shown of it, in the words in which they were wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from setpoint.clouds.openstack.drivers.neutron.port import Port
from setpoint.clouds.openstack.drivers.nova.nova import IMAGES, STANDS_IN, token_of
from setpoint.clouds.openstack.drivers.nova.servers import devices
from setpoint.clouds.openstack.drivers.nova.servers.request import serialised
from setpoint.clouds.openstack.drivers.nova.servers.sight import PLUGGED, Plugged
from setpoint.clouds.openstack.names import Names
from setpoint.clouds.openstack.rest.carrier import PREFIX
from setpoint.clouds.openstack.rest.field import in_order_of
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain

Wanted = Mapping[str, Any]


class Properties(msgspec.Struct, frozen=True):
    """``keyed``: by their keys in a create, to be read as fields are. ``named``: by name, as they are."""

    keyed: dict[str, Plain]
    named: dict[str, Plain]


def as_properties(shown: Shown, wanted: Wanted, ports: Port) -> Properties:
    """The properties of a server at rest. Names in ``wanted`` must be known already."""
    names = ports.region.names
    plugged: Plugged = shown.get(PLUGGED) or Plugged()
    tags = shown.get("tags") or ()
    token = token_of(tags)
    attached = shown.get("os-extended-volumes:volumes_attached") or ()
    keyed = {
        "flavorRef": shown["flavor"].get("id") or shown["flavor"].get("original_name"),
        "config_drive": str(shown.get("config_drive")).lower() in ("true", "1"),
        "availability_zone": _zone(shown, wanted),
        "security_groups": plugged.groups(wanted.get("networks"), token, names)
        if wanted.get("security_groups")
        else [],
        "imageRef": _image(shown, wanted, names),
    }
    named = {
        "networks": plugged.seen(wanted.get("networks"), token, ports),
        "metadata": _metadata(shown.get("metadata") or {}, wanted.get("metadata") or {}),
        "tags": in_order_of(wanted.get("tags"), [tag for tag in tags if not tag.startswith(PREFIX)]),
        "block_device_mapping": devices.seen(wanted.get("block_device_mapping") or (), attached),
        "block_device_mapping_v2": devices.seen(wanted.get("block_device_mapping_v2") or (), attached),
    }
    return Properties(keyed, named)


def _zone(shown: Shown, wanted: Wanted) -> Plain:
    """A zone may be wanted together with a host in it, which does not show."""
    zone = shown.get("OS-EXT-AZ:availability_zone")
    told = str(wanted.get("availability_zone") or "")
    return told if told.split(":", maxsplit=1)[0] == zone else zone


def _image(shown: Shown, wanted: Wanted, names: Names) -> Plain:
    """What a server was restored from is as good as the image that is wanted."""
    image = (shown.get("image") or {}).get("id")
    stands_in = STANDS_IN + str(image) in (shown.get("tags") or ())
    return names.known(IMAGES, str(wanted.get("image"))) if stands_in else image


def _metadata(shown: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, Plain]:
    texts = serialised(wanted)
    return {key: wanted[key] if texts.get(key) == text else text for key, text in shown.items()}
