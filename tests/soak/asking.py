"""Asking the service: what it answers is held against what it may, and whether it answered at all is told."""

from __future__ import annotations

import json
from collections.abc import Collection
from time import monotonic
from typing import Any

import aiohttp
import msgspec

from tests.soak.report import Report
from tests.soak.service import Service

TIME = aiohttp.ClientTimeout(total=60)


class Answer(msgspec.Struct, frozen=True):
    """An answer; ``body`` is None where it was no JSON."""

    status: int
    body: Any


class Asking:
    """One client."""

    def __init__(self, session: aiohttp.ClientSession, service: Service, report: Report) -> None:
        """Ask ``service``, by connections of ``session``."""
        self._session = session
        self.service = service
        self.report = report
        self._headers = {"X-Auth-Token": service.token}

    async def ask(
        self, kind: str, method: str, path: str, body: Any = None, may: Collection[int] = (200,)
    ) -> Answer | None:
        """Ask once. None where the service died before it had answered: what was asked may have been done or not.

        An answer whose status it ``may`` not have is a finding.
        """
        await self.service.is_up.wait()
        began = monotonic()
        try:
            answer = await self._send(method, path, body)
        except (aiohttp.ClientError, TimeoutError) as problem:
            if not self.service.was_down(began):
                self.report.find(f"{method} {path} was not answered: {problem!r}")
            self.report.unanswered(kind)
            return None
        self.report.answered(kind, answer.status, monotonic() - began)
        if answer.status not in may:
            self.report.find(f"{method} {path} {_short(body)} answered {answer.status} {_short(answer.body)}")
        return answer

    async def look(self, kind: str, path: str, may: Collection[int] = (200,)) -> Answer:
        """Ask for something until that is answered, which changes nothing."""
        while (answer := await self.ask(kind, "GET", path, may=may)) is None:
            pass
        return answer

    async def _send(self, method: str, path: str, body: Any) -> Answer:
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers = {**self._headers, "Content-Type": "application/json"}
        url = f"{self.service.root}{path}" if path == "/metrics" else f"{self.service.root}/v1/local{path}"
        async with self._session.request(
            method, url, data=raw, headers=headers, timeout=TIME, allow_redirects=False
        ) as answer:
            content = await answer.read()
            is_json = answer.content_type == "application/json"
            return Answer(answer.status, json.loads(content) if is_json else None)


def _short(value: Any) -> str:
    return "" if value is None else str(value)[:300]
