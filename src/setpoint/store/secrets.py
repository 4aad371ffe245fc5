"""Secrets at rest: the key file, and what is done with its keys.

The key file holds Fernet keys, one a line, the newest first: it encrypts, and all of them decrypt, so that a rotation
can be interrupted anywhere. A secret's id is a keyed digest of its stack and what it hides: equal secrets of one stack
share a row, and nobody without the key can confirm a guess.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hmac
import os
import tempfile
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from setpoint.model.errors import InvalidInput
from setpoint.store.home import is_private, sync_folder

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet  # imported when the first secret comes: it takes 0.1 s

_KEY_BYTES = 32
_ID_CHARACTERS = 32

Stamp = tuple[int, int, int] | None
"""What tells one content of the key file from another: inode, time of change in ns, and size."""


class Keyring:
    """The keys of one store. It notices by itself when another process rotates them. Threads may share it."""

    def __init__(self, path: Path | None) -> None:
        """Use the key file at ``path``; None for a key that lives and dies with this process."""
        self._path = path
        self._keys = None if path else _Keys([new_key()], None)

    def look(self) -> None:
        """Take up the keys of this moment. Whoever reads does so before the database is looked at.

        So what was sealed with an old key by then can be opened, even when that is let go of in the meantime.
        """
        if self._path and not (self._keys and self._keys.stamp == _stamp(self._path)):
            with contextlib.suppress(InvalidInput):  # told when a secret is to be opened
                self._anew()

    def identify(self, stack: str, secret: bytes) -> str:
        """The id of a secret of a stack."""
        text = stack.encode() + b"\0" + secret
        return hmac.digest(self._current().naming, text, "sha256").hex()[:_ID_CHARACTERS]

    def seal(self, secret: bytes) -> bytes:
        """Encrypt with the newest key. Call it only while the database is locked for writing: see :meth:`rotate`."""
        if self._path and self._keys and self._keys.stamp != _stamp(self._path):
            self._keys = None
        return self._current().cipher.encrypt(secret)

    def open(self, sealed: bytes) -> bytes:
        """Decrypt. Raises InvalidInput when no key fits."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see above

        with contextlib.suppress(InvalidToken):
            return self._current().cipher.decrypt(sealed)
        try:
            return self._anew().cipher.decrypt(sealed)  # another process may have rotated since we looked
        except InvalidToken:
            raise self._no_key_fits() from None

    def _no_key_fits(self) -> InvalidInput:
        return InvalidInput.because(
            "a secret cannot be decrypted",
            detail=f"no key in {self._path} fits it",
            advice="put back the key file that belongs to this data folder",
        )

    def rotate(self, seal_again: Callable[[Callable[[bytes], bytes]], None]) -> None:
        """Make a new key, have everything encrypted with it, and let go of the old ones.

        ``seal_again`` is called with a function from old to new ciphertext, and commits in one transaction. Whoever
        seals later does so under the database's write lock, looks at the key file first, and finds the new key there;
        hence nothing is left under an old key when that is removed. A crash in between leaves all keys in place.

        Raises InvalidInput when a secret cannot be decrypted; then all keys stay, too.
        """
        assert self._path is not None, "a key that lives in memory needs no rotation"
        remove_drafts(self._path)
        key = new_key()
        write_keys(self._path, [key, *read_keys(self._path)])
        self._anew()
        seal_again(self._seal_again)
        write_keys(self._path, [key])
        self._anew()

    def _seal_again(self, sealed: bytes) -> bytes:
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see above

        try:
            return self._current().cipher.rotate(sealed)
        except InvalidToken:
            raise self._no_key_fits() from None

    def _current(self) -> _Keys:
        return self._keys or self._anew()

    def _anew(self) -> _Keys:
        if self._path:
            stamp = _stamp(self._path)  # before the content: a change in between is then noticed
            self._keys = _Keys(read_keys(self._path), stamp)
        assert self._keys is not None, "keys are in a file or in memory"
        return self._keys


class _Keys:
    """One content of the key file."""

    def __init__(self, keys: list[bytes], stamp: Stamp) -> None:
        self._keys = keys
        self.stamp = stamp

    @cached_property
    def naming(self) -> bytes:
        return hmac.digest(self._keys[0], b"ids of secrets", "sha256")

    @cached_property
    def cipher(self) -> MultiFernet:
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - see above

        return MultiFernet([Fernet(key) for key in self._keys])


def new_key() -> bytes:
    """A fresh Fernet key."""
    return base64.urlsafe_b64encode(os.urandom(_KEY_BYTES))


def make_key(path: Path) -> None:
    """Write a key file with one fresh key, unless there is one by now."""
    draft = _draft(path, [new_key()])
    try:
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        sync_folder(path.parent)
    finally:
        draft.unlink()


def write_keys(path: Path, keys: Iterable[bytes]) -> None:
    """Replace the key file's content; a reader finds the old content or the new one."""
    _draft(path, keys).replace(path)
    sync_folder(path.parent)


def check_key(path: Path) -> None:
    """Raises InvalidInput when others than its owner may use the key file."""
    try:
        safe = is_private(path)
    except OSError as error:
        raise _cannot_read(path, error) from error
    if not safe:
        raise InvalidInput.because(
            f"the key file {path} can be used by others than its owner",
            detail=f"its mode is {path.stat().st_mode & 0o777:04o} and must be 0600, for it opens every secret",
            advice=f"chmod 600 {path}; where somebody else may have read it, rotate the key as well",
        )


def read_keys(path: Path) -> list[bytes]:
    """The keys in the file, newest first. Raises InvalidInput for a file that is not safe or holds something else."""
    check_key(path)
    try:
        keys = path.read_bytes().split()
    except OSError as error:
        raise _cannot_read(path, error) from error
    if not keys or not all(_is_key(key) for key in keys):
        raise InvalidInput.because(
            f"{path} is no key file",
            detail="it must hold Fernet keys, one a line",
            advice="put back the key file that belongs to this data folder",
        )
    return keys


def _cannot_read(path: Path, error: OSError) -> InvalidInput:
    return InvalidInput.because(
        f"the key file {path} cannot be read",
        detail=error.strerror or str(error),
        advice="put back the key file that belongs to this data folder: without it no secret can be decrypted",
    )


def _is_key(key: bytes) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key)) == _KEY_BYTES
    except binascii.Error:
        return False


def drafts(path: Path) -> list[Path]:
    """Key files that were being written; those that nobody is writing any more were left by killed processes."""
    return sorted(path.parent.glob(f".{path.name}-*"))


def remove_drafts(path: Path) -> None:
    """Remove what killed processes have left, for there are keys in it."""
    for draft in drafts(path):
        draft.unlink(missing_ok=True)


def _draft(path: Path, keys: Iterable[bytes]) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # 0600 from the start
    with os.fdopen(descriptor, "wb") as file:
        file.write(b"".join(key + b"\n" for key in keys))
        file.flush()
        os.fsync(descriptor)
    return Path(name)


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
