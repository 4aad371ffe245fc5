"""A parameter under the keys of ``/validate``, which are those of CloudFormation with some of Heat's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from setpoint.model.value import Value, reveal
from setpoint.templates.cfn.parameters import TYPES as WORDS
from setpoint.templates.parameters import Parameter, ParameterGroup
from setpoint.types.constraints import AllowedPattern, AllowedValues, Length, Modulo, Named, Range, Rule

TYPES = {kind: word for word, kind in WORDS.items()}
"""CloudFormation's words for the types."""


def declared_parameters(
    parameters: Mapping[str, Parameter], given: Mapping[str, Value], usual: Mapping[str, Value]
) -> dict[str, Any]:
    """All of them; ``given`` are their values, ``usual`` an environment's defaults, as they were written.

    Values of hidden ones are shown to whoever gave them, as in Heat.
    """
    return {name: dict(_declared(one, given.get(name), usual.get(name))) for name, one in parameters.items()}


def _declared(one: Parameter, given: Value, usual: Value) -> Iterator[tuple[str, Any]]:
    default = one.written if usual is None else usual
    yield "Type", TYPES[one.type]
    yield "Description", one.description
    yield "NoEcho", "true" if one.hidden else "false"
    yield "Label", one.label or one.name
    if default is not None:
        yield "Default", reveal(default)
    if given is not None:
        yield "Value", reveal(given)
    if one.tags:
        yield "Tags", list(one.tags)
    for rule in one.rules:
        yield from rule_keys(rule)
    words = " ".join(rule.description for rule in one.rules if rule.description)
    if words:
        yield "ConstraintDescription", words


def rule_keys(rule: Rule) -> Iterator[tuple[str, Any]]:
    """What a rule adds to the keys of a parameter."""
    match rule:
        case Length(min=low, max=high):
            yield from _some(MinLength=low, MaxLength=high)
        case Range(min=low, max=high):
            yield from _some(MinValue=low, MaxValue=high)
        case Modulo(step=step, offset=offset):
            yield from _some(Step=step, Offset=offset)
        case AllowedValues(values=values):
            yield "AllowedValues", list(values)
        case AllowedPattern(pattern=pattern):
            yield "AllowedPattern", pattern
        case Named(name=name):
            yield "CustomConstraint", name


def _some(**bounds: float | None) -> Iterator[tuple[str, Any]]:
    return ((key, bound) for key, bound in bounds.items() if bound is not None)


def parameter_groups(groups: Iterable[ParameterGroup]) -> list[dict[str, Any]]:
    """The groups, each with the words that its author gave it."""
    return [
        {
            **{key: said for key, said in (("label", one.label), ("description", one.description)) if said},
            "parameters": list(one.parameters),
        }
        for one in groups
    ]
