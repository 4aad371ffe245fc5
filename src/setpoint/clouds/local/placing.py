"""Puts files in their places and takes them away, so that a crash at any moment loses no file and no owner.

The marker goes first, and remembers what was there before; then the file is replaced in one step; then the marker
forgets what was before. What was cut off in between is undone, or found to have been done.

All of it is called with the markers held. Raises ResourceError for what the system refuses.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from setpoint.clouds.local import users
from setpoint.clouds.local.owned import Marker, Markers, digest
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError


def put(markers: Markers, marker: Marker, content: bytes, mode: int, owner: str) -> None:
    """Write the file of ``marker``, which belongs to that alone from then on. Refused, all is as it was before."""
    path = Path(marker.path)
    before = _before(markers, path)
    marker = msgspec.structs.replace(marker, sha256=digest(content), before=before)
    markers.write(marker)
    try:
        with explained(path):
            _make_folders(markers, path.parent)
            _replace(path, _draft(marker), content, mode, owner)
    except ResourceError:
        undo(markers, marker)
        raise
    if before is not None:
        markers.write(msgspec.structs.replace(marker, before=None))


def _before(markers: Markers, path: Path) -> Marker | None:
    """What is known of the file that is there; of an owner whose file was not written yet, what was before that."""
    known = markers.read(path)
    if known is None or known.before is None:
        return known
    there = content_digest(path)
    return msgspec.structs.replace(known, before=None) if there == known.sha256 else known.before


def undo(markers: Markers, marker: Marker) -> None:
    """Take back what a write did that did not get as far as the file itself."""
    path = Path(marker.path)
    _clear(markers, marker)
    if marker.before is not None:
        markers.write(marker.before)
    else:
        markers.drop(path)


def take_away(markers: Markers, marker: Marker, token: str) -> None:
    """Remove the file of ``token`` if it is what was made, with the folders that were made for it and are empty."""
    path = Path(marker.path)
    with explained(path):
        if content_digest(path) in marker.digests:
            path.unlink()
    if marker.token != token:  # its successor was about to write, and never came to it
        markers.write(msgspec.structs.replace(marker, before=None))
        return
    _clear(markers, marker)
    markers.drop(path)


def _clear(markers: Markers, marker: Marker) -> None:
    """Remove a draft, and the folders that were made here as far as they are empty."""
    with contextlib.suppress(OSError):
        _draft(marker).unlink()
    folder = Path(marker.path).parent
    while markers.has_folder(folder):
        try:
            folder.rmdir()
        except FileNotFoundError:
            pass
        except OSError:
            return  # something else is in it
        markers.drop_folder(folder)
        folder = folder.parent


def _make_folders(markers: Markers, folder: Path) -> None:
    for one in reversed((folder, *folder.parents)):
        if not one.exists():
            markers.add_folder(one)
            one.mkdir(exist_ok=True)


def _replace(path: Path, draft: Path, content: bytes, mode: int, owner: str) -> None:
    """Put ``content`` at ``path``: readers see the old file or the whole new one, and never more than they may."""
    draft.unlink(missing_ok=True)
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(content)
            if owner:
                os.fchown(fd, *users.owner_ids(owner))
            os.fchmod(fd, mode)
            file.flush()
            os.fsync(fd)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _draft(marker: Marker) -> Path:
    """Where a file is written before it is put in its place: the same for each attempt, so that none is left over."""
    path = Path(marker.path)
    return path.with_name(f".{path.name[:200]}.{marker.token[:8]}.new")


def content_digest(path: Path) -> str:
    """Of what is there; "" for what is no file, or cannot be read."""
    try:
        return digest(path.read_bytes()) if stat.S_ISREG(path.lstat().st_mode) else ""
    except OSError:
        return ""


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the system refuses into a diagnostic."""
    try:
        yield
    except OSError as problem:
        where = problem.filename or path
        raise ResourceError(
            Diagnostic(f"{path} cannot be written", detail=f"{where}: {problem.strerror}")
        ) from None
