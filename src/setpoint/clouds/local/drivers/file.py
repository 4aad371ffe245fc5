"""Drives ``Setpoint::Local::File``: written whole or not at all, and deleted only while it is what was made.

A file is its marker: while that names a token, the path is kept for that one, also when somebody has removed the file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

import msgspec

from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.clouds.local import users
from setpoint.clouds.local.home import Project
from setpoint.clouds.local.owned import Marker, Markers, digest
from setpoint.clouds.local.placing import content_digest, put, take_away, undo
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, NotFound
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
        self._markers = Markers(project)

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """Read the files. One that another resource has made since is not this one's any more."""
        return {one.token: self._look(one) for one in subjects}

    def _look(self, subject: Subject) -> Observation:
        token, path = _parts(subject.physical_id)
        marker = self._markers.read(path)
        if marker is not None and token and token not in marker.owners:
            return Gone()
        return _look(path, subject.properties) or Gone(is_place_kept=marker is not None and bool(token))

    async def create(self, want: Want, token: str) -> Outcome:
        """Write it where nothing is, or where a predecessor's file is. Raises Conflict where something else is."""
        with self._markers.held():
            ours = {token, *_tokens(want)}
            path, base = self._path(token, want, ours)
            marker = self._markers.read(path)
            if os.path.lexists(path) and not (marker and marker.owners & ours):
                raise Conflict(_taken(path, marker))
            self._put(Marker(token, str(path), "", base), want.properties)
        return _done(token, path, want.properties)

    async def update(self, subject: Subject, old: Wanted, new: Wanted) -> Outcome:
        """Write it anew, whatever it has become."""
        token, path = _parts(subject.physical_id)
        with self._markers.held():
            marker = self._markers.read(path)
            if marker is None or token not in marker.owners:
                raise Conflict(_taken(path, marker))
            self._put(Marker(token, str(path), "", marker.base), new)
        return _done(token, path, new)

    def _put(self, marker: Marker, wanted: Wanted) -> None:
        content, mode = wanted["content"].encode(), int(wanted["mode"], 8)
        put(self._markers, marker, content, mode, wanted.get("owner") or "")

    async def delete(self, subject: Subject) -> Outcome:
        """Remove it if it is what was made, and the folders that were made for it if nothing else is in them.

        What somebody else has written there since is theirs, and stays.
        """
        token, path = _parts(subject.physical_id)
        with self._markers.held():
            marker = self._markers.read(path)
            if marker is None or token not in marker.owners:
                raise NotFound(f"{path} is not ours, or not any more")
            take_away(self._markers, marker, token)
        return Done(subject.physical_id)

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """No deed here has a second phase."""
        raise AssertionError(f"no second phase: {subject.cursor}")

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for the marker; one whose file was not written any more is cleared up."""
        with self._markers.held():
            marker = self._markers.of(token)
            if marker is None:
                return None
            path = Path(marker.path)
            there = content_digest(path)
            if not marker.was_made(there):
                undo(self._markers, marker)
                return None
            self._markers.write(msgspec.structs.replace(marker, sha256=there, before=None))
        return _done(token, path, want.properties)

    def _path(self, token: str, want: Want, ours: AbstractSet[str]) -> tuple[Path, str]:
        """Where it is to lie, and where its relative path begins ("" for an absolute one).

        That is the folder of its predecessor, so that whoever uses the folder need not follow; or one of its own.
        """
        path: str = want.properties["path"]
        if path.startswith("/"):
            return Path(path), ""
        base = next(filter(None, self._bases(want, ours)), "") or str(self._project.folder(token))
        return Path(base, path), base

    def _bases(self, want: Want, ours: AbstractSet[str]) -> Iterator[str]:
        for physical_id in filter(None, want.predecessors.values()):
            marker = self._markers.read(_parts(physical_id)[1])
            if marker is not None and marker.owners & ours:
                yield marker.base


def _look(path: Path, wanted: Wanted) -> Observation | None:
    try:
        status = path.stat(follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return None
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


def _tokens(want: Want) -> Iterator[str]:
    """Under which predecessors may have markers: one that was carried over kept that of its first life."""
    yield from want.predecessors
    for physical_id in filter(None, want.predecessors.values()):
        yield _parts(physical_id)[0]


def _done(token: str, path: Path, wanted: Wanted) -> Done:
    return Done(f"{token}:{path}", _attributes(path, wanted["content"].encode()))


def _like(mode: str, number: int) -> str:
    """The number in the notation of the property, so that equal ones look equal."""
    return mode if int(mode, 8) == number else f"{number:04o}"


def _attributes(path: Path, content: bytes) -> dict[str, Plain]:
    return {"path": str(path), "folder": str(path.parent), "sha256": digest(content), "size": len(content)}


def _taken(path: Path, marker: Marker | None) -> Diagnostic:
    detail = "another resource has made it" if marker else "it was not made by Setpoint"
    return Diagnostic(
        f"{path} is there already", detail=detail, advice="move it away, or choose another path"
    )


DRIVER = FileDriver
