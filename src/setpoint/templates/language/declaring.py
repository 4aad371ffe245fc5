"""What declarations of parameters have in common, in whatever words: the type, rules that fit it, and the default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from setpoint.model.nearest import did_you_mean, one_of
from setpoint.model.place import Place
from setpoint.model.value import Sensitive
from setpoint.templates.parameters import Parameter, ParameterType, turned_into
from setpoint.templates.reading import Reading
from setpoint.templates.tree import plain
from setpoint.types.constraints import AllowedValues, Named, Rule, read

FITTING: Final = {
    "length": (ParameterType.STRING, ParameterType.COMMA_DELIMITED_LIST, ParameterType.JSON),
    "range": (ParameterType.NUMBER,),
    "modulo": (ParameterType.NUMBER,),
    "allowed_values": tuple(one for one in ParameterType if one is not ParameterType.JSON),
    "allowed_pattern": (ParameterType.STRING,),
    "custom_constraint": tuple(ParameterType),
}
"""The types that each rule is for."""

Types = Mapping[str, ParameterType]
"""A language's words for the types."""


class Declaration:
    """One parameter, while it is being read: ``tree`` is what is said of it."""

    def __init__(
        self, name: str, tree: dict[str, Any], types: Types, type_word: str, reading: Reading
    ) -> None:
        """Read the type, which stands under ``type_word``; what is wrong is told ``reading``."""
        self.name = name
        self.tree = tree
        self.reading = reading
        self.what = f"parameter '{name}'"
        self._words = {kind: word for word, kind in types.items()}
        self._type_word = type_word
        self.type = self._read_type(types)

    @property
    def place(self) -> Place:
        """Where it is declared: where its type stands, or anything of it."""
        if self._type_word in self.tree:
            return self.reading.at_key(self.tree, self._type_word)
        return next((self.reading.at_key(self.tree, key) for key in self.tree), self.reading.document.whole)

    def _read_type(self, types: Types) -> ParameterType | None:
        written = self.tree.get(self._type_word)
        if isinstance(written, str) and written in types:
            return types[written]
        advice = did_you_mean(str(written), types, f"there are {one_of(types)}")
        said = (
            f"unknown type '{written}' of {self.what}"
            if isinstance(written, str)
            else f"{self.what} has no type"
        )
        self.reading.error(said, self.place, advice=advice)
        return None

    def misfit(self, word: str, kind: str) -> tuple[str, str] | None:
        """What is wrong with a rule of that ``kind`` for the type, ``word`` being its name; None where it fits."""
        if self.type is None or self.type in FITTING[kind]:
            return None
        meant = one_of(self._words[one] for one in FITTING[kind])
        return f"'{word}' does not fit the type {self._words[self.type]}", f"it is for {meant}"

    def rule(self, note: Mapping[str, Any], place: Place) -> Rule | None:
        """The rule that ``note``, in the notation of HOT, stands for. None after a Diagnostic."""
        try:
            return self._typed(read(plain(note)))
        except ValueError as refused:
            self.reading.error(f"a constraint of {self.what} is wrong: {refused}", place)
            return None

    def _typed(self, rule: Rule) -> Rule:
        """Allowed values are compared in the parameter's own type."""
        if not isinstance(rule, AllowedValues) or self.type in {None, ParameterType.COMMA_DELIMITED_LIST}:
            return rule
        assert self.type
        return AllowedValues(tuple(turned_into(self.type, one) for one in rule.values), rule.description)

    def with_default(self, declared: Parameter, word: str) -> Parameter:
        """``declared`` with the default that stands under ``word``, where one does; broken after a Diagnostic."""
        if self.tree.get(word) is None:
            return declared
        place = self.reading.at(self.tree, word)
        written = plain(self.tree[word])
        try:
            checkable = tuple(rule for rule in declared.rules if not isinstance(rule, Named))
            default = msgspec.structs.replace(declared, rules=checkable, hidden=False).accept(written)
        except ValueError as problem:
            text = f"{word}: ..." if declared.hidden else ""
            said = "does not fit" if declared.hidden else str(problem)
            if self.type:
                self.reading.error(f"the default of {self.what} {said}", place, text=text)
            return msgspec.structs.replace(declared, is_broken=True)
        if declared.hidden:
            default, written = Sensitive(default), Sensitive(written)
        return msgspec.structs.replace(declared, default=default, written=written)
