"""What the service takes of CPU around a handler: token, policy, path, limits, log and metrics; without the server."""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import msgspec
import uvloop
from prometheus_client import CollectorRegistry
from starlette.types import Message, Scope

from bench.figure import Figure, milliseconds
from bench.folders import scratch
from setpoint.api.identity.local import NAME
from setpoint.api.service.logs import STDERR, begin_logging
from setpoint.api.service.middleware.stack import wrapped
from setpoint.api.settings import Config, Current
from setpoint.cli.served import opened

SIZE = 10_000
ROUND = 200
"""Requests that are measured together: so few that some rounds are done before anybody else has the processor."""

PATH = "/v1/local/build_info"
"""Of the shortest handler that there is."""


def measure(size: int) -> list[Figure]:
    """Of ``size`` requests, in rounds; the best round tells of the code, the median of the machine, too."""
    with (
        scratch() as folder,
        _logged(folder / "log"),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        rounds = runner.run(_rounds(folder / "home", size))
    return [
        milliseconds("CPU a request, the best round", min(rounds), 0.06, f"of {len(rounds)}"),
        milliseconds("CPU a request, the median", median(rounds)),
    ]


@contextmanager
def _logged(file: Path) -> Iterator[None]:
    """Let the lines of the log go to a file, as they do where a service runs."""
    kept = os.dup(STDERR)
    with file.open("wb") as log:
        os.dup2(log.fileno(), STDERR)
        try:
            yield
        finally:
            os.dup2(kept, STDERR)
            os.close(kept)


async def _rounds(home: Path, size: int) -> list[float]:
    config = Config()
    at_home = msgspec.structs.replace(config.service, data_folder=home)
    current = Current(msgspec.structs.replace(config, service=at_home))
    registry = CollectorRegistry()
    begin_logging(config.logs)
    gc.freeze()
    async with opened(current, registry, has_engine=False) as application:
        app, token = wrapped(application, current, registry), (home / NAME).read_text().strip()
        answers: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            answers.append(message)

        rounds = []
        for _ in range(max(1, size // ROUND)):
            scopes = [_scope(token) for _ in range(ROUND)]
            began = time.process_time()
            for scope in scopes:
                await app(scope, receive, send)
            rounds.append((time.process_time() - began) / ROUND)
            assert all(one["status"] == 200 for one in answers[::2]), answers[0]
            answers.clear()
        return rounds


def _scope(token: str) -> Scope:
    """A request as the server hands it on, with the headers that OpenStack's clients send."""
    headers = {
        "host": "127.0.0.1:8004",
        "user-agent": "python-heatclient",
        "accept-encoding": "gzip, deflate",
        "accept": "application/json",
        "connection": "keep-alive",
        "x-auth-token": token,
    }
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "http_version": "1.1",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "client": ("127.0.0.1", 40000),
        "server": ("127.0.0.1", 8004),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
