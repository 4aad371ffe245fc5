"""Which files on this machine were made here, by whom, and as what: one marker a path, and one a folder.

The marker is written before the file, so that a file is never there without its marker; it names a path's one owner.
It holds a digest of the content and never the content, which may be a secret. Whoever reads a marker in order to
change something does so under one lock.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from setpoint.clouds.local.home import Project


class Marker(msgspec.Struct, frozen=True):
    """What is known of a file that was made here."""

    token: str
    path: str
    sha256: str
    """Digest of the content as it was written last, in hexadecimal."""
    base: str = ""
    """The folder in which its relative path begins; "" where its path is absolute."""
    before: Marker | None = None
    """While the file is being written: what was known of the file that is to be replaced, its owner perhaps another."""

    @property
    def owners(self) -> frozenset[str]:
        """The tokens of those to whom it may belong."""
        return frozenset({self.token, self.before.token} if self.before else {self.token})

    @property
    def digests(self) -> frozenset[str]:
        """Of the contents that are ours."""
        return frozenset({self.sha256, self.before.sha256} if self.before else {self.sha256})

    def was_made(self, content: str) -> bool:
        """Whether the file was written, by the digest of its content now.

        In another one's place that cannot be told from equal contents; then it counts as not written.
        """
        if self.before is None or self.before.token == self.token:
            return content in self.digests
        return content == self.sha256 != self.before.sha256


class Markers:
    """The markers of one project."""

    def __init__(self, project: Project) -> None:
        """Keep them in the project's folder. Those of all projects share the lock, for they share the machine."""
        self._project = project
        self._folder = project.files

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep others from changing markers and files. To be short, for whoever comes meanwhile is blocked."""
        self._project.make()
        with self._project.files_lock.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def read(self, path: Path) -> Marker | None:
        """The marker of a path, or None."""
        return _decoded(self._file(path))

    def of(self, token: str) -> Marker | None:
        """The marker of the file that was made with this token, or None. Looks through all of them."""
        return next((marker for marker in self if marker.token == token), None)

    def __iter__(self) -> Iterator[Marker]:
        """All of them."""
        return (marker for file in self._folder.glob("*.json") if (marker := _decoded(file)) is not None)

    def write(self, marker: Marker) -> None:
        """Replace the marker of a path."""
        file = self._file(Path(marker.path))
        new = file.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(marker))
        new.replace(file)

    def drop(self, path: Path) -> None:
        """Forget a path."""
        self._file(path).unlink(missing_ok=True)

    def add_folder(self, folder: Path) -> None:
        """Take down that a folder is made here."""
        self._file(folder, ".folder").touch()

    def has_folder(self, folder: Path) -> bool:
        """Whether a folder was made here."""
        return self._file(folder, ".folder").exists()

    def drop_folder(self, folder: Path) -> None:
        """Forget a folder."""
        self._file(folder, ".folder").unlink(missing_ok=True)

    def _file(self, path: Path, kind: str = ".json") -> Path:
        return self._folder / f"{digest(str(path).encode())[:32]}{kind}"


def _decoded(file: Path) -> Marker | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Marker)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
