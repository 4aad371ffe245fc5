"""What ``and`` and ``or`` share: conditions joined, of which one can settle the matter."""

from __future__ import annotations

from typing import Any, NamedTuple

from setpoint.model.expression import list_of
from setpoint.model.place import Place
from setpoint.templates.compiling import Compiling
from setpoint.templates.functions.arguments import mistaken
from setpoint.templates.functions.calls import Arranging, folded


def truth(condition: Any) -> bool:
    """``condition``, when it is a boolean. HOT takes nothing else for true or false."""
    if not isinstance(condition, bool):
        raise mistaken("a condition", "true or false", condition)
    return condition


class Junction(NamedTuple):
    """Conditions joined: as soon as one is ``decisive`` that is the result, else the opposite is."""

    name: str
    decisive: bool

    def build(self, arguments: Any, compiling: Compiling, place: Place) -> Any:
        """Compile every condition, and what they come to together."""
        if not isinstance(arguments, list) or len(arguments) < 2:
            return compiling.refuse(
                f"{self.name}: it joins at least two conditions; write [condition, condition, ...]", place
            )
        values = [
            compiling.condition(one, compiling.place_of(arguments, number)).value
            for number, one in enumerate(arguments)
        ]
        return folded(compiling, Arranging(self.name, self.result, list_of(values, place), place), place)

    def result(self, values: Any) -> bool:
        """What the conditions come to; ValueError when it hangs on one that is neither true nor false."""
        if any(value is self.decisive for value in values):
            return self.decisive
        return (
            not self.decisive if all(truth(value) is not self.decisive for value in values) else self.decisive
        )
