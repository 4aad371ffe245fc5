"""A world on disk: it outlives the command, and several processes share it.

``world.json`` is the world as it was when it was last used by nobody else, written atomically; ``world.journal`` holds
what each deed has changed since, one JSON line a deed, appended before the deed is answered. So a deed costs what it
changes and not what the world holds, and after a ``kill -9`` the world is what it was. Nothing is flushed to the disk
itself: it is a simulation, and may be older after the machine has lost its power.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from setpoint.certify.simulated.world import Thing, World
from setpoint.model.errors import InvalidInput

FORMAT = 1


class _Whole(msgspec.Struct):
    """What ``world.json`` holds."""

    format: int
    seed: int
    made: int
    called: int
    things: list[Thing]


class _Changes(msgspec.Struct, omit_defaults=True):
    """One line of the journal."""

    made: int
    called: int
    put: list[Thing] = []
    drop: list[str] = []


def encode(world: World) -> bytes:
    """The whole world but the log of its calls, as JSON; equal worlds give equal bytes."""
    whole = _Whole(FORMAT, world.seed, world.made, world.called, list(world.things.values()))
    return msgspec.json.format(msgspec.json.encode(whole), indent=1)


def decode(content: bytes) -> World:
    """The world that was encoded. Raises InvalidInput for anything else."""
    world = World()
    _fill(world, content, "a simulated world")
    return world


def _fill(world: World, content: bytes, called: str) -> None:
    try:
        whole = msgspec.json.decode(content, type=_Whole)
    except msgspec.MsgspecError as problem:
        advice = "remove it, and the simulated cloud starts empty"
        raise InvalidInput.because(f"{called} cannot be read", detail=str(problem), advice=advice) from None
    if whole.format != FORMAT:
        raise InvalidInput.because(f"{called} is of format {whole.format}", detail=f"this is format {FORMAT}")
    world.seed, world.made, world.called = whole.seed, whole.made, whole.called
    for thing in whole.things:
        world.put(thing)


class SavedWorld:
    """Keeps one world in a folder. It is to be changed within :meth:`deed` only."""

    def __init__(self, folder: Path, world: World) -> None:
        """Fill ``world`` with what is in ``folder``; where there is nothing yet, put there what is in ``world``."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._world = world
        self._whole = folder / "world.json"
        self._journal = _opened(folder / "world.journal")
        self._users = _opened(folder / "world.users")
        self._taken_in = 0
        """How many bytes of the journal are in ``world`` already."""
        with self._alone():
            fcntl.flock(self._users, fcntl.LOCK_SH)
            if self._whole.exists():
                _fill(world, self._whole.read_bytes(), str(self._whole))
                self._catch_up()
            else:
                self._write_whole()

    def beside(self, name: str, world: World) -> SavedWorld:
        """A world of another name, in a folder within this one's."""
        return SavedWorld(self._whole.parent / "regions" / name.replace("/", "_"), world)

    def close(self) -> None:
        """Write the whole world where nobody else uses it, and let go of it."""
        with self._alone(), suppress(BlockingIOError):
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._catch_up()
            self._write_whole()
        os.close(self._users)
        os.close(self._journal)

    @contextmanager
    def deed(self) -> Iterator[None]:
        """The world is up to date and nobody else's; what is changed meanwhile is on disk at the end."""
        with self._alone():
            self._catch_up()
            try:
                yield
            finally:
                self._append()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        fcntl.flock(self._journal, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._journal, fcntl.LOCK_UN)

    def _catch_up(self) -> None:
        """Take in what others have written; cut off a line that was broken off by the end of its writer."""
        size = os.fstat(self._journal).st_size
        if size == self._taken_in:
            return
        lines, _, broken = os.pread(self._journal, size - self._taken_in, self._taken_in).rpartition(b"\n")
        for line in lines.splitlines():
            self._take_in(msgspec.json.decode(line, type=_Changes))
        self._world.take_touched()
        self._taken_in = size - len(broken)
        os.ftruncate(self._journal, self._taken_in)

    def _take_in(self, changes: _Changes) -> None:
        world = self._world
        world.made, world.called = max(world.made, changes.made), max(world.called, changes.called)
        for gone in changes.drop:
            if gone in world.things:
                world.drop(gone)
        for thing in changes.put:
            world.put(thing)

    def _append(self) -> None:
        world = self._world
        touched = world.take_touched()
        if touched:
            put = [world.things[one] for one in touched if one in world.things]
            drop = [one for one in touched if one not in world.things]
            line = msgspec.json.encode(_Changes(world.made, world.called, put, drop)) + b"\n"
            os.write(self._journal, line)
            self._taken_in += len(line)

    def _write_whole(self) -> None:
        """Replace ``world.json`` in one go, then empty the journal. In between, the journal says nothing new."""
        draft = self._whole.with_suffix(".draft")
        descriptor = _opened(draft)
        with os.fdopen(descriptor, "wb") as file:
            file.write(encode(self._world))
        draft.replace(self._whole)
        os.ftruncate(self._journal, 0)
        self._taken_in = 0
        self._world.take_touched()


def _opened(path: Path) -> int:
    """For reading and appending, by nobody but the user: properties of things may be secrets."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
