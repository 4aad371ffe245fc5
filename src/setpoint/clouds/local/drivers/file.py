"""Drives ``Setpoint::Local::File``: written whole or not at all, and deleted only while it is what was made."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.local import users
from setpoint.clouds.local.home import Project
from setpoint.clouds.local.owned import Marker, Markers, digest
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, NotFound, ResourceError
from setpoint.model.observation import Broken, Done, Gone, Observation, Outcome, Ready
from setpoint.model.value import Plain
from setpoint.types.local.file import FILE

Wanted = Mapping[str, Plain]


class FileDriver:
    """Files; a file's physical id is ``token:path``. A path alone is a file that somebody else has made."""

    kind = FILE
    is_findable = True

    def __init__(self, project: Project) -> None:
        """Drive those of one project."""
        self._project = project
        self._markers = Markers(project.files)

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """Read the files. One that another resource has made since is not this one's any more."""
        return {one.token: self._look(one) for one in subjects}

    def _look(self, subject: Subject) -> Observation:
        token, path = _parts(subject.physical_id)
        marker = self._markers.read(path)
        is_anothers = marker is not None and token not in ("", marker.token)
        return Gone() if is_anothers else _look(path, subject.properties)

    async def create(self, want: Want, token: str) -> Outcome:
        """Write it where nothing is. Raises Conflict where something is that this token did not make."""
        self._project.make()
        path = self._path(token, want.properties)
        marker = self._markers.read(path)
        if os.path.lexists(path) and (marker is None or marker.token != token):
            raise Conflict(_taken(path, marker))
        with _explained(path):
            made = dict.fromkeys((*(marker.made if marker else ()), *map(str, _missing(path.parent))))
            self._write(Marker(token, str(path), "", tuple(made)), want.properties)
        return _done(token, path, want.properties)

    async def update(self, subject: Subject, old: Wanted, new: Wanted) -> Outcome:
        """Write it anew, whatever it has become."""
        token, path = _parts(subject.physical_id)
        marker = self._markers.read(path)
        if marker is None or marker.token != token:
            raise Conflict(_taken(path, marker))
        with _explained(path):
            self._write(marker, new)
        return _done(token, path, new)

    def _write(self, marker: Marker, wanted: Wanted) -> None:
        """Replace the file in one step, once the marker says what it will be."""
        path, content = Path(marker.path), wanted["content"].encode()
        self._markers.write(Marker(marker.token, marker.path, digest(content), marker.made))
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, _draft(marker), content, int(wanted["mode"], 8), wanted.get("owner") or "")

    async def delete(self, subject: Subject) -> Outcome:
        """Remove it if it is what was made, and the folders that were made for it if nothing else is in them.

        What somebody else has written there since is theirs, and stays.
        """
        token, path = _parts(subject.physical_id)
        marker = self._markers.read(path)
        if marker is None or marker.token != token:
            raise NotFound(f"{path} is not ours, or not any more")
        with _explained(path):
            if _content_digest(path) == marker.sha256:
                path.unlink()
        self._forget(marker)
        return Done(subject.physical_id)

    def _forget(self, marker: Marker) -> None:
        """Leave nothing but the file itself, where it is another's by now."""
        _draft(marker).unlink(missing_ok=True)
        for folder in reversed(marker.made):
            with contextlib.suppress(OSError):
                Path(folder).rmdir()
        self._markers.drop(Path(marker.path))

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """No deed here has a second phase."""
        raise AssertionError(f"no second phase: {subject.cursor}")

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for the marker; one whose file was not written any more is cleared up."""
        path = self._path(token, want.properties)
        marker = self._markers.read(path)
        if marker is None or marker.token != token:
            return None
        if _content_digest(path) != marker.sha256:
            self._forget(marker)
            return None
        return _done(token, path, want.properties)

    def _path(self, token: str, wanted: Wanted) -> Path:
        """A relative path begins in a folder that only this token has."""
        return self._project.folder(token).joinpath(wanted["path"])


def replace(path: Path, draft: Path, content: bytes, mode: int, owner: str) -> None:
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


def _look(path: Path, wanted: Wanted) -> Observation:
    try:
        status = path.stat(follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return Gone()
    if not stat.S_ISREG(status.st_mode):
        return Broken(f"{path} is no regular file any more")
    try:
        content = path.read_bytes()
    except PermissionError:
        return Broken(f"{path} cannot be read by the user that Setpoint runs as")
    seen: dict[str, Plain] = {"mode": _like(wanted.get("mode", "0644"), stat.S_IMODE(status.st_mode))}
    if wanted.get("owner"):
        with_group = ":" in wanted["owner"]
        seen["owner"] = users.owner_name(status.st_uid, status.st_gid, with_group=with_group)
    # What a file has become may be as secret as what it was: it is told by its digest.
    if "content" in wanted and content != wanted["content"].encode():
        seen["content"] = f"({len(content)} bytes, SHA-256 {digest(content)})"
    return Ready(_attributes(path, content), seen)


def _parts(physical_id: str) -> tuple[str, Path]:
    """The token and the path of a physical id."""
    token, _, path = ("", "", physical_id) if physical_id.startswith("/") else physical_id.partition(":")
    return token, Path(path)


def _done(token: str, path: Path, wanted: Wanted) -> Done:
    return Done(f"{token}:{path}", _attributes(path, wanted["content"].encode()))


def _like(mode: str, number: int) -> str:
    """The number in the notation of the property, so that equal ones look equal."""
    return mode if int(mode, 8) == number else f"{number:04o}"


def _attributes(path: Path, content: bytes) -> dict[str, Plain]:
    return {"path": str(path), "folder": str(path.parent), "sha256": digest(content), "size": len(content)}


def _content_digest(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def _missing(folder: Path) -> list[Path]:
    """The folders that must be made, the outermost first."""
    return [one for one in reversed((folder, *folder.parents)) if not one.exists()]


def _taken(path: Path, marker: Marker | None) -> Diagnostic:
    detail = "another resource has made it" if marker else "it was not made by Setpoint"
    return Diagnostic(
        f"{path} is there already", detail=detail, advice="move it away, or choose another path"
    )


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the system refuses into a diagnostic."""
    try:
        yield
    except OSError as problem:
        where = problem.filename or path
        raise ResourceError(
            Diagnostic(f"{path} cannot be written", detail=f"{where}: {problem.strerror}")
        ) from None


DRIVER = FileDriver
