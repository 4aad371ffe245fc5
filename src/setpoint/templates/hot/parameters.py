"""The ``parameters`` and ``parameter_groups`` of a template."""

from __future__ import annotations

from typing import Any

import msgspec

from setpoint.model.nearest import did_you_mean, one_of
from setpoint.model.value import Sensitive
from setpoint.templates.hot.versions import GROUP_KEYS, MODULO_SINCE, PARAMETER_KEYS, TAGS_SINCE, Version
from setpoint.templates.parameters import Parameter, ParameterGroup, ParameterType, turned_into
from setpoint.templates.reading import Reading, named
from setpoint.templates.tree import plain
from setpoint.types.constraints import AllowedValues, Named, Rule, find, names, read

PSEUDO_PARAMETERS = ("OS::stack_name", "OS::stack_id", "OS::project_id", "OS::region")

_FITTING = {
    "length": (ParameterType.STRING, ParameterType.COMMA_DELIMITED_LIST, ParameterType.JSON),
    "range": (ParameterType.NUMBER,),
    "modulo": (ParameterType.NUMBER,),
    "allowed_values": tuple(one for one in ParameterType if one is not ParameterType.JSON),
    "allowed_pattern": (ParameterType.STRING,),
    "custom_constraint": tuple(ParameterType),
}


def read_parameters(tree: dict[str, Any], version: Version, reading: Reading) -> dict[str, Parameter]:
    """The parameters that a template's section ``tree`` declares; problems are told, and what is wrong left out."""
    return {
        name: _Declaration(name, declared, version, reading).parameter()
        for name, declared in reading.maps(tree, "parameter")
    }


class _Declaration:
    """One parameter, while it is being read."""

    def __init__(self, name: str, tree: dict[str, Any], version: Version, reading: Reading) -> None:
        self._name = name
        self._tree = tree
        self._version = version
        self._reading = reading
        self._what = f"parameter '{name}'"
        self._type = self._read_type()

    def parameter(self) -> Parameter:
        """What it declares."""
        tree, reading, what = self._tree, self._reading, self._what
        self._check_keys()
        if self._name in PSEUDO_PARAMETERS:
            reading.error(f"'{self._name}' is given by the engine, and cannot be declared", self._place)
        declared = Parameter(
            name=self._name,
            type=self._type or ParameterType.STRING,
            label=reading.text(tree, "label", what),
            description=reading.text(tree, "description", what),
            hidden=reading.flag(tree, "hidden", what),
            immutable=reading.flag(tree, "immutable", what),
            tags=self._tags(),
            rules=self._rules(),
            place=self._place,
            is_broken=self._type is None or not self._tree.keys() <= PARAMETER_KEYS | {"tags"},
        )
        return declared if tree.get("default") is None else self._with_default(declared)

    @property
    def _place(self) -> Any:
        return self._reading.at_key(self._tree, "type") if "type" in self._tree else self._somewhere()

    def _somewhere(self) -> Any:
        for key in self._tree:
            return self._reading.at_key(self._tree, key)
        return self._reading.document.whole

    def _check_keys(self) -> None:
        allowed = self._version.parameter_keys
        if "tags" in self._tree and "tags" not in allowed:
            place = self._reading.at_key(self._tree, "tags")
            self._reading.error(
                f"{self._what} has tags, which this version does not know",
                place,
                advice=f"tags are known from heat_template_version {TAGS_SINCE} on",
            )
        self._reading.known_keys(self._tree, allowed | {"tags"}, self._what)

    def _read_type(self) -> ParameterType | None:
        written = self._tree.get("type")
        try:
            return ParameterType(str(written))
        except ValueError:
            advice = did_you_mean(str(written), ParameterType, f"there are {one_of(ParameterType)}")
            said = (
                f"unknown type '{written}' of {self._what}"
                if isinstance(written, str)
                else f"{self._what} has no type"
            )
            self._reading.error(said, self._place, advice=advice)
            return None

    def _tags(self) -> tuple[str, ...]:
        tags = self._tree.get("tags")
        if tags is not None and not isinstance(tags, list):
            place = self._reading.at(self._tree, "tags")
            self._reading.error(f"'tags' of {self._what} must be a list, not {named(tags)}", place)
            return ()
        return self._reading.texts(self._tree, "tags", self._what)

    def _rules(self) -> tuple[Rule, ...]:
        notes = self._tree.get("constraints")
        if notes is None:
            return ()
        if not isinstance(notes, list):
            place = self._reading.at(self._tree, "constraints")
            self._reading.error(f"'constraints' of {self._what} must be a list, not {named(notes)}", place)
            return ()
        rules = (self._rule(note, self._reading.at(notes, number)) for number, note in enumerate(notes))
        return tuple(rule for rule in rules if rule)

    def _rule(self, note: Any, place: Any) -> Rule | None:
        if not self._reading.is_map(note, f"a constraint of {self._what}", place):
            return None
        problem = self._unfit(note)
        if problem:
            self._reading.error(f"{problem[0]} in {self._what}", place, advice=problem[1])
            return None
        try:
            return self._typed(read(plain(note)))
        except ValueError as refused:
            self._reading.error(f"a constraint of {self._what} is wrong: {refused}", place)
            return None

    def _unfit(self, note: dict[str, Any]) -> tuple[str, str] | None:
        for key in note:
            if key not in _FITTING and key != "description":
                return f"unknown constraint '{key}'", did_you_mean(
                    key, _FITTING, f"there are {one_of(_FITTING)}"
                )
            if key == "modulo" and not self._version.has_modulo:
                since = f"it is known from heat_template_version {MODULO_SINCE} on"
                return "the constraint 'modulo' is unknown to this version", since
            if key in _FITTING and self._type and self._type not in _FITTING[key]:
                return f"'{key}' does not fit the type {self._type}", f"it is for {one_of(_FITTING[key])}"
        custom = note.get("custom_constraint")
        if isinstance(custom, str) and find(custom) is None:
            return f"unknown custom constraint '{custom}'", did_you_mean(custom, names())
        return None

    def _typed(self, rule: Rule) -> Rule:
        """Allowed values are compared in the parameter's own type."""
        if not isinstance(rule, AllowedValues) or self._type in {None, ParameterType.COMMA_DELIMITED_LIST}:
            return rule
        assert self._type
        return AllowedValues(tuple(turned_into(self._type, one) for one in rule.values), rule.description)

    def _with_default(self, declared: Parameter) -> Parameter:
        place = self._reading.at(self._tree, "default")
        try:
            checkable = tuple(rule for rule in declared.rules if not isinstance(rule, Named))
            default = msgspec.structs.replace(declared, rules=checkable, hidden=False).accept(
                plain(self._tree["default"])
            )
        except ValueError as problem:
            text = "default: ..." if declared.hidden else ""
            said = "does not fit" if declared.hidden else str(problem)
            if self._type:
                self._reading.error(f"the default of {self._what} {said}", place, text=text)
            return msgspec.structs.replace(declared, is_broken=True)
        written = plain(self._tree["default"])
        if declared.hidden:
            default, written = Sensitive(default), Sensitive(written)
        return msgspec.structs.replace(declared, default=default, written=written)


def read_groups(
    tree: Any, key: str, parameters: dict[str, Parameter], reading: Reading
) -> tuple[ParameterGroup, ...]:
    """The parameter groups beneath ``key``; a parameter belongs to one group at most."""
    groups = tree.get(key)
    if groups is None:
        return ()
    if not isinstance(groups, list):
        reading.error(f"'{key}' must be a list, not {named(groups)}", reading.at(tree, key))
        return ()
    taken: set[str] = set()
    return tuple(
        _group(group, parameters, taken, reading)
        for number, group in enumerate(groups)
        if reading.is_map(group, "a parameter group", reading.at(groups, number))
    )


def _group(
    tree: dict[str, Any], parameters: dict[str, Parameter], taken: set[str], reading: Reading
) -> ParameterGroup:
    what = "a parameter group"
    reading.known_keys(tree, GROUP_KEYS, what)
    members = reading.texts(tree, "parameters", what)
    if not isinstance(tree.get("parameters"), list):
        reading.error("a parameter group must have a list 'parameters'", _first(tree, reading))
    for name in members:
        if name not in parameters:
            advice = did_you_mean(name, parameters)
            reading.error(
                f"a parameter group names '{name}', which is no parameter",
                reading.at(tree, "parameters"),
                advice=advice,
            )
        elif name in taken:
            reading.error(f"parameter '{name}' stands in two groups", reading.at(tree, "parameters"))
        taken.add(name)
    return ParameterGroup(reading.text(tree, "label", what), reading.text(tree, "description", what), members)


def _first(tree: dict[str, Any], reading: Reading) -> Any:
    return next((reading.at_key(tree, key) for key in tree), reading.document.whole)
