"""Who serves: the build of the program (``/build_info``), and the engines that carry plans out (``/services``)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypedDict

import msgspec

from setpoint import __version__

BINARY = "heat-engine"
"""What the process that carries plans out is called: clients look for that name."""


class Engine(msgspec.Struct, frozen=True):
    """One process that carries plans out. Times are seconds since the epoch; it reports every ``interval`` seconds.

    ``id`` is a UUID that stays as long as the process does.
    """

    id: str
    host: str
    started_at: float
    seen_at: float
    interval: float = 60


class Revision(TypedDict):
    """What a part was built from."""

    revision: str


class BuildInfo(TypedDict):
    """What was built."""

    api: Revision
    engine: Revision


class Service(TypedDict):
    """An engine."""

    id: str
    binary: str
    engine_id: str
    host: str
    hostname: str
    topic: str
    report_interval: int
    created_at: str
    updated_at: str
    deleted_at: None
    status: str


class Serving(TypedDict):
    """The engines."""

    services: list[Service]


def build_info(revision: str = "") -> BuildInfo:
    """What was built; ``revision`` as an operator calls it, else the version of the program."""
    told: Revision = {"revision": revision or __version__}
    return {"api": told, "engine": told}


def services(engines: Iterable[Engine], now: float) -> Serving:
    """The engines; one that has missed a report is down. ``now`` is in seconds since the epoch."""
    return {"services": [_service(one, now) for one in engines]}


def _service(one: Engine, now: float) -> Service:
    return {
        "id": one.id,
        "binary": BINARY,
        "engine_id": one.id,
        "host": one.host,
        "hostname": one.host,
        "topic": "engine",
        "report_interval": round(one.interval),
        "created_at": _time(one.started_at),
        "updated_at": _time(one.seen_at),
        "deleted_at": None,
        "status": "up" if now - one.seen_at <= 2 * one.interval else "down",
    }


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
