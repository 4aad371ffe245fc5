"""What the lab's hypervisor, which makes nothing, leaves undone: it saves servers as images without any content."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from tests.lab.drivers.ground import IMAGE, Ground


@contextlib.asynccontextmanager
async def uploading(ground: Ground) -> AsyncIterator[None]:
    """Meanwhile, give every image that is waiting for its content a byte of it."""
    async with asyncio.TaskGroup() as group:
        work = group.create_task(_upload(ground))
        yield
        work.cancel()


PATCH = {"Content-Type": "application/openstack-images-v2.1-json-patch"}
CONTENT = {"Content-Type": "application/octet-stream"}


async def _upload(ground: Ground) -> None:
    glance = ground.service(IMAGE)
    while True:
        for image in await glance.pages("images", "images", status="queued"):
            if image["name"].startswith(ground.mark):
                path = f"images/{image['id']}"
                formats = {"disk_format": "raw", "container_format": "bare"}
                patch = [{"op": "add", "path": f"/{key}", "value": value} for key, value in formats.items()]
                await glance.send("PATCH", path, headers=PATCH, content=json.dumps(patch).encode())
                await glance.send("PUT", f"{path}/file", headers=CONTENT, content=b"\0")
        await asyncio.sleep(1)
