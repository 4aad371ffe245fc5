"""The resources of a stack that is not there yet: those of nested stacks as lists of their own, as Heat shows them."""

from __future__ import annotations

from typing import Any

from setpoint.engine.requests.preview import Preview
from setpoint.model.address import ROOT, Address, container_of, name_of
from setpoint.model.definition import Definition
from setpoint.model.kind import is_composite
from setpoint.model.value import as_far_as_known, masked
from setpoint.types.resource_type import ResourceType

Json = dict[str, Any]

NOWHERE = "None"
"""The id of a stack that is not there."""


def resources(found: Preview, container: Address = ROOT) -> list[Any]:
    """The resources in ``container``; in the place of a nested stack or group, the list of its own."""
    tree = found.wanted.tree
    users: dict[Address, list[str]] = {}
    for address in tree.members(container):
        for need in tree.dependencies(address):
            users.setdefault(need, []).append(name_of(address))
    return [
        resources(found, address)
        if is_composite(tree.definitions[address].kind)
        else _resource(found, tree.definitions[address], users.get(address, []))
        for address in tree.members(container)
    ]


def _resource(found: Preview, definition: Definition, required_by: list[str]) -> Json:
    name, container = name_of(definition.address), container_of(definition.address)
    shown = {
        "resource_name": name,
        "resource_identity": _identity(found, container, f"/resources/{name}"),
        "stack_identity": _identity(found, container),
        "stack_name": _stack_name(found, container),
        "physical_resource_id": "",
        "resource_type": definition.kind.name,
        "resource_action": "INIT",
        "resource_status": "COMPLETE",
        "resource_status_reason": "",
        "creation_time": None,
        "updated_time": None,
        "required_by": required_by,
        "description": definition.description,
        "metadata": masked(definition.metadata) if isinstance(definition.metadata, dict) else {},
        "attributes": dict.fromkeys(sorted(definition.kind.attributes or ())),
        "properties": _properties(definition, found.values.get(definition.address, {})),
    }
    return {**shown, **({"parent_resource": name_of(container)} if container else {})}


def _properties(definition: Definition, wanted: Any) -> Json:
    """All that its type knows, with defaults; None for what is not given, or not known before others are there."""
    kind = definition.kind
    if not isinstance(kind, ResourceType):
        return {}
    values = kind.with_defaults(wanted)
    return {name: as_far_as_known(values.get(name)) for name in kind.schema.properties}


def _identity(found: Preview, container: Address, path: str = "") -> Json:
    stack = found.stack
    return {
        "tenant": stack.project,
        "stack_name": _stack_name(found, container),
        "stack_id": NOWHERE,
        "path": path,
    }


def _stack_name(found: Preview, container: Address) -> str:
    return "-".join([found.stack.name, *container.split("/")]) if container else found.stack.name
