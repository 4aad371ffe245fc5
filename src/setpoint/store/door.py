"""The door of the store: opening one, and what an open one offers beyond its projects' records."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self

from setpoint.model.credential import CredentialIntent
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import ProjectId, StackId
from setpoint.store.findings import tell
from setpoint.store.home import Home
from setpoint.store.leftovers import file_findings
from setpoint.store.records import Records
from setpoint.store.sqlite.store import SqliteStore


class Store(Protocol):
    """An open store. Threads may share it, unless it is in memory."""

    @property
    def home(self) -> Path | None:
        """The data folder; None in memory."""
        ...

    def project(self, project: ProjectId) -> Records:
        """One project's records: the only way to any record."""
        ...

    def every_project(self) -> list[ProjectId]:
        """The projects that have, or had, stacks: the one way to look across them, each then by its own records.

        For the list that ``stacks:global_index`` allows, and for nothing else.
        """
        ...

    def project_of(self, stack: str) -> ProjectId | None:
        """The project that has a stack of that id, or has one nested in a stack; None where none has.

        For administrators, who may work in any project, and for nobody else.
        """
        ...

    def begun(self) -> list[tuple[ProjectId, StackId]]:
        """The living stacks of all projects that are in progress, oldest first. It looks at every one."""
        ...

    def asked(self) -> list[tuple[ProjectId, StackId]]:
        """The living stacks of all projects of which something is asked, oldest first."""
        ...

    def unpublished(self) -> list[tuple[ProjectId, StackId]]:
        """The living stacks of all projects with events that have not left for their sinks yet, oldest first."""
        ...

    def spent_credentials(self) -> list[CredentialIntent]:
        """The intents to have a credential made, of all projects, that no living stack has, nor a request brings.

        It looks at every stack.
        """
        ...

    def sign_of_life(self) -> str:
        """A name that is this process's own: :meth:`is_alive` for as long as the store is open, and no longer."""
        ...

    def is_alive(self, name: str) -> bool:
        """Whether the process is there that had this for its sign of life."""
        ...

    def keep_events(self, most: int) -> None:
        """Keep about so many events of each stack from now on, and let go of the oldest; 0 keeps all, as at first.

        What this process writes is trimmed as it is written, PURGE events at a time.
        """
        ...

    def after_commit(self, tell: Callable[[frozenset[str]], None]) -> None:
        """Have ``tell`` called after each commit made here, with the ids of the stacks of which something was written.

        It is called in the writer's thread (in the caller, when inline), must be quick, and must not raise.
        """
        ...

    def examine(self, *, repair: bool = False) -> list[Diagnostic]:
        """Look for damage (errors) and for what a crash left behind (warnings); mend what is safe to mend.

        What was mended is told all the same, with ``mended`` as its advice.
        """
        ...

    def tidy(self) -> None:
        """Remove what killed processes have left and nobody needs: the files of their locks."""
        ...

    def rotate_key(self) -> int:
        """Encrypt all secrets with a new key, and forget the old one; how many there are.

        Other processes may go on meanwhile. Killed anywhere, the store stays readable, and it can be repeated.
        Raises InvalidInput when a secret cannot be decrypted.
        """
        ...

    def close(self) -> None:
        """Commit what is queued, and let go of the file. Safe to repeat."""
        ...

    def __enter__(self) -> Self:
        """The store itself."""
        ...

    def __exit__(self, *_: object) -> None:
        """Close it."""
        ...


def open_store(home: Path | None, *, inline: bool = False) -> Store:
    """Open the store in the data folder ``home``, which is made when it is missing; or, for None, a new one in memory.

    ``inline`` commits in the caller, without a thread: for virtual time. A store in memory always does.
    Raises InvalidInput when the folder, the database or the key cannot be used.
    """
    return SqliteStore(Home(home) if home else None, inline=inline)


def examine(home: Path, *, repair: bool = False) -> list[Diagnostic]:
    """As :meth:`Store.examine`, also for a store that cannot be opened; makes nothing where there is none."""
    place = Home(home)
    if not place.database.exists():
        return tell(file_findings(place), repair=repair)
    try:
        with SqliteStore(place, inline=True, whatever_the_key=True) as store:
            return store.examine(repair=repair)
    except InvalidInput as refused:
        return [*tell(file_findings(place), repair=repair), *refused.diagnostics]


def engine_version() -> str:
    """What the store is kept by, with its version."""
    return f"SQLite {sqlite3.sqlite_version}"
