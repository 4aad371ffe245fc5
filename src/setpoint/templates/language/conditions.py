"""The ``conditions`` of a template: each is worked out once, when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from setpoint.model.diagnostic import Findings
from setpoint.model.expression import EvaluationError, Expression, Scope, evaluate
from setpoint.model.nearest import did_you_mean
from setpoint.model.place import Place
from setpoint.model.value import Sensitive, Unknown
from setpoint.templates.compiling import Condition
from setpoint.templates.reading import Reading, named

FALSE = Condition(value=False, holds=False)

Compile = Callable[[Any, Place], Any]


class Conditions:
    """The named conditions of one text in one place.

    ``compile``, which makes a value of a condition function, is given with each question and not kept: it belongs to
    whoever keeps the conditions, and the two would hold each other, and the whole text, in memory.
    """

    def __init__(self, tree: dict[str, Any], reading: Reading, findings: Findings, scope: Scope) -> None:
        """Hold the section ``tree``; decide in ``scope``."""
        self._tree = tree
        self._reading = reading
        self._findings = findings
        self._scope = scope
        self._found: dict[str, Condition] = {}
        self._open: dict[str, Place] = {}

    def all(self, compile: Compile) -> None:
        """Work out every condition, used or not, so that every problem is told."""
        for name in self._tree:
            self._named(name, self._reading.at_key(self._tree, name), compile)

    def of(self, tree: Any, place: Place, compile: Compile) -> Condition:
        """The condition that ``tree`` is: a name, a boolean, or a condition function."""
        if isinstance(tree, bool):
            return Condition(value=tree, holds=tree)
        if isinstance(tree, str):
            return self._named(tree, place, compile)
        if isinstance(tree, dict):
            return self._decided(compile(tree, place), place)
        self._findings.error(
            f"a condition must be a name, a boolean or a condition function, not {named(tree)}", place=place
        )
        return FALSE

    def _named(self, name: str, place: Place, compile: Compile) -> Condition:
        if name in self._found:
            return self._found[name]
        if name not in self._tree:
            self._findings.error(
                f"unknown condition '{name}'", place=place, advice=did_you_mean(name, self._tree)
            )
            return FALSE
        if name in self._open:
            self._tell_circle(name, place)
            return FALSE
        self._open[name] = place
        found = self.of(self._tree[name], self._reading.at(self._tree, name), compile)
        del self._open[name]
        self._found[name] = found
        return found

    def _tell_circle(self, name: str, place: Place) -> None:
        names = list(self._open)
        circle = [*names[names.index(name) :], name]
        self._findings.error(f"circular conditions: {' -> '.join(circle)}", place=place)

    def _decided(self, value: Any, place: Place) -> Condition:
        try:
            known = evaluate(value, self._scope)
        except EvaluationError as problem:
            self._findings.error(problem.why, place=problem.place or place)
            return FALSE
        if isinstance(known, Unknown):
            return Condition(value=value, holds=None)
        bare = known.reveal() if isinstance(known, Sensitive) else known
        if not isinstance(bare, bool):
            shown = "" if isinstance(known, Sensitive) else f", not {named(bare)}"
            self._findings.error(f"a condition must come to true or false{shown}", place=place)
            return FALSE
        return Condition(value=value if isinstance(value, Expression) else known, holds=bare)
