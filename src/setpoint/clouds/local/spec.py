"""What the shim is told: ``spec.json``, which holds no secrets, and what goes through a pipe instead."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec


class User(msgspec.Struct, frozen=True):
    """Who the process runs as, where that is not whoever starts it."""

    name: str
    home: str
    uid: int
    gid: int
    groups: tuple[int, ...]


class Limits(msgspec.Struct, frozen=True):
    """How much it may take.

    ``cgroups`` are folders that were prepared for it; ``without_cgroups`` the rlimits that apply where it cannot join
    them, ``rlimits`` those that apply always. Names as in ``getrlimit(2)``, without ``RLIMIT_``.
    """

    cgroups: tuple[str, ...] = ()
    rlimits: Mapping[str, int] = {}
    without_cgroups: Mapping[str, int] = {}


class Check(msgspec.Struct, frozen=True):
    """How its health is checked; times in seconds. Failures count from the end of ``grace``, successes at once."""

    kind: Literal["http", "tcp", "command"]
    host: str = ""
    port: int = 0
    path: str = ""
    status: tuple[int, int] = (200, 399)
    command: tuple[str, ...] = ()
    grace: float = 30.0
    interval: float = 2.0
    timeout: float = 2.0
    failures: int = 3
    successes: int = 1


class Stop(msgspec.Struct, frozen=True):
    """How it is asked to end, and the seconds until it is made to."""

    signal: int = 15
    grace: float = 10.0


class LogBounds(msgspec.Struct, frozen=True):
    """How much of its output is kept: ``keep`` files of at most ``max_size`` bytes."""

    max_size: int = 10 << 20
    keep: int = 3


class Settings(msgspec.Struct, frozen=True):
    """What may change while it runs."""

    health: Check | None = None
    steady: float = 0.5
    """Seconds that a process without a health check must stay up to count as running."""
    stop: Stop = Stop()
    log: LogBounds = LogBounds()

    @property
    def digest(self) -> str:
        """Names these settings: equal for equal ones. The shim repeats it once they are in force."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:16]


class Place(msgspec.Struct, frozen=True):
    """What cannot change while it runs."""

    token: str
    folder: str
    user: User | None = None
    limits: Limits = Limits()
    namespaces: tuple[Literal["pid", "mount"], ...] = ()
    ports: Mapping[str, int] = {}
    unenforced: tuple[str, ...] = ()
    """Limits that this machine has no means to enforce."""


class Private(msgspec.Struct, frozen=True):
    """What may be secret, and never touches the disk: the command line and the whole environment."""

    argv: tuple[str, ...]
    env: Mapping[str, str]


WAKES = "../wakes"


def write(folder: Path, place: Place, settings: Settings) -> Path:
    """Replace the ``spec.json`` of ``folder``, and answer its path."""
    document = msgspec.to_builtins(place) | msgspec.to_builtins(settings)
    document |= {"settings": settings.digest, "wakes": WAKES}
    new, path = folder / "spec.json.new", folder / "spec.json"
    new.touch(mode=0o600)
    new.write_bytes(msgspec.json.encode(document))
    return new.replace(path)


class Spec(Place, frozen=True):
    """What was written last: the place, and the digest of the settings."""

    settings: str = ""


def read_spec(folder: Path) -> Spec | None:
    """What the shim was told; None where nothing (readable) was written."""
    try:
        return msgspec.json.decode((folder / "spec.json").read_bytes(), type=Spec)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
