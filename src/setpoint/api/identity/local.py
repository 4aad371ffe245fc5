"""Without Keystone: one token, in a file that only its owner can read. Who can read it may do everything.

For a machine of one's own: it makes no difference between people, so it is no protection where several may connect who
are not to see each other's stacks.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from pathlib import Path

from setpoint.api.caller import Caller, Unauthorized
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import ProjectId
from setpoint.store.home import FILE_MODE, Home, sync_folder

NAME = "token"
"""Of the file, in the data folder."""

BYTES = 32
"""Of chance, in a token."""

_LONGEST = 4096

CALLER = Caller(
    project=ProjectId("local"),
    user="local",
    user_name="local",
    project_name="local",
    roles=frozenset({"admin", "member", "reader"}),
)
"""Everybody who has the token. The stacks are those of the command line."""


class LocalIdentity:
    """Whoever has the token of the data folder."""

    def __init__(self, home: Path) -> None:
        """Use the data folder ``home``; the token is made when there is none yet."""
        self._home = Home(home)
        self._token = b""

    @property
    def path(self) -> Path:
        """The file with the token."""
        return self._home.path / NAME

    async def open(self) -> None:
        """Read the token. Raises InvalidInput for a file that others can read, or that holds none."""
        self._home.make()
        if not os.path.lexists(self.path):
            _make(self.path)
        self._token = _read(self.path).encode()

    async def caller(self, token: str, service_token: str = "") -> Caller:
        """Everybody's Caller. Raises Unauthorized for another token."""
        if not self._token or not hmac.compare_digest(token.encode(errors="replace"), self._token):
            raise Unauthorized
        return CALLER

    async def close(self) -> None:
        """Forget the token."""
        self._token = b""


def _make(path: Path) -> None:
    """Whole or not at all; of several who make it at once, one wins."""
    draft = path.with_name(f"{NAME}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{secrets.token_urlsafe(BYTES)}\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as problem:
        raise _unusable(path, "cannot be made", problem.strerror or str(problem)) from None


def _read(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            seen = os.fstat(file.fileno())
            if not stat.S_ISREG(seen.st_mode):
                raise _unusable(path, "is no file")
            if seen.st_mode & 0o077 or seen.st_uid != os.geteuid():
                raise _not_private(path, seen)
            content = file.read(_LONGEST)
    except OSError as problem:
        raise _unusable(path, "cannot be read", problem.strerror or str(problem)) from None
    token = content.decode("ascii", errors="replace").strip()
    if len(token) < BYTES or not token.isprintable() or not token.isascii():
        raise _unusable(path, "holds no token", f"of at least {BYTES} letters, digits, '-' and '_'")
    return token


def _not_private(path: Path, seen: os.stat_result) -> InvalidInput:
    mode = stat.S_IMODE(seen.st_mode)
    return InvalidInput.because(
        f"the token in {path} may be known to others",
        detail=f"its mode is {mode:04o}, its owner's id {seen.st_uid}; it must be 0600 and {os.geteuid()}",
        advice=f"remove it: `rm {path}`; a new one is made when the service starts",
    )


def _unusable(path: Path, what: str, why: str = "") -> InvalidInput:
    return InvalidInput.because(
        f"the file with the token, {path}, {what}",
        detail=why,
        advice="remove it, and a new one is made; or choose another data folder",
    )
