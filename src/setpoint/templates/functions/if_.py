"""``if``: one value or another, by a condition (HOT guide, "if").

From 2021-04-16 on the last value may be left out: then, where the condition is false, it is as if the item, key or
property that holds the ``if`` had not been written.
"""

from __future__ import annotations

from typing import Any, Final

from setpoint.model.expression import OMITTED, Choice, Expression
from setpoint.model.place import Place
from setpoint.model.value import Sensitive
from setpoint.templates.compiling import NOWHERE, Compiling

NAME: Final = "if"

THREE = "[condition, value if true, value if false]"
TWO = "[condition, value if true] or [condition, value if true, value if false]"


def build(arguments: Any, compiling: Compiling, place: Place) -> Any:
    """Compile the branch that the condition chooses; both, where it cannot be known yet."""
    least, form = (2, TWO) if compiling.version >= "2021-04-16" else (3, THREE)
    return choice(NAME, least, form, arguments, compiling, place)


def choice(name: str, least: int, form: str, arguments: Any, compiling: Compiling, place: Place) -> Any:
    """What the function ``name`` comes to, that takes from ``least`` to three arguments."""
    if not isinstance(arguments, list) or not least <= len(arguments) <= 3:
        return compiling.refuse(f"{name}: its arguments have the wrong form; write {form}", place)
    condition = compiling.condition(arguments[0], compiling.place_of(arguments, 0))
    then = _branch(arguments, 1, compiling, is_chosen=condition.holds)
    is_else = None if condition.holds is None else not condition.holds
    otherwise = _branch(arguments, 2, compiling, is_chosen=is_else)
    return _chosen(Choice(condition.value, then, otherwise, place))


def _branch(arguments: list[Any], index: int, compiling: Compiling, *, is_chosen: bool | None) -> Any:
    if index >= len(arguments):
        return OMITTED
    place = compiling.place_of(arguments, index)
    if is_chosen is None:
        return compiling.maybe(arguments[index], place)
    if is_chosen:
        return compiling.value(arguments[index], place)
    compiling.unchosen(arguments[index], place)
    return OMITTED


def _chosen(choice: Choice) -> Any:
    """The branch itself where the condition is settled; a secret condition makes its result one."""
    if isinstance(choice.condition, Expression):
        return choice
    if not isinstance(choice.condition, Sensitive):
        return choice.then if choice.condition else choice.otherwise
    branch = choice.then if choice.condition.reveal() else choice.otherwise
    return choice if isinstance(branch, Expression) else choice.evaluate(NOWHERE)
