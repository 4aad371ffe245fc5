"""OS::Glance types: images from the web."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from setpoint.model.value import Unknown, Value
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import Problem, ResourceType

_AMAZON = ("ami", "ari", "aki")
"""Container formats that are disk formats as well."""


class WebImage(ResourceType):
    """An image."""

    declared = Declarations(units={"min_disk": "GiB", "min_ram": "MiB"}, unique={"image": ["id"]})

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """What fits its formats, and who may use it."""
        container, disk = properties.get("container_format"), properties.get("disk_format")
        if container in _AMAZON and disk != container and not isinstance(disk, Unknown):
            yield Problem(("disk_format",), f"must be {container} as well, as container_format is")
        visibility = self.get(properties, "visibility")
        if properties.get("members") and visibility != "shared" and not isinstance(visibility, Unknown):
            yield Problem(("members",), "is for images with visibility: shared")


KINDS = {"OS::Glance::WebImage": WebImage}
