"""One engine's door, as a client finds it: what was asked there, and what it answered."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import aiohttp

from tests.lab.api.alike.masks import masked, plain

HEADERS = ("Location", "Content-Type", "Allow", "WWW-Authenticate", "Retry-After", "x-openstack-request-id")
"""Those that a client goes by."""

LOOK_EVERY = 0.3  # seconds: whoever looks more often keeps Heat from its work
PATIENCE = 180.0  # seconds, on a busy machine


class Question(NamedTuple):
    """What was asked, with names for ids, and where that was."""

    method: str
    path: str


class Door:
    """A client of one engine, in one project. All that is asked by ``ask`` is remembered, to be compared."""

    def __init__(
        self, http: aiohttp.ClientSession, root: str, project: str, token: str, admin: str = ""
    ) -> None:
        """It asks at ``root``: scheme, host and port. ``admin``: an administrator's token, for whoever names it."""
        self.root, self.project, self.token, self.admin = root, project, token, admin
        self.known = {"root": root, "project": project}
        self.answers: dict[str, Any] = {}
        """By question: what is to be compared."""
        self.asked: list[Question] = []
        self.chapter = ""
        self._http = http

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        token: str | None = None,
        outside: bool = False,
        in_order: bool = False,
    ) -> Any:
        """Ask within the project (or ``outside``), and remember it under the path with names; return the body.

        ``in_order``: lists in the answer have an order.
        """
        question = f"{self.chapter}: {method} {path}"
        assert question not in self.answers, f"asked twice: {question}"
        address = path.format(**self.known)
        address = address if outside else f"/v1/{self.project}{address}"
        status, told, body = await self._send(method, address, body, headers or {}, token)
        self.asked.append(Question(method, address))
        self.answers[question] = {
            "status": status,
            "headers": {name: _header(name, told, self.known) for name in HEADERS if name in told},
            "body": plain(body, self.known, in_order=in_order),
        }
        return body

    async def tell(self, method: str, path: str, body: Any = None) -> Any:
        """Ask what need not be compared; return the body. A refusal fails the test."""
        address = f"/v1/{self.project}{path.format(**self.known)}"
        status, _, told = await self._send(method, address, body, {}, None)
        assert status < 400, f"{self.chapter}: {method} {path}: {status} {told}"
        return told

    async def look(self, path: str, found: Callable[[Any], Any]) -> Any:
        """Look at a path, which is not remembered, until what is ``found`` there is true; return that."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            address = f"/v1/{self.project}{path.format(**self.known)}"
            status, _, body = await self._send("GET", address, None, {}, None)
            if answer := found(body):
                return answer
            now = asyncio.get_running_loop().time()
            assert now < deadline, f"{self.chapter}: {path} still answers {status} {str(body)[:800]}"
            await asyncio.sleep(LOOK_EVERY)

    async def settle(self, path: str, status: str) -> None:
        """Wait until a stack has a status."""

        def has(body: Any) -> bool:
            shown = body["stack"]
            # What has failed is shown as such for a moment before it goes back: other actions say nothing.
            failed = shown["stack_status"] == status.replace("COMPLETE", "FAILED") != status
            assert not failed, f"{self.chapter}: {shown['stack_status_reason']}"
            gone = status != "DELETE_COMPLETE" or shown["deletion_time"]  # Heat's row has that a moment later
            return bool(shown["stack_status"] == status and gone)

        await self.look(path, has)

    async def _send(
        self, method: str, address: str, body: Any, headers: Mapping[str, str], token: str | None
    ) -> tuple[int, Mapping[str, str], Any]:
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"X-Auth-Token": self.token if token is None else token, **headers}
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        async with self._http.request(
            method, f"{self.root}{address}", data=data, headers=sent, allow_redirects=False
        ) as answer:
            raw = await answer.read()
            return answer.status, answer.headers, _read(raw)


def _read(raw: bytes) -> Any:
    """JSON as what it says; of a page its title, for the words on it are for people; anything else as text."""
    try:
        return json.loads(raw)
    except ValueError:
        text = raw.decode()
        title = re.search("<title>(.*)</title>", text)
        return title[1] if title else text


def _header(name: str, told: Mapping[str, str], known: Mapping[str, str]) -> str:
    value = masked(told[name], known)
    if name == "Allow":
        return ",".join(sorted(one.strip() for one in value.split(",")))
    return value.lower() if name == "Content-Type" else value
