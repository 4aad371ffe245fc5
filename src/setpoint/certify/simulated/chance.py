"""Chance that happens again: a number drawn from what is asked, and from nothing else.

No generator is kept, so that a world read back from disk goes on exactly as if it had never been away.
"""

from __future__ import annotations

import uuid
from hashlib import blake2b

Span = float | tuple[float, float]
"""Seconds: always as many, or anything between two (evenly)."""


def chance(*about: object) -> float:
    """A number from 0 (included) to 1 (excluded); the same one for the same arguments."""
    return int.from_bytes(_digest(about, 7), "big") / (1 << 56)


def within(span: Span, *about: object) -> float:
    """A number within ``span``; the same one for the same arguments."""
    if not isinstance(span, tuple):
        return span
    least, most = span
    return least + (most - least) * chance(*about)


def new_uuid(*about: object) -> str:
    """A UUID; the same one for the same arguments."""
    return str(uuid.UUID(bytes=_digest(about, 16), version=4))


def fingerprint(value: object) -> str:
    """What stands for a secret that the world must recognise and must not hold."""
    return f"(fingerprint {_digest((value,), 8).hex()})"


def _digest(about: tuple[object, ...], size: int) -> bytes:
    return blake2b(repr(about).encode(), digest_size=size).digest()
