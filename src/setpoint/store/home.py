"""The data folder: what stands where in it, and that nobody else may look inside.

::

    <home>/             0700
     ├── setpoint.db    0600   everything recorded (and -wal, -shm beside it while it is in use)
     ├── key            0600   what secrets are encrypted with
     ├── token          0600   what lets people into the service where there is no Keystone (api/identity/local.py)
     └── run/           0700   locks of leases and sockets of processes: of no use without these
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec

from setpoint.model.errors import InvalidInput

FOLDER_MODE = 0o700
FILE_MODE = 0o600

MAKING, ROTATING = "making", "key"
"""Names of the locks that are held while the store is made, and while its key is exchanged."""


class Home(msgspec.Struct, frozen=True):
    """The paths inside one data folder."""

    path: Path

    @property
    def database(self) -> Path:
        """The file that holds everything recorded."""
        return self.path / "setpoint.db"

    @property
    def key(self) -> Path:
        """The file that secrets are encrypted with."""
        return self.path / "key"

    @property
    def run(self) -> Path:
        """What is of no use when no process runs."""
        return self.path / "run"

    def make(self) -> None:
        """Make the folders that are missing. Raises InvalidInput when that cannot be done."""
        try:
            for folder in (self.path, self.run):
                folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        except OSError as error:
            raise InvalidInput.because(
                f"the data folder {self.path} cannot be made",
                detail=error.strerror or str(error),
                advice="choose another one with SETPOINT_HOME",
            ) from error


def is_private(path: Path) -> bool:
    """Whether only its owner may use the file or folder. Raises FileNotFoundError."""
    return not stat.S_IMODE(path.stat().st_mode) & 0o077


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable, as fsync of a file makes its content."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
