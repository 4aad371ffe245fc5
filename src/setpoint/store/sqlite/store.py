"""An open store on SQLite: its connections, its key and its locks, put together."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Self

from setpoint.model.credential import CredentialIntent
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.stack import ProjectId
from setpoint.store.findings import tell
from setpoint.store.home import ROTATING, Home
from setpoint.store.leftovers import file_findings, tidy
from setpoint.store.locks import FileLocks, Lock, Locks, MemoryLocks
from setpoint.store.secrets import Keyring
from setpoint.store.sqlite import work
from setpoint.store.sqlite.connection import Readers, open_file, open_memory
from setpoint.store.sqlite.examine import record_findings
from setpoint.store.sqlite.reading import Reader
from setpoint.store.sqlite.records import ProjectRecords
from setpoint.store.sqlite.sealed import SEALED, seal_again
from setpoint.store.sqlite.writer import InlineWriter, ThreadWriter, Transaction, Writer


class SqliteStore:
    """The store of one data folder; or, for None, in the memory of this thread."""

    def __init__(self, home: Home | None, *, inline: bool = False, whatever_the_key: bool = False) -> None:
        """Open it. Raises InvalidInput when the folder, the database or the key cannot be used."""
        self._home = home
        self._most_events = 0
        self._told: list[Callable[[frozenset[str]], None]] = []
        self._life: tuple[str, Lock | None] | None = None
        connection = open_file(home, whatever_the_key=whatever_the_key) if home else open_memory()
        self._readers = Readers(home.database) if home else Readers(None, connection)
        self._keyring = Keyring(home.key if home else None)
        self._locks: Locks = FileLocks(home.run) if home else MemoryLocks()
        writer = InlineWriter if inline or not home else ThreadWriter
        self._writer: Writer = writer(connection, self._committed)
        self._reader = Reader(self._readers, self._keyring)

    @property
    def home(self) -> Path | None:
        """The data folder; None in memory."""
        return self._home.path if self._home else None

    def project(self, project: ProjectId) -> ProjectRecords:
        """One project's records."""
        return ProjectRecords(
            project, self._reader, self._writer, self._keyring, self._locks, lambda: self._most_events
        )

    def keep_events(self, most: int) -> None:
        """Keep about so many events of each stack from now on, and let go of the oldest; 0 keeps all."""
        self._most_events = most

    def every_project(self) -> list[ProjectId]:
        """The projects that have, or had, stacks."""
        return work.projects(self._reader)

    def project_of(self, stack: str) -> ProjectId | None:
        """The project that has a stack of that id, or has one nested in a stack; None where none has."""
        return work.project_of(self._reader, stack)

    def begun(self) -> work.Work:
        """The living stacks of all projects that are in progress, oldest first. It looks at every one."""
        return work.begun(self._reader)

    def asked(self) -> work.Work:
        """The living stacks of all projects of which something is asked, oldest first."""
        return work.asked(self._reader)

    def unpublished(self) -> work.Work:
        """The living stacks of all projects with events that have not left for their sinks yet, oldest first."""
        return work.unpublished(self._reader)

    def spent_credentials(self) -> list[CredentialIntent]:
        """The intents to have a credential made that no living stack has, nor a request brings."""
        return work.spent(self._reader)

    def sign_of_life(self) -> str:
        """A name that is this process's own: :meth:`is_alive` for as long as the store is open, and no longer."""
        if self._life is None:
            name = f"process-{uuid.uuid4()}"
            self._life = name, self._locks.take(name)
        return self._life[0]

    def is_alive(self, name: str) -> bool:
        """Whether the process is there that had this for its sign of life."""
        return self._locks.is_taken(name)

    def after_commit(self, tell: Callable[[frozenset[str]], None]) -> None:
        """Have ``tell`` called after each commit, with the ids of the stacks that it touched."""
        self._told.append(tell)

    def examine(self, *, repair: bool = False) -> list[Diagnostic]:
        """What is damaged or was left by a crash, mended where that is asked for and safe."""
        found = tell(file_findings(self._home), repair=repair) if self._home else []
        return found + tell(
            record_findings(self._reader, self._writer, self._keyring, self._locks), repair=repair
        )

    def tidy(self) -> None:
        """Remove what killed processes have left and nobody needs: the files of their locks."""
        if self._home is not None:
            tidy(self._home)

    def rotate_key(self) -> int:
        """Encrypt all secrets with a new key, and forget the old one; how many there are."""
        assert self._home, "a key that lives in memory needs no rotation"
        sealed: list[int] = []
        lock = FileLocks(self._home.run).wait_for(ROTATING)
        try:
            self._keyring.rotate(lambda anew: sealed.append(self._writer.run(_sealing(anew))))
        finally:
            lock.release()
        return sealed[0]

    def close(self) -> None:
        """Commit what is queued, and let go of the file."""
        if self._life is not None and self._life[1] is not None:
            self._life[1].release()
        self._life = None
        self._writer.close()
        self._readers.close()

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _committed(self, stacks: frozenset[str]) -> None:
        for told in self._told:
            told(stacks)


def _sealing(anew: Callable[[bytes], bytes]) -> Callable[[Transaction], int]:
    def sealed_anew(transaction: Transaction) -> int:
        return sum(seal_again(transaction.connection, table, anew) for table in SEALED)

    return sealed_anew
