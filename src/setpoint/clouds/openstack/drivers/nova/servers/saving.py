"""Saving a server as an image, and bringing it back from one.

The image bears the token of the snapshot and the server's id, so that it is found again however its making ended.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from setpoint.clouds.driver import Subject
from setpoint.clouds.openstack.drivers.nova.nova import COMPUTE, IMAGE, STANDS_IN
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.carrier import METADATA_KEY
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.observation import Pending
from setpoint.model.value import Plain

_LOST = ("killed", "deleted", "pending_delete", "error")


class Images:
    """Images of servers in one region."""

    def __init__(self, region: Region) -> None:
        """Work in ``region``."""
        self._region = region

    async def save(self, subject: Subject, token: str) -> Plain | Pending:
        """Save a server; ask again while it is Pending. Raises ResourceError where that came to nothing."""
        mark = f"{token}/{subject.physical_id}"
        image = await self._marked(mark)
        if image is None:
            name = f"{subject.attributes.get('name') or 'server'}-{token[:12]}"
            action = {"createImage": {"name": name, "metadata": {METADATA_KEY: mark}}}
            path = f"servers/{subject.physical_id}/action"
            await self._region.service(COMPUTE).post(path, action, is_item=True)
            return Pending("the image is being made")
        if image["status"] in _LOST:
            await self.drop({"image": image["id"]})
            raise ResourceError(
                Diagnostic(f"the server could not be saved: its image became {image['status']}")
            )
        if image["status"] != "active":
            return Pending(f"the image is {image['status']}")
        return {"image": image["id"]}

    async def _marked(self, mark: str) -> dict[str, Any] | None:
        query = {METADATA_KEY: mark}
        listed = await self._region.service(IMAGE).pages("images", "images", **query)
        return listed[0] if listed else None

    async def restore(self, subject: Subject, saved: Plain) -> None:
        """Begin to rebuild a server from what was saved of it."""
        nova, server = self._region.service(COMPUTE), f"servers/{subject.physical_id}"
        await nova.put(f"{server}/tags/{STANDS_IN}{saved['image']}")
        await nova.post(f"{server}/action", {"rebuild": {"imageRef": saved["image"]}}, is_item=True)

    async def drop(self, saved: Plain) -> None:
        """Remove the image, if it is there."""
        with suppress(NotFound):
            await self._region.service(IMAGE).delete(f"images/{saved['image']}")
