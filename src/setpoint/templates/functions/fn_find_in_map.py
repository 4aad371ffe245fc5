"""``Fn::FindInMap``: a value from the template's ``Mappings``, by the mapping's name and two keys. Also in conditions.

In CloudFormation's language.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.expression import Call, Expression, ListOf, list_of
from setpoint.model.nearest import did_you_mean
from setpoint.model.place import Place
from setpoint.model.value import Sensitive
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.arguments import Items, described
from setpoint.templates.functions.calls import folded

NAME: Final = "Fn::FindInMap"

SHAPE = Items("[mapping, key, key within it]", 3, 3)


class Lost(ValueError):
    """The way leads nowhere from argument ``number`` on."""

    def __init__(self, number: int, why: str, advice: str = "") -> None:
        """Say why, and what was probably meant."""
        self.number = number
        self.why = why
        self.advice = advice
        super().__init__("; ".join(filter(None, (why, advice))))


def find(arguments: Any) -> Any:
    """What ``[mappings, name, key, key]`` leads to. Raises Lost."""
    found, *steps = arguments
    for number, step in enumerate(steps):
        if isinstance(step, bool) or not isinstance(step, (str, int, float)):
            raise Lost(number, f"every argument must be a text, not {described(step)}")
        key = str(step)  # keys are texts, whatever they look like
        if key not in found:
            what = "there is no mapping" if number == 0 else "the mapping has no key"
            raise Lost(number, f"{what} '{key}'", did_you_mean(key, found))
        found = found[key]
    return found


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Look it up where everything is known; then it is told where the misspelt one stands."""
    compiled = compiling.value(arguments, place)
    try:
        steps = SHAPE.of(compiled.items if isinstance(compiled, ListOf) else compiled)
    except ValueError as problem:
        return compiling.refuse(f"{NAME}: {problem}", place)
    way = [compiling.mappings, *steps]
    if compiling.is_certain and not any(isinstance(step, (Expression, Sensitive)) for step in steps):
        try:
            return find(way)
        except Lost as lost:
            where = compiling.place_of(arguments, lost.number)
            return compiling.refuse(f"{NAME}: {lost.why}", where, advice=lost.advice)
    return folded(compiling, Call(NAME, find, list_of(way), place), place)
