"""``digest``: a text's hash, in hexadecimal digits (HOT guide, "digest")."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from setpoint.templates.functions.arguments import Items, a_text
from setpoint.templates.functions.calls import Strict

NAME: Final = "digest"

SHAPE = Items("[algorithm, text]", 2, 2)


def digest(arguments: Any) -> str:
    """Hash the second argument, a text of Latin-1 characters, by the algorithm that the first names."""
    algorithm, value = SHAPE.of(arguments)
    name = a_text(algorithm, "the algorithm").lower()
    if name not in hashlib.algorithms_available or name.startswith("shake"):
        known = sorted(one for one in hashlib.algorithms_guaranteed if not one.startswith("shake"))
        raise ValueError(f"'{algorithm}' is no algorithm; there are {', '.join(known)}")
    return hashlib.new(name, _latin(a_text(value, "the value")), usedforsecurity=False).hexdigest()


def _latin(value: str) -> bytes:
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError as problem:
        raise ValueError(f"the value has '{value[problem.start]}', which is not in Latin-1") from None


build = Strict(NAME, digest, SHAPE).build
