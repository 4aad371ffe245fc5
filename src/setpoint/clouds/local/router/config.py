"""What the router is told: a JSON file, read at the start and whenever the control socket says so."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import msgspec

Seconds = Annotated[float, msgspec.Meta(ge=0)]


class WeightedTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where requests may go: the URL's path, if any, is put before the request's; weight 0 gets none."""

    url: str
    weight: Annotated[int, msgspec.Meta(ge=0)] = 1


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which requests go to which targets.

    ``host`` is a name, ``*.`` and a name for all below it, or empty for all; ``path`` a prefix in whole segments.
    """

    targets: tuple[WeightedTarget, ...]
    host: str = ""
    path: str = "/"
    strip_path: bool = False
    """Take ``path`` away before the request is sent on; the target hears of it in ``X-Forwarded-Prefix``."""


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How targets are checked: GET ``path`` must answer with a status in ``status`` (both ends included)."""

    path: str = "/"
    status: tuple[int, int] = (200, 399)
    interval: Seconds = 2.0
    timeout: Seconds = 2.0
    failures: int = 2
    successes: int = 1


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything the router knows. ``host`` and ``port``, where it listens, are read at the start only."""

    host: str
    port: int
    rules: tuple[Rule, ...] = ()
    check: Check | None = None
    drain: Seconds = 30.0
    """Seconds after which requests that a removed target still holds, and at the end all, are cut off."""
    timeout: Seconds = 60.0
    """Seconds without a byte from the target after which its answer is given up."""
    patience: Seconds = 3.0
    """Seconds that a request waits for a target that can be reached, before it is refused."""
    trust_forwarded: bool = False
    """Keep the ``X-Forwarded-*`` that come in, for a router that stands behind another one."""
    wakes: str = ""
    """Folder of the sockets that hear of changes (:mod:`setpoint.clouds.local.wakes`), and ``token`` what to say."""
    token: str = ""

    @property
    def digest(self) -> str:
        """Names this configuration: equal for equal ones."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:16]


def read(path: Path) -> Config:
    """Read the file. Raises OSError and msgspec.MsgspecError (not JSON, or not of this form)."""
    return msgspec.json.decode(path.read_bytes(), type=Config)
