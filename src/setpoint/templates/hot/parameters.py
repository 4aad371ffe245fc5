"""The ``parameters`` and ``parameter_groups`` of a template."""

from __future__ import annotations

from typing import Any

from setpoint.model.nearest import did_you_mean, one_of
from setpoint.templates.hot.versions import GROUP_KEYS, MODULO_SINCE, PARAMETER_KEYS, TAGS_SINCE, HotVersion
from setpoint.templates.language.declaring import FITTING, Declaration
from setpoint.templates.parameters import Parameter, ParameterGroup, ParameterType
from setpoint.templates.reading import Reading, named
from setpoint.types.constraints import Rule, find, names

PSEUDO_PARAMETERS = ("OS::stack_name", "OS::stack_id", "OS::project_id", "OS::region")

TYPES = {one.value: one for one in ParameterType}


def read_parameters(tree: dict[str, Any], version: HotVersion, reading: Reading) -> dict[str, Parameter]:
    """The parameters that a template's section ``tree`` declares; problems are told, and what is wrong left out."""
    return {
        name: _Declaration(name, declared, version, reading).parameter()
        for name, declared in reading.maps(tree, "parameter")
    }


class _Declaration(Declaration):
    """One parameter, while it is being read."""

    def __init__(self, name: str, tree: dict[str, Any], version: HotVersion, reading: Reading) -> None:
        super().__init__(name, tree, TYPES, "type", reading)
        self._version = version

    def parameter(self) -> Parameter:
        """What it declares."""
        tree, reading, what = self.tree, self.reading, self.what
        self._check_keys()
        if self.name in PSEUDO_PARAMETERS:
            reading.error(f"'{self.name}' is given by the engine, and cannot be declared", self.place)
        declared = Parameter(
            name=self.name,
            type=self.type or ParameterType.STRING,
            label=reading.text(tree, "label", what),
            description=reading.text(tree, "description", what),
            hidden=reading.flag(tree, "hidden", what),
            immutable=reading.flag(tree, "immutable", what),
            tags=self._tags(),
            rules=self._rules(),
            place=self.place,
            is_broken=self.type is None or not tree.keys() <= PARAMETER_KEYS | {"tags"},
        )
        return self.with_default(declared, "default")

    def _check_keys(self) -> None:
        allowed = self._version.parameter_keys
        if "tags" in self.tree and "tags" not in allowed:
            place = self.reading.at_key(self.tree, "tags")
            self.reading.error(
                f"{self.what} has tags, which this version does not know",
                place,
                advice=f"tags are known from heat_template_version {TAGS_SINCE} on",
            )
        self.reading.known_keys(self.tree, allowed | {"tags"}, self.what)

    def _tags(self) -> tuple[str, ...]:
        tags = self.tree.get("tags")
        if tags is not None and not isinstance(tags, list):
            place = self.reading.at(self.tree, "tags")
            self.reading.error(f"'tags' of {self.what} must be a list, not {named(tags)}", place)
            return ()
        return self.reading.texts(self.tree, "tags", self.what)

    def _rules(self) -> tuple[Rule, ...]:
        notes = self.tree.get("constraints")
        if notes is None:
            return ()
        if not isinstance(notes, list):
            place = self.reading.at(self.tree, "constraints")
            self.reading.error(f"'constraints' of {self.what} must be a list, not {named(notes)}", place)
            return ()
        rules = (self._rule(note, self.reading.at(notes, number)) for number, note in enumerate(notes))
        return tuple(rule for rule in rules if rule)

    def _rule(self, note: Any, place: Any) -> Rule | None:
        if not self.reading.is_map(note, f"a constraint of {self.what}", place):
            return None
        problem = self._unfit(note)
        if problem:
            self.reading.error(f"{problem[0]} in {self.what}", place, advice=problem[1])
            return None
        return self.rule(note, place)

    def _unfit(self, note: dict[str, Any]) -> tuple[str, str] | None:
        for key in note:
            if key == "description":
                continue
            if key not in FITTING:
                advice = did_you_mean(key, FITTING, f"there are {one_of(FITTING)}")
                return f"unknown constraint '{key}'", advice
            if key == "modulo" and not self._version.has_modulo:
                since = f"it is known from heat_template_version {MODULO_SINCE} on"
                return "the constraint 'modulo' is unknown to this version", since
            misfit = self.misfit(key, key)
            if misfit:
                return misfit
        custom = note.get("custom_constraint")
        if isinstance(custom, str) and find(custom) is None:
            return f"unknown custom constraint '{custom}'", did_you_mean(custom, names())
        return None


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
