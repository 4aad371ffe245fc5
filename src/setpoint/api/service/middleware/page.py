"""Where the metrics are read: a page of the API's port, or one of its own."""

from __future__ import annotations

import os
from collections.abc import Callable

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from setpoint.api.service.together import FOLDER


class Page:
    """Answers GET of ``path`` with what ``registry`` counts, or what all processes do; the rest is for ``app``."""

    def __init__(self, app: ASGIApp, path: str, registry: CollectorRegistry) -> None:
        """Offer ``registry``."""
        self._app = app
        self._path = path
        self._registry = registry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the numbers, or let ``app`` answer."""
        if scope["path"] != self._path or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        encode, content_type = _form(Headers(scope=scope).get("accept", ""))
        await Response(encode(self._counted()), media_type=content_type)(scope, receive, send)

    def _counted(self) -> CollectorRegistry:
        folder = os.environ.get(FOLDER)
        if not folder:
            return self._registry
        together = CollectorRegistry()
        MultiProcessCollector(together, path=folder)  # type: ignore[no-untyped-call]
        return together


def _form(accept: str) -> tuple[Callable[[CollectorRegistry], bytes], str]:
    """How numbers are written for who accepts that; as usual for who names a version that is none."""
    try:
        return choose_encoder(accept)
    except TypeError:  # it compares the parts of a version with numbers
        return choose_encoder("")


async def nothing_else(scope: Scope, receive: Receive, send: Send) -> None:
    """What stands beside the page on a port of its own: nothing."""
    if scope["type"] == "http":
        await PlainTextResponse("there is nothing here\n", status_code=404)(scope, receive, send)
