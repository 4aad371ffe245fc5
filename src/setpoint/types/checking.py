"""Checking values against a schema, and bringing them into normal form; compiled once a type, run once a resource.

A checker takes a value, the path to it and the notes; it notes every problem and returns the normal form: coerced,
nulls left out, old names replaced by today's, plain lists and dicts. What is Unknown passes as it is; a secret is
looked into, and stays one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from setpoint.model.value import Sensitive, Unknown, Value, is_known, is_sensitive, reveal
from setpoint.types import constraints
from setpoint.types.coercion import COERCIONS, EXACT, is_storable
from setpoint.types.constraints import AllowedValues, Length, Named, Rule
from setpoint.types.constraints.asked_of_clouds import NAMES as ASKED_OF_CLOUDS
from setpoint.types.notes import Notes, Path
from setpoint.types.schema import Property, Shape, Support

Checker: TypeAlias = Callable[[Value, Path, Notes], Value]


class Fields:
    """Checks a map of named properties: those of a type, or those inside a map."""

    __slots__ = ("_checkers", "_deprecated", "_names", "_renamed", "_required")

    def __init__(self, fields: Mapping[str, Property]) -> None:
        """Compile ``fields``."""
        self._checkers = {name: checker_of(field) for name, field in fields.items()}
        self._required = tuple(name for name, field in fields.items() if field.required)
        self._renamed = {name: field.renamed_to for name, field in fields.items() if field.renamed_to}
        self._deprecated = frozenset(n for n, field in fields.items() if field.support is Support.DEPRECATED)
        self._names = [name for name, field in fields.items() if field.support is not Support.HIDDEN]

    def check(self, given: Mapping[str, Value], path: Path, notes: Notes) -> dict[str, Value]:
        """Return ``given`` in normal form."""
        checkers = self._checkers
        found: dict[str, Value] = {}
        for name, value in given.items():
            checker = checkers.get(name)
            if checker is None:
                notes.unknown((*path, name), self._names)
            elif value is not None and (normal := checker(value, (*path, name), notes)) is not None:
                found[name] = normal
        if self._deprecated:
            self._warn(found, path, notes)
        if self._renamed:
            self._rename(found, path, notes)
        for name in self._required:
            if name not in found:
                notes.missing((*path, name))
        return found

    def _warn(self, found: Mapping[str, Value], path: Path, notes: Notes) -> None:
        for name in found:
            if name in self._deprecated:
                notes.deprecated((*path, name))

    def _rename(self, found: dict[str, Value], path: Path, notes: Notes) -> None:
        for old, new in self._renamed.items():
            if old not in found:
                continue
            if new in found:
                notes.wrong((*path, old), f"says the same as {new}: give only that one", found[old])
            found[new] = found.pop(old)


def checker_of(spec: Property) -> Checker:
    """Compile the checker of one property."""
    if spec.shape is Shape.MAP:
        check = _map(spec)
    elif spec.shape is Shape.LIST:
        check = _list(spec)
    elif spec.shape is Shape.ANY:
        check = _any
    else:
        return _single(spec)
    return _seeing_through(check, always=spec.is_sensitive)


def _single(spec: Property) -> Checker:
    exact, coerce = EXACT[spec.shape], COERCIONS[spec.shape]
    rules = tuple(_of_shape(rule, coerce) for rule in _rules(spec))

    def slow(value: Value, path: Path, notes: Notes) -> Value:
        try:
            normal = coerce(value)
        except ValueError as problem:
            notes.wrong(path, str(problem), value)
            return value
        _keep(rules, normal, path, notes)
        return normal

    careful = _seeing_through(slow, always=spec.is_sensitive)
    if exact is None or rules or spec.is_sensitive:
        return careful

    def quick(value: Value, path: Path, notes: Notes) -> Value:
        return value if type(value) is exact else careful(value, path, notes)

    return quick


def _seeing_through(check: Checker, *, always: bool) -> Checker:
    """Let Unknown pass, look into secrets, and make secrets of what the schema calls one."""

    def checked(value: Value, path: Path, notes: Notes) -> Value:
        if isinstance(value, Unknown):
            return value
        if not (always or isinstance(value, Sensitive)):
            return check(value, path, notes)
        bare = value.reveal() if isinstance(value, Sensitive) else value
        if bare is None:
            return None
        before, notes.is_secret = notes.is_secret, True
        normal = check(bare, path, notes)
        notes.is_secret = before
        return hide(normal)

    return checked


def _any(value: Value, path: Path, notes: Notes) -> Value:
    found = plain(value)
    if not _is_storable(found):
        notes.wrong(path, "must hold finite numbers of at most 64 bits", value)
    return found


def _is_storable(value: Value) -> bool:
    if isinstance(value, Sensitive):
        return _is_storable(value.reveal())
    if isinstance(value, (dict, list)):
        return all(map(_is_storable, value.values() if isinstance(value, dict) else value))
    return not isinstance(value, (int, float)) or is_storable(value)


def _map(spec: Property) -> Checker:
    rules = _rules(spec)
    inside = _inside_of_map(spec)

    def check(value: Value, path: Path, notes: Notes) -> Value:
        if not isinstance(value, Mapping):
            notes.wrong(path, "must be a map", value)
            return value
        found = inside(value, path, notes)
        _keep(rules, found, path, notes)
        return found

    return check


def _inside_of_map(spec: Property) -> Checker:
    if spec.fields is not None:
        return Fields(spec.fields).check
    if spec.items is None:
        return _any
    item = checker_of(spec.items)

    def check(value: Value, path: Path, notes: Notes) -> Value:
        return {key: item(part, (*path, key), notes) for key, part in value.items() if part is not None}

    return check


def _list(spec: Property) -> Checker:
    rules = _rules(spec)
    item = checker_of(spec.items) if spec.items is not None else _any

    def check(value: Value, path: Path, notes: Notes) -> Value:
        if not isinstance(value, (list, tuple)):
            notes.wrong(path, "must be a list", value)
            return value
        found = [item(part, (*path, index), notes) for index, part in enumerate(value)]
        _keep(rules, found, path, notes)
        return found

    return check


def _rules(spec: Property) -> tuple[Rule, ...]:
    """Leave out the rules that only a cloud can check: they would keep everything."""
    rules = (constraints.read(note) for note in spec.constraints)
    return tuple(rule for rule in rules if not (isinstance(rule, Named) and rule.name in ASKED_OF_CLOUDS))


def _of_shape(rule: Rule, coerce: Callable[[Value], Value]) -> Rule:
    """Values that are allowed are meant as the property has them: 6 allows the string "6"."""

    def coerced(value: Value) -> Value:
        try:
            return coerce(value)
        except ValueError:
            return value

    if not isinstance(rule, AllowedValues):
        return rule
    return msgspec.structs.replace(rule, values=tuple(map(coerced, rule.values)))


def _keep(rules: tuple[Rule, ...], value: Value, path: Path, notes: Notes) -> None:
    for rule in rules:
        known = _known(value) if isinstance(value, list) and not isinstance(rule, Length) else value
        why = rule.problem(known)
        if why:
            notes.wrong(path, why, value, advice=rule.description)


def _known(items: list[Value]) -> list[Value]:
    """What a rule on the items of a list can be asked about: what is known of them, in clear."""
    return [reveal(item) for item in items if not isinstance(item, Unknown)]


def plain(value: Value) -> Value:
    """``value`` in plain lists and dicts (parsers have kinds of their own, that know places)."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def hide(value: Value) -> Value:
    """Make a secret of ``value``: of all of it, or of what is known where parts are not."""
    if isinstance(value, (Unknown, Sensitive)) or value is None:
        return value
    if is_known(value):
        return Sensitive(reveal(value))
    if isinstance(value, Mapping):
        return {key: hide(item) for key, item in value.items()}
    return [hide(item) for item in value]


def holds_secret(value: Value) -> bool:
    """Whether any part of ``value`` is a secret; quick for single values."""
    return isinstance(value, Sensitive) or (isinstance(value, (dict, list)) and is_sensitive(value))
