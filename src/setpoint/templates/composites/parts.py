"""Parts of values that may be expressions: the entries of a map, whether it is written out or worked out."""

from __future__ import annotations

from typing import Any

from setpoint.model.expression import OMITTED, Expression, MapOf, list_of
from setpoint.model.value import Sensitive, Value
from setpoint.templates.functions.arguments import a_map
from setpoint.templates.functions.calls import Arranging


def entries(value: Any, known: Value) -> dict[str, Any]:
    """The entries of the map ``value``, each perhaps an expression; ``known`` is what it comes to by what is known.

    A map that only an expression gives (a parameter of a nested stack) has the keys that are known of it.
    """
    if isinstance(value, MapOf):
        return {key: item for key, item in value.items.items() if item is not OMITTED}
    if isinstance(value, Expression):
        return {key: _entry(value, key) for key in entries(known, None)}
    if isinstance(value, Sensitive):
        return {key: Sensitive(item) for key, item in entries(value.reveal(), None).items()}
    return dict(value) if isinstance(value, dict) else {}


def _entry(value: Expression, key: str) -> Arranging:
    return Arranging(f"the part '{key}'", _picked, list_of([value, key]), value.place)


def _picked(arguments: Any) -> Any:
    source, key = arguments
    return a_map(source, "what it is a part of").get(key)
