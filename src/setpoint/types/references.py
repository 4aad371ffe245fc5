"""What a resource's properties name: things that a cloud has, each with the custom constraint that asks for its kind.

Heat's schemas say so by constraints; where they say nothing, a type's declarations do (``refers``). Compiled once a
type, as checking is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from setpoint.model.expression import ListOf, MapOf
from setpoint.model.value import Value
from setpoint.types.constraints.asked_of_clouds import NAMES
from setpoint.types.notes import Path
from setpoint.types.schema import Property


class Reference(msgspec.Struct, frozen=True):
    """``name``, a name or an id, stands at ``path``. ``kind`` is a custom constraint's name: ``nova.flavor``."""

    path: Path
    kind: str
    name: str


class References:
    """Finds what named properties refer to: those of a type, or those inside a map."""

    __slots__ = ("_parts",)

    def __init__(self, fields: Mapping[str, Property]) -> None:
        """Compile ``fields``."""
        parts = {name: _Part(field) for name, field in fields.items()}
        self._parts = {name: part for name, part in parts.items() if part.is_any}

    @property
    def is_any(self) -> bool:
        """Whether there is anything that may name something."""
        return bool(self._parts)

    def within(self, properties: Mapping[str, Any], path: Path = ()) -> Iterator[Reference]:
        """What is named in clear; values may hold expressions, which name nothing yet, and so may Unknown ones."""
        for name, part in self._parts.items():
            value = properties.get(name)
            if value is not None:
                yield from part.within(value, (*path, name))


class _Part:
    """One property, or one part of one."""

    __slots__ = ("_fields", "_items", "_kind")

    def __init__(self, spec: Property) -> None:
        self._kind = spec.refers or _asked(spec)
        self._fields = References(spec.fields) if spec.fields is not None else None
        self._items = _Part(spec.items) if spec.items is not None else None

    @property
    def is_any(self) -> bool:
        below = (self._fields, self._items)
        return bool(self._kind) or any(one is not None and one.is_any for one in below)

    def within(self, value: Value, path: Path) -> Iterator[Reference]:
        if isinstance(value, str):
            if self._kind and value:
                yield Reference(path, self._kind, value)
        elif isinstance(value, (list, tuple, ListOf)):
            yield from self._each(value.items if isinstance(value, ListOf) else value, path)
        elif isinstance(value, (Mapping, MapOf)) and self._fields is not None:
            yield from self._fields.within(value.items if isinstance(value, MapOf) else value, path)

    def _each(self, items: Sequence[Value], path: Path) -> Iterator[Reference]:
        part = self._items if self._items is not None and self._items.is_any else self
        for index, item in enumerate(items):
            yield from part.within(item, (*path, index))


def _asked(spec: Property) -> str:
    names = (str(note.get("custom_constraint")) for note in spec.constraints)
    return next((name for name in names if name in NAMES), "")
