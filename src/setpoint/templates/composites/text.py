"""What nested stacks and provider templates share: a composition made from a text, and its outputs from outside."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from setpoint.model.address import ROOT, name_of
from setpoint.model.arn import stack_arn
from setpoint.model.definition import Composition
from setpoint.model.expression import EvaluationError, Scope, evaluate
from setpoint.model.incarnation import Incarnation, physical_name
from setpoint.model.value import Value
from setpoint.templates.compiling import Inside, Nesting, Template
from setpoint.templates.composites.members import MEMBER, Members
from setpoint.templates.selection import select


class Outputs(NamedTuple):
    """The outputs of a composition that was made from a text."""

    composition: Composition

    def value(self, name: str, scope: Scope) -> Value:
        """What one comes to. Raises EvaluationError when there is none of that name."""
        output = self.composition.outputs.get(name)
        if output is None:
            raise EvaluationError(f"{name_of(self.composition.container)} has no output '{name}'")
        try:
            return evaluate(output.value, scope)
        except EvaluationError as problem:
            where = f"Error in {name_of(self.composition.container)} output {name}"
            raise EvaluationError(f"{where}: {problem.why}", problem.place) from None

    def values(self, scope: Scope) -> dict[str, Value]:
        """What all of them come to."""
        return {name: self.value(name, scope) for name in self.composition.outputs}

    def attribute(self, path: tuple[Value, ...], scope: Scope) -> Value:
        """``get_attr`` on a provider template: an output, ``resource.name`` and the way on; all outputs for ()."""
        if not path:
            return self.values(scope)
        name = str(path[0])
        if name.startswith(MEMBER):
            return self._members().one(path, scope)
        if name == "show" and name not in self.composition.outputs:
            return None
        return select(self.value(name, scope), path[1:])

    def _members(self) -> Members:
        return Members(
            self.composition.container, tuple(name_of(one) for one in self.composition.definitions)
        )


def arn_of(one: Incarnation, nesting: Nesting) -> str:
    """How Heat names the nested stack ``one``, and refers to it."""
    name = physical_name(nesting.stack_name, one.address, one.id)
    return stack_arn(nesting.whereabouts(ROOT).project, name, one.id)


def shape_of(template: Template, inside: Inside) -> dict[str, list[str]] | None:
    """The shape of a text: the names of its resources. None when that depends on an Unknown."""
    names = template.shape(inside)
    return None if names is None else {"members": list(names)}


def composed(template: Template, inside: Inside) -> Composition:
    """The composition of a text, with what it offers as a provider template. Raises InvalidInput."""
    composition = template.compose(inside)
    outputs = Outputs(composition)
    return msgspec.structs.replace(composition, attribute=outputs.attribute)
