"""What a deployment tells its server: its configuration, with all inputs filled in, and how to answer.

The inputs besides those that the configuration declares are Heat's (HOT guide, "Software deployment resources"), by
their names: tools within servers read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.software import SoftwareConfig
from setpoint.model.value import Plain, reveal
from setpoint.types.software import COMPONENT, STRING, UNGROUPED

Input = dict[str, Any]


def is_for(action: str, properties: Mapping[str, Any], source: SoftwareConfig | None) -> bool:
    """Whether an action is one in which the server is to be told. A component says so itself."""
    if source is not None and source.group == COMPONENT:
        content = reveal(source.config) or {}
        return any(action in one.get("actions", ()) for one in content.get("configs", ()))
    return action in properties["actions"]


def inputs_of(
    properties: Mapping[str, Any], source: SoftwareConfig | None, told: Mapping[str, tuple[str, Plain]]
) -> list[Input]:
    """All inputs with their values: those declared, those given besides, and those that are ``told``.

    ``told`` is by name, with what each is for.
    """
    given = dict(properties.get("input_values") or {})
    return [*_declared(source, given), *_undeclared(given), *_told(told)]


def _declared(source: SoftwareConfig | None, given: dict[str, Plain]) -> Iterator[Input]:
    """Takes away from ``given`` what it uses."""
    for one in reveal(source.inputs) if source is not None else ():
        yield {**one, "value": given.pop(one["name"], one.get("default"))}


def _undeclared(given: Mapping[str, Plain]) -> Iterator[Input]:
    for name, value in given.items():
        yield {"name": name, "type": STRING, "value": value}


def _told(told: Mapping[str, tuple[str, Plain]]) -> Iterator[Input]:
    for name, (what, value) in told.items():
        yield {"name": name, "description": what, "type": STRING, "value": value}


def with_inputs(properties: Mapping[str, Any], content: Plain, values: Mapping[str, Plain]) -> Plain:
    """Data, in which ``{get_input: name}`` is replaced by the value. Raises ResourceError for one that is missing."""
    key, is_strict = properties["input_key"], properties["input_values_validate"] == "STRICT"

    def filled(part: Plain) -> Plain:
        if isinstance(part, dict):
            name = part.get(key) if len(part) == 1 else None
            if isinstance(name, str):
                return value_of(name)
            return {name: filled(inner) for name, inner in part.items()}
        return [filled(inner) for inner in part] if isinstance(part, list) else part

    def value_of(name: str) -> Plain:
        if is_strict and name not in values:
            raise ResourceError(
                Diagnostic(
                    f"the configuration asks for the input {name}, which has no value",
                    advice="give it in input_values, or declare it; or set input_values_validate to LAX",
                )
            )
        return values.get(name)

    return filled(content) or {}


def group_of(source: SoftwareConfig | None) -> str:
    """The tool that an instruction is for."""
    return (source.group if source is not None else None) or UNGROUPED
