"""What is known of tokens, each for a while: bounded, and without the tokens themselves."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from typing import Generic, TypeVar

Known = TypeVar("Known")


class Fingerprints:
    """Tokens as keys from which nobody gets them back: digests under a key that this process alone has."""

    def __init__(self) -> None:
        """Choose a key."""
        self._key = secrets.token_bytes(32)

    def of(self, token: str) -> bytes:
        """The fingerprint of ``token``."""
        return blake2b(token.encode(), key=self._key, digest_size=32).digest()


class Cache(Generic[Known]):
    """The ``most`` that were asked for last, each until its time is over. ``now`` is in seconds; it never goes back."""

    def __init__(self, most: int, now: Callable[[], float]) -> None:
        """Know nothing."""
        self._most = most
        self._now = now
        self._known: OrderedDict[bytes, tuple[float, Known]] = OrderedDict()

    def get(self, key: bytes) -> Known | None:
        """What is known of ``key``; None for nothing, or not any more."""
        found = self._known.get(key)
        if found is None:
            return None
        if self._now() >= found[0]:
            del self._known[key]
            return None
        self._known.move_to_end(key)
        return found[1]

    def put(self, key: bytes, known: Known, seconds: float) -> None:
        """Know it for so long."""
        if seconds > 0:
            self._known[key] = self._now() + seconds, known
            self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)

    def drop(self, which: Callable[[Known], bool]) -> None:
        """Forget those."""
        for key in [key for key, (_, known) in self._known.items() if which(known)]:
            del self._known[key]

    def __len__(self) -> int:
        """How many are known, those included whose time is over and that nobody has asked for since."""
        return len(self._known)
