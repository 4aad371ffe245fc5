"""A record with its secrets beside it, all of them as one: for what belongs to a project and to no stack.

The body is as the codec writes it, and refers to its secrets by their numbers in that list.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from setpoint.model.errors import InvalidInput
from setpoint.model.value import Value
from setpoint.store.codec import Encoder, Reveal, references

_Secrets = list[msgspec.Raw]
_decoder = msgspec.json.Decoder(_Secrets)


class Parted(NamedTuple):
    """A record as JSON, without its secrets; and those, as JSON ("" where there are none)."""

    body: str
    secrets: bytes


def part(value: Value) -> Parted:
    """``value``, a struct of the model. Raises AssertionError for anything Unknown in it."""
    secrets: _Secrets = []

    def hide(secret: bytes) -> str:
        secrets.append(msgspec.Raw(secret))
        return str(len(secrets) - 1)

    body = Encoder(hide).encode(value)
    return Parted(body, msgspec.json.encode(secrets) if secrets else b"")


def revealing(secrets: bytes) -> Reveal:
    """What gives back the secrets that were parted from a body; it raises InvalidInput for one that is lost."""
    found = _decoder.decode(secrets) if secrets else []

    def reveal(number: str) -> bytes:
        if int(number) >= len(found):
            raise InvalidInput.because(
                "a secret is missing from the store",
                detail=f"a record refers to its secret {number}",
                advice="run `setpoint doctor` to see what is damaged",
            )
        return bytes(found[int(number)])

    return reveal


def is_whole(body: str, secrets: bytes) -> bool:
    """Whether the body refers to no secret that is not there."""
    return all(int(number) < len(_decoder.decode(secrets or b"[]")) for number in references(body))
