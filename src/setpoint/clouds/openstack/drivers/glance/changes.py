"""Changes of an image, as Glance takes them (JSON patches, version 2.1 of its own media type)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from setpoint.model.value import Plain

PATCHES = {"Content-Type": "application/openstack-images-v2.1-json-patch"}
"""The headers of a request whose body they are."""


def patches(shown: Mapping[str, Any], wanted: Mapping[str, Plain]) -> list[dict[str, Plain]]:
    """What brings an image that is ``shown`` to what is ``wanted`` of it; None takes a property away."""
    found: list[dict[str, Plain]] = []
    for key, value in wanted.items():
        path = "/" + key.replace("~", "~0").replace("/", "~1")
        if value is not None:
            found.append({"op": "replace" if key in shown else "add", "path": path, "value": value})
        elif key in shown:
            found.append({"op": "remove", "path": path})
    return found
