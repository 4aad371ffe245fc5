"""Several environment files become one: later files win, unless a merge strategy says to join.

After Heat's environment files: ``parameter_merge_strategies`` of a file says for its own parameters whether they
``overwrite``, ``merge`` or ``deep_merge`` what earlier files said. Registries are merged entry by entry; event sinks
and names of encrypted parameters add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.nearest import did_you_mean, one_of
from setpoint.model.value import Value
from setpoint.templates import yaml
from setpoint.templates.environment import understand
from setpoint.templates.parameters import Parameter, ParameterType, turned_into
from setpoint.templates.reading import Reading
from setpoint.templates.registry import is_template
from setpoint.templates.tree import Document, Gathered

STRATEGIES = ("overwrite", "merge", "deep_merge")

Resolve = Callable[[str, str], str]
"""Gives the name under which a template is handed over, from the environment's name and what stands there."""


def merge_environments(
    texts: Iterable[tuple[str, str]],
    parameters: Mapping[str, Parameter] | None = None,
    resolve: Resolve | None = None,
) -> Mapping[str, Value]:
    """The environment that the files ``texts`` (name and text, in order) make together, as plain sections.

    It still knows where everything stands, for diagnostics. ``parameters`` are the template's: joining asks for their
    types, and guesses by the values without. Raises InvalidInput with every problem of every file.
    """
    findings = Findings()
    merged = _Merged(parameters or {})
    for name, text in texts:
        document = Document(name, text, is_private=True)
        tree = yaml.read(document, findings)
        understand(tree, findings, name)
        if isinstance(tree, dict):
            merged.add(tree, Reading(document, findings), resolve or _as_written)
    if findings.has_errors:
        raise InvalidInput(findings.in_order())
    return merged.tree


def _as_written(_environment: str, template: str) -> str:
    return template


class _Merged:
    """The environment so far."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self.tree = Gathered()
        self._parameters = parameters
        self._strategies: dict[str, str] = {}

    def add(self, tree: dict[str, Any], reading: Reading, resolve: Resolve) -> None:
        """Add one file's sections."""
        strategies = tree.get("parameter_merge_strategies") or {}
        self._check_strategies(strategies, tree, reading)
        for section in ("parameters", "parameter_defaults"):
            if isinstance(tree.get(section), dict):
                self._add_parameters(tree, section, strategies, reading)
        if isinstance(tree.get("resource_registry"), dict):
            found = _resolved(tree["resource_registry"], reading.document.name, resolve)
            self.tree.take(tree, "resource_registry", _over(self.tree.get("resource_registry", {}), found))
        for section in ("event_sinks", "encrypted_param_names"):
            if isinstance(tree.get(section), list):
                before = self.tree.get(section, [])
                self.tree.take(tree, section, [*before, *(one for one in tree[section] if one not in before)])

    def _check_strategies(self, strategies: Any, tree: dict[str, Any], reading: Reading) -> None:
        place = reading.at_key(tree, "parameter_merge_strategies")
        named = {"default": strategies} if isinstance(strategies, str) else strategies
        if not reading.is_map(named, "'parameter_merge_strategies'", place):
            return
        for name, strategy in named.items():
            if strategy not in STRATEGIES:
                advice = did_you_mean(str(strategy), STRATEGIES, f"there are {one_of(STRATEGIES)}")
                where = reading.at(strategies, name) if isinstance(strategies, dict) else place
                reading.error(f"unknown merge strategy '{strategy}'", where, advice=advice)

    def _add_parameters(self, tree: dict[str, Any], section: str, strategies: Any, reading: Reading) -> None:
        into = self.tree.get(section, Gathered())
        assert isinstance(into, Gathered)
        for name, value in tree[section].items():
            joined = value
            if into.get(name) is not None and value is not None:
                joined = self._over_earlier(name, into[name], tree[section], strategies, reading)
            into.take(tree[section], name, joined)
        self.tree.take(tree, section, into)

    def _over_earlier(
        self, name: str, old: Value, section: dict[str, Any], strategies: Any, reading: Reading
    ) -> Value:
        """What parameter ``name`` comes to when an earlier file said ``old``."""
        strategy = self._strategy(name, strategies, section, reading)
        if strategy == "overwrite":
            return section[name]
        try:
            return self._joined(name, old, section[name], deep=strategy == "deep_merge")
        except ValueError as problem:
            place = reading.at(section, name)
            reading.error(f"parameter '{name}' cannot be merged: {problem}", place)
            return old

    def _strategy(self, name: str, strategies: Any, section: Any, reading: Reading) -> str:
        by_name = strategies if isinstance(strategies, dict) else {"default": strategies or "overwrite"}
        strategy = str(by_name.get(name, by_name.get("default", "overwrite")))
        before = self._strategies.setdefault(name, strategy)
        if before != strategy:
            reading.error(
                f"parameter '{name}' has two merge strategies: {before} and {strategy}",
                reading.at_key(section, name),
                advice="let all environment files say the same for a parameter",
            )
        return strategy

    def _joined(self, name: str, old: Value, new: Value, *, deep: bool) -> Value:
        parameter = self._parameters.get(name)
        kind = parameter.type if parameter else _guessed(new)
        if kind is ParameterType.BOOLEAN:
            raise ValueError("it is a boolean")
        if isinstance(old, list) and isinstance(new, list):
            return [*old, *new]
        before, after = turned_into(kind, old), turned_into(kind, new)
        if isinstance(before, dict) and isinstance(after, dict):
            if deep:
                return _over(before, after, everything=True)
            return {**before, **{key: value for key, value in after.items() if value is not None}}
        if type(before) is type(after) or kind is ParameterType.NUMBER:
            return before + after
        raise ValueError("the values have different types")


def _guessed(value: Value) -> ParameterType:
    if isinstance(value, bool):
        return ParameterType.BOOLEAN
    if isinstance(value, dict):
        return ParameterType.JSON
    if isinstance(value, list):
        return ParameterType.COMMA_DELIMITED_LIST
    return ParameterType.NUMBER if isinstance(value, (int, float)) else ParameterType.STRING


def _resolved(tree: Any, environment: str, resolve: Resolve) -> Any:
    """``tree`` with the names of templates as they are handed over."""
    if isinstance(tree, str):
        return resolve(environment, tree) if is_template(tree) else tree
    if not isinstance(tree, dict):
        return tree
    found = Gathered()
    for key, value in tree.items():
        found.take(tree, key, value if key == "base_url" else _resolved(value, environment, resolve))
    return found


def _over(old: dict[str, Any], new: dict[str, Any], *, everything: bool = False) -> Gathered:
    """``new`` laid over ``old``, maps within maps too; with ``everything``, lists and texts are joined as well."""
    found = Gathered()
    for source in (old, new):
        for key, value in source.items():
            before = found.get(key)
            if isinstance(before, dict) and isinstance(value, dict):
                found.take(source, key, _over(before, value, everything=everything))
            elif everything and before and type(before) is type(value) and isinstance(value, (list, str)):
                found.take(source, key, before + value)
            elif value is not None or before is None:
                found.take(source, key, value)
    return found
