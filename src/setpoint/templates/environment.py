"""What an environment says, understood: parameters, defaults that reach nested stacks, the registry, event sinks.

An environment is a tree: read from files and merged (:mod:`setpoint.templates.merging`), or plain data from a stored
revision. Both are understood here, with every problem told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from setpoint.model.diagnostic import About, Findings, Problem
from setpoint.model.nearest import did_you_mean, one_of
from setpoint.model.place import Place
from setpoint.model.sink import TYPES as SINKS
from setpoint.model.sink import ZAQAR_QUEUE
from setpoint.model.value import Sensitive, Value
from setpoint.templates.reading import Reading, named
from setpoint.templates.registry import HOOKS, RESTRICTIONS, Branch, Entry, Registry, hooks_of
from setpoint.templates.tree import Document

SECTIONS = (
    "parameters",
    "parameter_defaults",
    "resource_registry",
    "encrypted_param_names",
    "event_sinks",
    "parameter_merge_strategies",
)


class Environment(msgspec.Struct, frozen=True):
    """An environment. ``parameters`` are for the stack itself, ``parameter_defaults`` for nested ones as well."""

    parameters: Mapping[str, Value] = {}
    parameter_defaults: Mapping[str, Value] = {}
    registry: Registry = Registry()
    event_sinks: tuple[Mapping[str, Value], ...] = ()
    encrypted: frozenset[str] = frozenset()
    document: Document = msgspec.field(default_factory=lambda: Document("environment", ""))

    def given(self) -> dict[str, Value]:
        """The parameters for the stack itself; those that are to be encrypted are secrets."""
        return {name: self._hidden(name, value) for name, value in self.parameters.items()}

    def default(self, name: str) -> Value:
        """What ``parameter_defaults`` say of a parameter, in a nested stack or not; None when nothing."""
        return self._hidden(name, self.parameter_defaults.get(name))

    def _hidden(self, name: str, value: Value) -> Value:
        return value if value is None or name not in self.encrypted else Sensitive(value)

    def place_of(self, name: str) -> Place:
        """Where the value of parameter ``name`` stands."""
        for section in (self.parameters, self.parameter_defaults):
            if name in section:
                return Reading(self.document, Findings()).at_key(section, name)
        return self.document.whole


def understand(tree: Any, findings: Findings, name: str = "environment") -> Environment:
    """The environment that ``tree`` is. Problems are told; what they concern is left out."""
    document = Document(name, "")
    reading = Reading(document, findings)
    if tree is None or not reading.is_map(tree, "an environment", document.whole):
        return Environment(document=document)
    _check_sections(tree, reading)
    return Environment(
        parameters=reading.section(tree, "parameters"),
        parameter_defaults=reading.section(tree, "parameter_defaults"),
        registry=_registry(reading.section(tree, "resource_registry"), reading),
        event_sinks=_sinks(tree, reading),
        encrypted=frozenset(reading.texts(tree, "encrypted_param_names", "the environment")),
        document=document,
    )


def _check_sections(tree: dict[str, Any], reading: Reading) -> None:
    for section, value in tree.items():
        place = reading.at_key(tree, section)
        if section not in SECTIONS:
            advice = did_you_mean(section, SECTIONS, f"an environment has {one_of(SECTIONS)}")
            reading.error(
                f"unknown section '{section}' in an environment", place, advice=advice, about=_NO_ENVIRONMENT
            )
        elif value is None:
            advice = "remove it, or write '{}'"
            reading.error(f"the section '{section}' is empty", place, advice=advice, about=_NO_ENVIRONMENT)


_NO_ENVIRONMENT = About(Problem.ENVIRONMENT)


def _sinks(tree: dict[str, Any], reading: Reading) -> tuple[Mapping[str, Value], ...]:
    """The event sinks. Only a service sends them anything, and that to those of a type that it knows: it is told."""
    sinks = tree.get("event_sinks")
    if sinks is None:
        return ()
    if not isinstance(sinks, list):
        place = reading.at(tree, "event_sinks")
        reading.error(f"'event_sinks' must be a list of maps, not {named(sinks)}", place)
        return ()
    for number, sink in enumerate(sinks):
        if not isinstance(sink, dict) or not isinstance(sink.get("type"), str):
            place = reading.at(sinks, number)
            reading.error("an event sink must be a map with a 'type'", place, advice=f"type: {ZAQAR_QUEUE}")
        elif sink["type"] in SINKS:
            _check_queue(sink, reading)
        else:
            reading.findings.warning(
                f"nothing is sent to the event sink '{sink['type']}'",
                place=reading.at_key(sink, "type"),
                detail="there are no sinks of that type; it is only kept with the stack",
                advice=did_you_mean(sink["type"], SINKS, f"there are sinks of type {one_of(SINKS)}"),
            )
    return tuple(sink for sink in sinks if isinstance(sink, dict))


def _check_queue(sink: dict[str, Any], reading: Reading) -> None:
    """A queue must be one that there can be. A command does not send anything to it."""
    queue, ttl = sink.get("target"), sink.get("ttl")
    if not isinstance(queue, str) or not _QUEUE.fullmatch(queue):
        reading.error(
            "an event sink that is a queue must have a 'target'",
            reading.at_key(sink, "target" if "target" in sink else "type"),
            detail="a queue's name is of up to 64 letters, digits, dashes and underscores",
            advice="target: my-events",
        )
    if ttl is not None and (
        not isinstance(ttl, int) or isinstance(ttl, bool) or not _TTL[0] <= ttl <= _TTL[1]
    ):
        reading.error(
            f"the 'ttl' of an event sink must be a number of seconds, {_TTL[0]} to {_TTL[1]}",
            reading.at_key(sink, "ttl"),
        )
    for key in sink.keys() - {"type", "target", "ttl"}:
        advice = did_you_mean(key, ("target", "ttl"), "a queue has a target and a ttl")
        reading.error(f"unknown key '{key}' in an event sink", reading.at_key(sink, key), advice=advice)
    reading.findings.warning(
        f"events are sent to the event sink '{sink['type']}' by the service alone",
        place=reading.at_key(sink, "type"),
        detail="`setpoint serve` sends them, for stacks that are made there; a command only keeps it with the stack",
        advice="`setpoint event follow --json` tells events as they come, for another program to read",
    )


_QUEUE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TTL = (60, 1_209_600)
"""Seconds: what Zaqar takes unless it is told otherwise."""


def _registry(tree: dict[str, Any], reading: Reading) -> Registry:
    entries = [
        entry
        for name in tree
        if name not in {"resources", "base_url"}
        for entry in _entries(tree, name, reading)
    ]
    return Registry(tuple(entries), _branches(reading.section(tree, "resources"), reading))


def _entries(tree: dict[str, Any], name: str, reading: Reading) -> list[Entry]:
    target, place = tree[name], reading.at_key(tree, name)
    if target is not None and not isinstance(target, str):
        reading.error(
            f"'{name}' must stand for a type or a template, not {named(target)}",
            reading.at(tree, name),
            advice="what is said for one resource stands under 'resources:'"
            if isinstance(target, dict)
            else "",
        )
        return []
    if "*" in name[:-1] or "*" in (target or "")[:-1]:
        reading.error(f"a wildcard stands at the end only: '{name}: {target}'", place)
        return []
    if (target or "").endswith("*") and not name.endswith("*"):
        reading.error(f"'{name}' cannot stand for a family of types", place, advice=f"write '{name}*'")
        return []
    return [Entry(name, target or "", place)]


def _branches(tree: dict[str, Any], reading: Reading) -> dict[str, Branch]:
    return {name: _branch(branch, name, reading) for name, branch in reading.maps(tree, "resource")}


def _branch(tree: dict[str, Any], name: str, reading: Reading) -> Branch:
    within = {key: value for key, value in tree.items() if isinstance(value, dict)}
    types = [key for key in tree if key not in within and key not in {"hooks", "restricted_actions"}]
    return Branch(
        entries=tuple(entry for key in types for entry in _entries(tree, key, reading)),
        hooks=_hooks(tree, name, reading),
        restricted=_restricted(tree, name, reading),
        within={key: _branch(value, key, reading) for key, value in within.items()},
    )


def _hooks(tree: dict[str, Any], name: str, reading: Reading) -> frozenset[str]:
    hooks: frozenset[str] = frozenset()
    for hook in reading.texts(tree, "hooks", f"resource '{name}'"):
        if not hooks_of(hook):
            advice = did_you_mean(hook, HOOKS, f"there are {one_of(HOOKS)}")
            reading.error(
                f"unknown hook '{hook}' for resource '{name}'", reading.at(tree, "hooks"), advice=advice
            )
        hooks |= hooks_of(hook)
    return hooks


def _restricted(tree: dict[str, Any], name: str, reading: Reading) -> frozenset[str]:
    actions = reading.texts(tree, "restricted_actions", f"resource '{name}'")
    for action in actions:
        if action not in RESTRICTIONS:
            place = reading.at(tree, "restricted_actions")
            advice = did_you_mean(action, RESTRICTIONS, f"there are {one_of(RESTRICTIONS)}")
            reading.error(f"unknown restricted action '{action}' for resource '{name}'", place, advice=advice)
    return RESTRICTIONS.intersection(actions)
