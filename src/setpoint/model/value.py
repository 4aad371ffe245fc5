"""Values as they flow from templates to clouds: plain data, secrets, and what is not known yet.

A value is JSON-like plain data in which, at any depth, a leaf may be :class:`Sensitive` (a secret that must never be
shown) or :class:`Unknown` (to be known when some resource has landed). Both travel through every function and join.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

Plain: TypeAlias = Any
"""None, bool, int, float, str, list or dict of these; str keys. (A recursive alias costs mypy more than it finds.)"""

Value: TypeAlias = Any
"""A :data:`Plain`, with Sensitive and Unknown leaves allowed."""

MASK = "******"


class Sensitive:
    """A secret. Shows itself as asterisks; equal when what it hides is equal."""

    __slots__ = ("_hidden",)

    def __init__(self, hidden: Plain) -> None:
        """Hide ``hidden`` (never another Sensitive: secrets do not nest)."""
        self._hidden: Plain = hidden.reveal() if isinstance(hidden, Sensitive) else hidden

    def reveal(self) -> Plain:
        """What is hidden: for drivers and functions, never for output."""
        return self._hidden

    def __eq__(self, other: object) -> bool:
        """Compare what is hidden, also with something that is not."""
        return bool(self._hidden == (other.reveal() if isinstance(other, Sensitive) else other))

    def __hash__(self) -> int:
        """Hash as what is hidden, so that equal things hash alike."""
        return hash(self._hidden)

    def __repr__(self) -> str:
        """Asterisks."""
        return MASK

    __str__ = __repr__


class Unknown(msgspec.Struct, frozen=True):
    """A value that will be known when the resources named in ``because`` have landed (``server.first_address``)."""

    because: tuple[str, ...]

    def __repr__(self) -> str:
        """As plans print it."""
        return f"(known after {', '.join(self.because)})"


_ATOMS = frozenset({str, int, float, bool, type(None)})
_LEAVES = _ATOMS | {Sensitive, Unknown}
"""Of these and of dicts and lists a value mostly is: told by one look, where asking for an abstract type takes long."""


def leaves(value: Value) -> Iterator[Value]:
    """Every leaf of ``value``, Sensitive and Unknown ones included."""
    kind = type(value)
    if kind in _LEAVES:
        yield value
    elif kind is dict or isinstance(value, Mapping):
        for item in value.values():
            yield from leaves(item)
    elif kind is list or (isinstance(value, Sequence) and not isinstance(value, (str, bytes))):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def unknowns(value: Value) -> tuple[str, ...]:
    """Why ``value`` is not fully known: the references it waits for, each once, in order. Empty when it is known."""
    found: dict[str, None] = {}
    for leaf in leaves(value):
        if isinstance(leaf, Unknown):
            found.update(dict.fromkeys(leaf.because))
    return tuple(found)


def is_known(value: Value) -> bool:
    """Whether no part of ``value`` is Unknown."""
    return not any(isinstance(leaf, Unknown) for leaf in leaves(value))


def is_sensitive(value: Value) -> bool:
    """Whether any part of ``value`` is a secret."""
    return any(isinstance(leaf, Sensitive) for leaf in leaves(value))


def reveal(value: Value) -> Value:
    """``value`` with its secrets in clear: for drivers and functions, never for output."""
    return _mapped(value, _bare)


def _bare(leaf: Value) -> Value:
    return leaf.reveal() if isinstance(leaf, Sensitive) else leaf


def as_far_as_known(value: Value) -> Value:
    """``value`` with its secrets in clear, and None for each part that is not known yet."""
    return _mapped(value, lambda leaf: None if isinstance(leaf, Unknown) else _bare(leaf))


def masked(value: Value) -> Value:
    """``value`` as it may be shown: secrets as asterisks, unknown parts in words."""

    def show(leaf: Value) -> Value:
        if isinstance(leaf, Sensitive):
            return MASK
        return repr(leaf) if isinstance(leaf, Unknown) else leaf

    return _mapped(value, show)


def _mapped(value: Value, change: Any) -> Value:
    kind = type(value)
    if kind in _LEAVES:
        return value if kind in _ATOMS else change(value)
    if kind is dict or isinstance(value, Mapping):
        return {key: item if type(item) in _ATOMS else _mapped(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mapped(item, change) for item in value]
    return change(value)
