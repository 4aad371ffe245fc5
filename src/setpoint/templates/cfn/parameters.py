"""The ``Parameters`` of a template: rules stand beside the type, each under a key of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from setpoint.model.value import Plain
from setpoint.templates.cfn.versions import PSEUDO_PARAMETERS, CfnVersion
from setpoint.templates.language.declaring import Declaration
from setpoint.templates.parameters import Parameter, ParameterType, turned_into
from setpoint.templates.reading import Reading
from setpoint.types.constraints import Rule

TYPES: Final = {
    "String": ParameterType.STRING,
    "Number": ParameterType.NUMBER,
    "CommaDelimitedList": ParameterType.COMMA_DELIMITED_LIST,
    "Json": ParameterType.JSON,
    "Boolean": ParameterType.BOOLEAN,
}

_BOUNDS = (("range", "MinValue", "MaxValue"), ("length", "MinLength", "MaxLength"))
_LISTS = (("allowed_values", "AllowedValues"), ("allowed_pattern", "AllowedPattern"))


def read_parameters(tree: dict[str, Any], version: CfnVersion, reading: Reading) -> dict[str, Parameter]:
    """The parameters that a template's section ``tree`` declares; problems are told, and what is wrong left out."""
    return {
        name: _Declaration(name, declared, TYPES, "Type", reading).parameter(version)
        for name, declared in reading.maps(tree, "parameter")
    }


class _Declaration(Declaration):
    """One parameter, while it is being read."""

    def parameter(self, version: CfnVersion) -> Parameter:
        """What it declares."""
        tree, reading, what = self.tree, self.reading, self.what
        reading.known_keys(tree, version.parameter_keys, what)
        if self.name in PSEUDO_PARAMETERS:
            reading.error(f"'{self.name}' is given by the engine, and cannot be declared", self.place)
        declared = Parameter(
            name=self.name,
            type=self.type or ParameterType.STRING,
            label=reading.text(tree, "Label", what),
            description=reading.text(tree, "Description", what),
            hidden=reading.flag(tree, "NoEcho", what),
            rules=tuple(self._rules(reading.text(tree, "ConstraintDescription", what))),
            place=self.place,
            is_broken=self.type is None or not tree.keys() <= version.parameter_keys,
        )
        return self.with_default(declared, "Default")

    def _rules(self, description: str) -> Iterator[Rule]:
        said = {"description": description} if description else {}
        for kind, low, high in _BOUNDS:
            words = [word for word in (low, high) if self._fits(word, kind)]
            bounds = {
                side: self._number(word) for side, word in (("min", low), ("max", high)) if word in words
            }
            yield from self._one({kind: bounds, **said}, words)
        for kind, word in _LISTS:
            if self._fits(word, kind):
                yield from self._one({kind: self.tree[word], **said}, [word])

    def _fits(self, word: str, kind: str) -> bool:
        """Whether the rule stands there, and is one for the type; told when not."""
        if self.tree.get(word) is None:
            return False
        misfit = self.misfit(word, kind)
        if misfit:
            place = self.reading.at_key(self.tree, word)
            self.reading.error(f"{misfit[0]} in {self.what}", place, advice=misfit[1])
        return misfit is None

    def _one(self, note: dict[str, Any], words: list[str]) -> Iterator[Rule]:
        if words:
            rule = self.rule(note, self.reading.at(self.tree, words[0]))
            if rule:
                yield rule

    def _number(self, word: str) -> Plain:
        """A bound, also written as text; what is no number is left for the rule to refuse."""
        written = self.tree[word]
        try:
            return turned_into(ParameterType.NUMBER, written)
        except ValueError:
            return written if not isinstance(written, (dict, list)) else None
