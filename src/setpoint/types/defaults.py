"""Filling in a schema's defaults, also within maps and lists that are given; compiled once a type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from setpoint.model.diagnostic import Findings
from setpoint.model.value import Plain, Sensitive, Unknown, Value
from setpoint.types.checking import checker_of
from setpoint.types.notes import Notes
from setpoint.types.schema import Property, Shape

Filler: TypeAlias = Callable[[Value], Value]


class Defaults:
    """The defaults of named properties. What is filled in is shared: do not change it."""

    __slots__ = ("_fillers", "of")

    def __init__(self, fields: Mapping[str, Property]) -> None:
        """Compile those of ``fields``. Raises AssertionError for a default that its own schema refuses."""
        fillers = {name: _filler(field) for name, field in fields.items()}
        self._fillers = {name: fill for name, fill in fillers.items() if fill is not None}
        given = {name: field.default for name, field in fields.items() if field.default is not None}
        self.of: dict[str, Value] = {
            name: _normal(fields[name], value, name) for name, value in given.items()
        }
        """The default of each property that has one."""
        for name in self.of:
            self.of[name] = self.filled(name, self.of[name])

    def fill(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """``given``, in normal form, with what is absent."""
        found = {**self.of, **given}
        for name, fill in self._fillers.items():
            if name in given:
                found[name] = fill(given[name])
        return found

    def filled(self, name: str, value: Value) -> Value:
        """``value`` of property ``name`` with the defaults within it."""
        fill = self._fillers.get(name)
        return value if fill is None else fill(value)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to fill in."""
        return not (self.of or self._fillers)


def _normal(spec: Property, value: Plain, name: str) -> Value:
    findings = Findings()
    normal = checker_of(spec)(value, (name,), Notes("", lambda _path: None, findings))
    assert not findings.has_errors, f"default of {name}: {next(iter(findings))}"
    return normal


def _filler(spec: Property) -> Filler | None:
    """None when there is nothing to fill in anywhere within."""
    if spec.shape is Shape.MAP and spec.fields is not None:
        defaults = Defaults(spec.fields)
        return None if defaults.is_empty else _seeing_through(_filling_map(defaults))
    item = _filler(spec.items) if spec.items is not None else None
    return None if item is None else _seeing_through(_filling_items(item))


def _filling_map(defaults: Defaults) -> Filler:
    return lambda value: defaults.fill(value) if isinstance(value, Mapping) else value


def _filling_items(item: Filler) -> Filler:
    def fill(value: Value) -> Value:
        if isinstance(value, Mapping):
            return {key: item(part) for key, part in value.items()}
        return [item(part) for part in value] if isinstance(value, list) else value

    return fill


def _seeing_through(fill: Filler) -> Filler:
    def filled(value: Value) -> Value:
        if isinstance(value, Unknown):
            return value
        return Sensitive(fill(value.reveal())) if isinstance(value, Sensitive) else fill(value)

    return filled
