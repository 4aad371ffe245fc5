"""Examining a data folder's files: who may read them, and what killed processes left in ``run/``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from setpoint.model.errors import InvalidInput
from setpoint.store.findings import Finding, damage, leftover
from setpoint.store.home import FILE_MODE, FOLDER_MODE, MAKING, ROTATING, Home, is_private
from setpoint.store.locks import FileLocks
from setpoint.store.secrets import drafts, read_keys
from setpoint.store.sockets import WAKE, is_answered


def file_findings(home: Home) -> Iterator[Finding]:
    """What is wrong with the files of a data folder, the database's content apart."""
    if not home.path.exists():
        return
    yield from _modes(home)
    yield from _key(home)
    yield from _locks(home)
    yield from _sockets(home)


def _modes(home: Home) -> Iterator[Finding]:
    wanted = {home.path: FOLDER_MODE, home.database: FILE_MODE, home.key: FILE_MODE}
    for path, mode in wanted.items():
        if path.exists() and not is_private(path):
            summary = f"{path} can be used by others than its owner"
            yield Finding(damage(summary, advice=f"chmod {mode:o} {path}"), _chmod(path, mode))


def _chmod(path: Path, mode: int) -> Callable[[], object]:
    return lambda: path.chmod(mode)


def _key(home: Home) -> Iterator[Finding]:
    if not home.database.exists() or (home.key.exists() and not is_private(home.key)):
        return  # nothing to open yet; or told already
    try:
        keys = read_keys(home.key)
    except InvalidInput as refused:
        yield from map(Finding, refused.diagnostics)
        return
    locks = FileLocks(home.run)
    if locks.is_taken(ROTATING) or locks.is_taken(MAKING):
        return  # somebody is at it
    if len(keys) > 1:
        summary = f"an exchange of the key was cut off: {home.key} holds {len(keys)} keys"
        advice = "`setpoint doctor --rotate-key` carries it through"
        yield Finding(leftover(summary, "all secrets can be read", advice=advice))
    for draft in drafts(home.key):
        summary = f"a killed process left the draft of a key file {draft}"
        yield Finding(leftover(summary, "there are keys in it", advice="repair removes it"), _remove(draft))


def _locks(home: Home) -> Iterator[Finding]:
    locks = FileLocks(home.run)
    for name in locks.left_behind():
        summary = f"a killed process left the lock file {home.run / name}.lock"
        yield Finding(leftover(summary, "nobody holds it", advice="none needed"), _remove_lock(locks, name))


def tidy(home: Home) -> None:
    """Remove the lock files that killed processes have left; whoever makes one meanwhile has it."""
    locks = FileLocks(home.run)
    for name in locks.left_behind():
        _remove_lock(locks, name)()


def _remove_lock(locks: FileLocks, name: str) -> Callable[[], object]:
    def mend() -> None:
        if lock := locks.take(name):
            lock.release()

    return mend


def _sockets(home: Home) -> Iterator[Finding]:
    for path in sorted(home.run.glob(WAKE)):
        if not is_answered(path):
            summary = f"a killed process left the socket {path}"
            yield Finding(leftover(summary, "nobody listens on it", advice="none needed"), _remove(path))


def _remove(path: Path) -> Callable[[], object]:
    return lambda: path.unlink(missing_ok=True)
