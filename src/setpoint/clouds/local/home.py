"""Where the local cloud keeps its files.

::

    <SETPOINT_HOME>/local/ports.json        who holds which port, for all projects; ports.lock, files.lock
    <SETPOINT_HOME>/local/<project>/
        wakes/*.wake                        sockets of those who want to hear of changes
        files/*.json                        who made which file (:mod:`.owned`)
        <token>/                            one process or route; the token is its physical id. Or files with relative
                                            paths: those of the life that bore the token, and of its successors
            spec.json  state.json  alive    what the shim was told, what it says, and the lock that it holds
            log  log.1 ...                  the output of the process
            work/                           its working folder, unless it has another
            remove  asleep                  set by those who delete it, or suspend it
            turn                            the lock of whoever starts it, changes it or clears it up
            router.json  control  status.json   of a route: configuration, control socket, what is in force
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import quote

import msgspec

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,128}")


_LONGEST = 200
"""Characters; a name in a folder may have 255."""


class Project(msgspec.Struct, frozen=True):
    """The part of the local cloud that belongs to one project."""

    root: Path

    @classmethod
    def at(cls, home: str, cloud: str, project: str) -> Project:
        """The folder of a project, which need not exist yet."""
        return cls(Path(home).absolute() / cloud / _name_of(project))

    @property
    def wakes(self) -> Path:
        """Where listeners put their sockets."""
        return self.root / "wakes"

    @property
    def files(self) -> Path:
        """Where it is written down which files were made."""
        return self.root / "files"

    @property
    def files_lock(self) -> Path:
        """Held by whoever makes, changes or deletes a file, in any project."""
        return self.root.parent / "files.lock"

    @property
    def ports(self) -> Path:
        """Where it is written down who holds which port."""
        return self.root.parent / "ports.json"

    def folder(self, token: str) -> Path:
        """The folder of one process or route."""
        assert _TOKEN.fullmatch(token), f"no token: {token!r}"
        return self.root / token

    def make(self) -> None:
        """Make the folders, for this user's eyes only."""
        self.root.parent.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.root.parent, self.root, self.wakes, self.files):
            folder.mkdir(mode=0o700, exist_ok=True)


def _name_of(project: str) -> str:
    """The name of a project's folder: its own for each project, whatever that is called.

    It has no dot in it: so it is neither above nor beside its place, and is not that of one of the files there.
    """
    name = quote(project, safe="").replace(".", "%2E") or "%"
    digest = hashlib.sha256(project.encode()).hexdigest()
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - len(digest)]}{digest}"
