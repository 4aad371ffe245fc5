"""Resources as they would be: those of a stack that is not there yet, and those that an update would change."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from setpoint.api.heat import links
from setpoint.api.heat.show.resources import attributes
from setpoint.api.heat.views import View
from setpoint.engine.requests.preview import Preview
from setpoint.model.address import ROOT, Address, container_of, name_of
from setpoint.model.definition import Definition
from setpoint.model.incarnation import Incarnation
from setpoint.model.kind import is_composite
from setpoint.model.moment import moment
from setpoint.model.plan import Deed, Step
from setpoint.model.value import as_far_as_known, masked
from setpoint.types.resource_type import ResourceType

NOWHERE = "None"
"""The id of a stack that is not there."""

_KINDS = {
    Deed.CREATE: "added",
    Deed.ADOPT: "added",
    Deed.EXPAND: "added",
    Deed.UPDATE: "updated",
    Deed.DELETE: "deleted",
    Deed.FORGET: "deleted",
}


class PreviewedResource(TypedDict):
    """A resource, as it would be."""

    resource_name: str
    resource_identity: links.Identity
    stack_identity: links.Identity
    stack_name: str
    physical_resource_id: str
    resource_type: str
    resource_action: str
    resource_status: str
    resource_status_reason: str
    creation_time: str | None
    updated_time: str | None
    required_by: list[str]
    description: str
    metadata: dict[str, Any]
    attributes: dict[str, Any]
    properties: NotRequired[dict[str, Any]]
    parent_resource: NotRequired[str]


class ResourceChanges(TypedDict):
    """Resources, by what would become of them."""

    added: list[PreviewedResource]
    deleted: list[PreviewedResource]
    replaced: list[PreviewedResource]
    unchanged: list[PreviewedResource]
    updated: list[PreviewedResource]


def resources(found: Preview, view: View, container: Address = ROOT) -> list[Any]:
    """Those of a new stack, in ``container``; in the place of a nested stack or group, the list of its own."""
    tree = found.wanted.tree
    users: dict[Address, list[str]] = {}
    for address in tree.members(container):
        for need in tree.dependencies(address):
            users.setdefault(need, []).append(name_of(address))
    return [
        resources(found, view, address)
        if is_composite(tree.definitions[address].kind)
        else {
            **_resource(view, address, tree.definitions[address], None, users.get(address, [])),
            "properties": _properties(tree.definitions[address], found.values.get(address, {})),
        }
        for address in tree.members(container)
    ]


def changes(found: Preview, view: View, *, nested: bool) -> ResourceChanges:
    """What an update would do to which resource: of the stack itself, or ``nested`` in it too."""
    sorted_out: ResourceChanges = {"added": [], "deleted": [], "replaced": [], "unchanged": [], "updated": []}
    touched: dict[Address, str] = {}
    for step in found.plan.steps:
        kind = _KINDS.get(step.deed, "")
        if kind and touched.get(step.address) != "replaced":
            both = {kind, touched.get(step.address)} == {"added", "deleted"}
            touched[step.address] = "replaced" if both else kind
    known: dict[Address, Incarnation | Step] = {one.address: one for one in view.all}
    known |= {one.address: one for one in found.plan.steps if one.address not in known}
    definitions = found.wanted.tree.definitions
    for address in dict.fromkeys([*known, *definitions]):
        if nested or not container_of(address):
            definition = definitions.get(address)
            stays = definition is not None and is_composite(definition.kind)
            kind = touched.get(address, _OF_NESTED if stays else "unchanged")
            one = view.incarnation(address)
            shown = _resource(view, address, definition, one, type_name=_type(known.get(address)))
            sorted_out[kind].append(shown)  # type: ignore[literal-required]
    return sorted_out


_OF_NESTED = "updated"
"""A nested stack is always updated, and what stands in it tells whether that changes anything: so Heat's clients
expect."""


def _type(one: Incarnation | Step | None) -> str:
    return one.written_type if one is not None else ""


def _resource(
    view: View,
    address: Address,
    definition: Definition | None,
    one: Incarnation | None,
    required_by: list[str] | None = None,
    type_name: str = "",
) -> PreviewedResource:
    """A resource as its definition wants it, where there is one, and else as it stands."""
    name, container = name_of(address), container_of(address)
    identity = _identity(view, container)
    shown: PreviewedResource = {
        "resource_name": name,
        "resource_identity": {**identity, "path": f"/resources/{name}"},
        "stack_identity": identity,
        "stack_name": identity["stack_name"],
        "physical_resource_id": one.physical_id if one else "",
        "resource_type": definition.type if definition else type_name,
        "resource_action": one.action.value if one else "INIT",
        "resource_status": one.status.value if one else "COMPLETE",
        "resource_status_reason": (one.reason or "state changed") if one else "",
        "creation_time": moment(one.created_at) if one else None,
        "updated_time": moment(one.updated_at) if one else None,
        "required_by": required_by or [],
        "description": definition.description if definition else one.description if one else "",
        "metadata": _metadata(one.metadata if one else definition.metadata if definition else None),
        "attributes": attributes(one) if one else _attributes(definition),
    }
    if container:
        shown["parent_resource"] = name_of(container)
    return shown


def _metadata(value: Any) -> dict[str, Any]:
    return masked(value) if isinstance(value, dict) else {}


def _attributes(definition: Definition | None) -> dict[str, Any]:
    return dict.fromkeys(sorted(definition.kind.attributes or ())) if definition else {}


def _properties(definition: Definition, wanted: Any) -> dict[str, Any]:
    """All that its type knows, with defaults; None for what is not given, or not known before others are there."""
    kind = definition.kind
    if not isinstance(kind, ResourceType):
        return {}
    values = kind.with_defaults(wanted)
    return {name: as_far_as_known(values.get(name)) for name in kind.schema.properties}


def _identity(view: View, container: Address) -> links.Identity:
    """Of the stack that ``container`` is, which need not be there yet."""
    one = view.incarnation(container) if container else None
    if one is not None or not container:
        return links.identity(view.stack.project, view.into(one))
    return {
        "tenant": view.stack.project,
        "stack_name": "-".join([view.stack.name, *container.split("/")]),
        "stack_id": NOWHERE,
        "path": "",
    }
