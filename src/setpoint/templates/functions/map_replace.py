"""``map_replace``: a map with some of its keys and values exchanged for others (HOT guide, "map_replace")."""

from __future__ import annotations

from typing import Any, Final

from setpoint.templates.functions.arguments import Items, Keys, a_map, mistaken
from setpoint.templates.functions.calls import Strict

NAME: Final = "map_replace"

SHAPE = Items("[map, {keys: {old: new, ...}, values: {old: new, ...}}]", 2, 2)
_CHANGES = Keys(SHAPE.form, (), ("keys", "values"))


def replace(arguments: Any) -> dict[str, Any]:
    """Exchange keys and values; a new key must not be one that the map has, before or after."""
    source, changes = (a_map({} if one is None else one, "every argument") for one in SHAPE.of(arguments))
    keys, values = (_exchange(_CHANGES.of(changes).get(one), one) for one in ("keys", "values"))
    replaced: dict[str, Any] = {}
    for key, value in source.items():
        replaced[_new_key(key, keys, source, replaced)] = _new_value(value, values)
    return replaced


def _exchange(found: Any, what: str) -> dict[str, Any]:
    return {} if found is None else a_map(found, what)


def _new_key(key: str, keys: dict[str, Any], source: dict[str, Any], replaced: dict[str, Any]) -> str:
    new = keys.get(key)
    if new is None:
        return key
    if isinstance(new, (list, dict)):
        raise mistaken(f"the new key for '{key}'", "a text", new)
    text = _as_key(new)
    if (text in source and text != key) or text in replaced:
        raise ValueError(f"the new key '{text}' for '{key}' is already a key of the map")
    return text


def _new_value(value: Any, values: dict[str, Any]) -> Any:
    return value if value is None or isinstance(value, (list, dict)) else values.get(_as_key(value), value)


def _as_key(value: Any) -> str:
    """As ``value`` reads where it is written as a key: keys of a text are texts, also ``8080:`` and ``true:``."""
    return str(value).lower() if isinstance(value, bool) else str(value)


build = Strict(NAME, replace, SHAPE).build
