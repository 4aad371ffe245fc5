"""How a function's call is compiled: its arguments first, then worked out at once where they are plain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from setpoint.model.expression import Call, EvaluationError, Expression, ListOf, MapOf, Scope, evaluate
from setpoint.model.place import Place
from setpoint.model.value import Plain, Value
from setpoint.templates.compiling import NOWHERE, Compiling
from setpoint.templates.functions.arguments import Arguments, Keys

Pure = Callable[[Any], Plain]
"""Plain arguments in, plain value out; ValueError for a refusal."""


class Arranging(Call):
    """A call that only moves the parts of its arguments about: secrets and unknown parts stay what they are.

    So a map merged from nine known keys and one unknown is known but for that one. Where the function has to look
    into such a part it refuses it, and the call is made as any other.
    """

    __slots__ = ()

    def evaluate(self, scope: Scope) -> Value:
        """Try with the parts as they are, then with everything known and in clear."""
        try:
            return self.function(evaluate(self.arguments, scope))
        except ValueError:
            return super().evaluate(scope)


class Strict(NamedTuple):
    """A function whose arguments are all worked out before it is. Its ``build`` is that of a function's module."""

    name: str
    function: Pure
    shape: Arguments
    node: type[Call] = Call

    def build(self, tree: Any, compiling: Compiling, place: Place) -> Any:
        """Compile the arguments ``tree``, see that they have their shape, and make the call."""
        arguments = compiling.value(tree, place)
        if isinstance(arguments, (ListOf, MapOf)) and compiling.is_certain:
            try:
                self.shape.of(arguments.items)
            except ValueError as problem:
                return compiling.refuse(f"{self.name}: {problem}", place)
        self._warn_of_idle_keys(tree, compiling)
        return folded(compiling, self.node(self.name, self.function, arguments, place), place)

    def _warn_of_idle_keys(self, tree: Any, compiling: Compiling) -> None:
        if not (isinstance(self.shape, Keys) and self.shape.is_lenient and isinstance(tree, dict)):
            return
        if all(key in tree for key in self.shape.needed):
            for key in self.shape.unknown(tree):
                compiling.findings.warning(
                    f"{self.name} has no use for '{key}'",
                    place=compiling.key_place(tree, key),
                    advice=f"write {self.shape.form}",
                    text=key,
                )


def folded(compiling: Compiling, node: Call, place: Place) -> Any:
    """What ``node`` comes to when its arguments are plain, else the node.

    A refusal is told, unless nobody knows yet whether the call is reached.
    """
    if isinstance(node.arguments, Expression):
        return node
    try:
        return node.evaluate(NOWHERE)
    except EvaluationError as problem:
        return compiling.refuse(problem.why, place) if compiling.is_certain else node
