"""What the parameters of one text come to: given from outside, by an environment's defaults, or by their own.

For the stack itself everything given is plain. Inside a nested stack an argument may be an expression of the stack
around it; then the parameter stays one (:class:`~setpoint.model.expression.Argument`), so that the reference is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from setpoint.model.address import Address
from setpoint.model.diagnostic import About, Findings, Problem
from setpoint.model.expression import OMITTED, Argument, EvaluationError, Expression, Scope, evaluate
from setpoint.model.place import Place
from setpoint.model.value import Unknown, Value, is_sensitive
from setpoint.templates.compiling import NOWHERE, Broken, Inside
from setpoint.templates.environment import Environment
from setpoint.templates.parameters import Parameter


class Arguments:
    """The parameters of one text in one place. ``values`` are for expressions, ``known`` for deciding now."""

    def __init__(
        self,
        parameters: Mapping[str, Parameter],
        inside: Inside,
        environment: Environment,
        pseudo: Mapping[str, Value],
        findings: Findings,
    ) -> None:
        """Work out every parameter, and tell what is missing or refused."""
        self._parameters = parameters
        self._inside = inside
        self._environment = environment
        self._findings = findings
        self.values: dict[str, Any] = dict(pseudo)
        self.known: dict[str, Value] = dict(pseudo)
        for name, parameter in parameters.items():
            self._settle(name, parameter)

    def _settle(self, name: str, parameter: Parameter) -> None:
        given = self._inside.arguments.get(name)
        if parameter.is_broken:
            self.values[name] = Broken(parameter.place)
            self.known[name] = evaluate(self.values[name], NOWHERE)
        elif isinstance(given, Expression):
            self.values[name] = Argument(self._inside.container, name, parameter.place)
            self.known[name] = self._known(name, parameter)
        else:
            self.values[name] = self._plain(parameter, given)
            self.known[name] = evaluate(self.values[name], NOWHERE)

    def _known(self, name: str, parameter: Parameter) -> Value:
        evaluated = self._inside.known.get(name, Unknown((f"{self._inside.container}: {name}",)))
        return evaluate(self._plain(parameter, None if evaluated is OMITTED else evaluated), NOWHERE)

    def _plain(self, parameter: Parameter, given: Value) -> Value:
        name, usual = parameter.name, self._environment.default(parameter.name)
        if given is not None:
            return self._accepted(parameter, given, self._inside.place_of((name,)))
        if usual is not None:
            return self._accepted(parameter, usual, self._environment.place_of(name))
        if parameter.default is not None:
            return self._accepted(parameter, parameter.default, parameter.place)
        if self._inside.nesting.is_draft:
            return self._later(parameter)
        self._findings.error(
            f"parameter '{name}' has no value",
            place=parameter.place,
            detail=f"in the nested stack {self._inside.container}" if self._inside.container else "",
            advice="give it one, or a default",
            about=About(Problem.MISSING_PARAMETER, (name,)),
        )
        return Broken(parameter.place)

    def _accepted(self, parameter: Parameter, given: Value, place: Place | None) -> Value:
        try:
            return parameter.accept(given)
        except ValueError as problem:
            if self._inside.nesting.is_draft:
                return self._later(parameter)
            hidden = f"{parameter.name}: ..." if parameter.hidden or is_sensitive(given) else ""
            self._findings.error(
                f"parameter '{parameter.name}' {problem}",
                place=place or parameter.place,
                text=hidden,
                about=About(Problem.REFUSED_PARAMETER, (parameter.name,)),
            )
            return Broken(place)

    def _later(self, parameter: Parameter) -> Argument:
        """What stands for a value that is still to be given."""
        return Argument(self._inside.container, parameter.name, parameter.place)

    def scope(self) -> Scope:
        """The scope in which conditions are decided: parameters as far as they are known, and nothing else."""
        return _Parameters(self._inside.container, self.known)

    def argument(self, name: str, scope: Scope) -> Value:
        """What parameter ``name`` comes to in ``scope``: for ``Composition.argument``. Raises EvaluationError."""
        if name not in self._parameters:
            return self.values[name]
        parameter = self._parameters[name]
        value = evaluate(self._inside.arguments.get(name), scope)
        if value is None or value is OMITTED:
            return self._plain(parameter, None)
        try:
            return parameter.accept(value)
        except ValueError as problem:
            raise EvaluationError(f"parameter '{name}' {problem}", self._inside.place_of((name,))) from None


class _Parameters:
    """A scope that knows the parameters of one container."""

    def __init__(self, container: Address, known: Mapping[str, Value]) -> None:
        self._container = container
        self._known = known

    def identity(self, address: Address) -> Value:
        return NOWHERE.identity(address)

    def attribute(self, address: Address, path: tuple[Value, ...]) -> Value:
        return NOWHERE.attribute(address, path)

    def argument(self, container: Address, name: str) -> Value:
        return self._known[name] if container == self._container else NOWHERE.argument(container, name)
