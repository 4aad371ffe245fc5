"""Lets web pages of other origins call the API from a browser, with the headers that OpenStack's services let pass."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_TAKEN = ("Content-Type", "X-Auth-Token", "X-Region-Name", "X-Openstack-Request-Id")
_TOLD = ("Location", "Retry-After", "X-Openstack-Request-Id")


class Cors:
    """Hands what browsers ask on behalf of pages to Starlette's layer, and all else past it, which is quicker."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        """Let pages of ``origins`` call ``app``."""
        self._app = app
        self._for_pages = CORSMiddleware(
            app, allow_origins=origins, allow_methods=_METHODS, allow_headers=_TAKEN, expose_headers=_TOLD
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request pass, with a word to the browser where one asks."""
        app = self._app
        for name, _ in scope["headers"]:
            if name == b"origin":
                app = self._for_pages
        await app(scope, receive, send)
