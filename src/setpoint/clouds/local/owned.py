"""Which files on this machine were made here, by whom, and as what: one marker a path.

The marker is written before the file, so that a file is never there without its marker; it names a path's one owner.
It holds a digest of the content and never the content, which may be a secret.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec


class Marker(msgspec.Struct, frozen=True):
    """What is known of a file that was made here."""

    token: str
    path: str
    sha256: str
    """Digest of the content as it was written last, in hexadecimal."""
    made: tuple[str, ...] = ()
    """Folders that were made for it, the outermost first."""


class Markers:
    """The markers of one project."""

    def __init__(self, folder: Path) -> None:
        """Keep them in ``folder``."""
        self._folder = folder

    def read(self, path: Path) -> Marker | None:
        """The marker of a path, or None."""
        try:
            return msgspec.json.decode(self._file(path).read_bytes(), type=Marker)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def __iter__(self) -> Iterator[Marker]:
        """All of them."""
        for file in self._folder.glob("*.json"):
            yield msgspec.json.decode(file.read_bytes(), type=Marker)

    def write(self, marker: Marker) -> None:
        """Replace the marker of a path."""
        file = self._file(Path(marker.path))
        new = file.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(marker))
        new.replace(file)

    def drop(self, path: Path) -> None:
        """Forget a path."""
        self._file(path).unlink(missing_ok=True)

    def _file(self, path: Path) -> Path:
        return self._folder / f"{digest(str(path).encode())[:32]}.json"


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
