"""Software configurations and deployments that are made by themselves, checked, and in Heat's normal form.

Inputs and outputs are those of the types that make configurations in templates. An input may have a ``value`` besides:
that is how a deployment says what a server is to be told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.place import Place
from setpoint.model.value import Plain
from setpoint.types import catalogue
from setpoint.types.checking import Fields
from setpoint.types.coercion import boolean, number, string
from setpoint.types.notes import Notes, Path
from setpoint.types.schema import Property, Shape, part_of

TYPES_OF_CONFIGS = (
    "OS::Heat::CloudConfig",
    "OS::Heat::MultipartMime",
    "OS::Heat::SoftwareComponent",
    "OS::Heat::SoftwareConfig",
    "OS::Heat::StructuredConfig",
)
"""The types that make configurations in templates."""

COMPONENT = "component"
"""The group of a configuration that is several, each for some actions."""

UNGROUPED = "Heat::Ungrouped"
"""The group of a configuration that is for no tool in particular."""

STRING = "String"
_LONGEST = 255
_TEXT = Property(Shape.STRING, constraints=({"length": {"max": _LONGEST}},))
_ANY, _LIST = Property(Shape.ANY), Property(Shape.LIST, items=Property(Shape.MAP))
CONFIG: Mapping[str, Property] = {
    "name": _TEXT,
    "group": _TEXT,
    "config": _ANY,
    "options": _ANY,
    "inputs": _LIST,
    "outputs": _LIST,
}
"""What may be said of a new configuration."""

DEPLOYMENT: Mapping[str, Property] = {
    "config_id": Property(Shape.STRING),
    "server_id": _TEXT,
    "action": _TEXT,
    "status": _TEXT,
    "status_reason": Property(Shape.STRING),
    "input_values": _ANY,
    "output_values": _ANY,
    "stack_user_project_id": Property(Shape.STRING),
}
"""What may be said of a deployment that there is."""

NEW_DEPLOYMENT: Mapping[str, Property] = {
    **DEPLOYMENT,
    "server_id": Property(Shape.STRING, required=True, constraints=_TEXT.constraints),
}
"""What may be said of a new one."""

_CONFIG, _CHANGES, _NEW = Fields(CONFIG), Fields(DEPLOYMENT), Fields(NEW_DEPLOYMENT)


def checked_config(given: Mapping[str, Plain]) -> dict[str, Any]:
    """What a new configuration is to be, complete. Raises InvalidInput that tells of everything that is wrong."""
    notes, findings = _notes("a software configuration")
    wanted = {name: given.get(name) for name in ("name", "group", "config")}
    wanted |= {name: given.get(name) or None for name in ("inputs", "outputs", "options")}
    found = _CONFIG.check(wanted, (), notes)
    if not notes.failed:
        found["inputs"] = inputs(found.get("inputs", []), notes)
        found["outputs"] = outputs(found.get("outputs", []), notes)
    _refuse(findings)
    return {"name": None, "group": None, "config": None, "options": {}, **found}


def checked_deployment(given: Mapping[str, Plain], *, is_new: bool) -> dict[str, Any]:
    """What is said of a deployment, in normal form. Raises InvalidInput as :func:`checked_config`."""
    notes, findings = _notes("a software deployment")
    wanted = {name: given.get(name) for name in DEPLOYMENT}
    found = (_NEW if is_new else _CHANGES).check(wanted, (), notes)
    _refuse(findings)
    return found


def normal_form(properties: Mapping[str, Plain]) -> dict[str, Any]:
    """Inputs and outputs of a configuration that a template has made: they were checked then."""
    notes, _findings = _notes("a software configuration")
    return {
        "inputs": inputs(properties.get("inputs") or [], notes),
        "outputs": outputs(properties.get("outputs") or [], notes),
    }


def inputs(given: list[Plain], notes: Notes) -> list[Plain]:
    """What it takes. A ``replace_on_change`` is told only where it says yes."""
    found = []
    for index, one in enumerate(given):
        path: Path = ("inputs", index)
        typed = {**one, "default": _default(one, path, notes)}
        value = {"value": typed.pop("value")} if "value" in typed else {}
        shown = {"type": STRING, **_fields("inputs").check(typed, path, notes), **value}
        if not shown.get("replace_on_change"):
            shown.pop("replace_on_change", None)
        found.append(shown)
    return found


def outputs(given: list[Plain], notes: Notes) -> list[Plain]:
    """What it gives."""
    fields = _fields("outputs")
    return [
        {"type": STRING, "error_output": False, **fields.check(one, ("outputs", index), notes)}
        for index, one in enumerate(given)
    ]


def _fields(part: str) -> Fields:
    kind = catalogue.find("OS::Heat::SoftwareConfig")
    assert kind is not None
    return Fields(part_of(kind.schema, f"{part}.*").fields or {})


def _default(one: Mapping[str, Plain], path: Path, notes: Notes) -> Plain:
    """The default of an input, as its type says. Without a type it is as it was given; "" is one of any type."""
    default, kind = one.get("default"), one.get("type")
    if default in (None, "") or not isinstance(kind, str) or kind not in _DEFAULTS:
        return default
    try:
        return _DEFAULTS[kind](default)
    except ValueError as problem:
        notes.wrong((*path, "default"), str(problem), default)
        return None


def _list(value: Plain) -> list[Plain]:
    if isinstance(value, str):
        return value.split(",")
    if isinstance(value, list):
        return value
    raise ValueError("must be a list, or items with commas between them")


def _json(value: Plain) -> Plain:
    if isinstance(value, (str, list, dict)):
        return value
    raise ValueError("must be a map, a list, or a text that is one in JSON")


_DEFAULTS: Mapping[str, Callable[[Plain], Plain]] = {
    STRING: string,
    "Number": number,
    "CommaDelimitedList": _list,
    "Json": _json,
    "Boolean": boolean,
}


def _nowhere(_path: Sequence[str | int]) -> Place | None:
    return None


def _notes(whose: str) -> tuple[Notes, Findings]:
    findings = Findings()
    return Notes(whose, _nowhere, findings), findings


def _refuse(findings: Findings) -> None:
    if findings.has_errors:
        raise InvalidInput(findings)
