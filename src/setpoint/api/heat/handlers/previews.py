"""What would be made, or changed, without doing it."""

from __future__ import annotations

from typing import Any, TypedDict, cast

import msgspec

from setpoint.api.heat import answer, links
from setpoint.api.heat.answer import Answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.bodies import EMPTY, Changes, NewStack
from setpoint.api.heat.handlers.changes import compiled, find_by_name, name_of, new, patched
from setpoint.api.heat.looking import the_root
from setpoint.api.heat.queries import Query
from setpoint.api.heat.refusals import Refused
from setpoint.api.heat.remote import described
from setpoint.api.heat.show import previews as show_previews
from setpoint.api.heat.show import stacks as show_stacks
from setpoint.api.heat.show.moments import moment
from setpoint.api.heat.show.parameters import declared_values
from setpoint.api.heat.views import View
from setpoint.engine.requests.preview import preview as planned
from setpoint.model.address import Address, container_of
from setpoint.model.address import name_of as last_of
from setpoint.model.incarnation import Action
from setpoint.model.plan import Deed, Step
from setpoint.model.stack import Source, StackId
from setpoint.model.value import masked

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


class PreviewedStack(show_stacks.StackDetails):
    """A stack, as it would be, with its resources; in the place of each stack nested in it, the list of its own."""

    resources: list[Any]


class Previewed(TypedDict):
    """What would be made."""

    stack: PreviewedStack


class ResourceChanges(TypedDict):
    """Resources, by what would become of them."""

    added: list[PreviewedResource]
    deleted: list[PreviewedResource]
    replaced: list[PreviewedResource]
    unchanged: list[PreviewedResource]
    updated: list[PreviewedResource]


class PreviewedChanges(TypedDict):
    """What would be changed."""

    resource_changes: ResourceChanges


class Depth(Query):
    """How far is looked."""

    show_nested: bool = False


async def preview(asked: Asked, body: NewStack = EMPTY) -> Answer[Previewed]:
    """The stack that a body describes, with its resources, as if it were there."""
    name = name_of(body)
    if find_by_name(asked, name):
        raise Refused(409, "StackExists", f"The Stack ({name}) already exists.")
    source = await described(asked, body)
    stack = msgspec.structs.replace(new(asked, name, body), id=StackId(show_previews.NOWHERE))
    wanted = await compiled(asked, source, stack)
    view = View(asked.engine, stack, None, [])
    shown = show_stacks.in_full(view, asked.base)
    shown["parameters"] |= declared_values(source)
    told = wanted.compiled.declared.description if wanted.compiled else ""
    shown["description"] = shown["template_description"] = told or show_stacks.NO_DESCRIPTION
    shown["updated_time"] = None
    assert wanted.source is not None  # with the nested templates that were fetched
    found = await planned(asked.engine, stack, wanted.source, Action.CREATE, looks=False, checks=False)
    resources = show_previews.resources(found)
    return answer.json({"stack": cast("PreviewedStack", {**_without_status(shown), "resources": resources})})


def _without_status(shown: show_stacks.StackInFull) -> dict[str, Any]:
    return {key: value for key, value in shown.items() if key not in show_stacks.StackStatus.__annotations__}


async def preview_update(asked: Asked, query: Depth, body: Changes = EMPTY) -> Answer[PreviewedChanges]:
    """What an update to the body would do to which resource."""
    source = await described(asked, body)
    return await _changes(asked, the_root(asked), source, nested=query.show_nested)


async def preview_patch(asked: Asked, query: Depth, body: Changes = EMPTY) -> Answer[PreviewedChanges]:
    """What an update to a body that says only what changes would do to which resource."""
    view = the_root(asked)
    return await _changes(asked, view, await patched(asked, view, body), nested=query.show_nested)


async def _changes(asked: Asked, view: View, source: Source, *, nested: bool) -> Answer[PreviewedChanges]:
    wanted = await compiled(asked, source, view.stack)
    assert wanted.source is not None
    found = await planned(asked.engine, view.stack, wanted.source, Action.UPDATE, looks=False, checks=False)
    changes: dict[str, list[PreviewedResource]] = {kind: [] for kind in ResourceChanges.__annotations__}
    touched: dict[Address, str] = {}
    for step in found.plan.steps:
        kind = _kind(step)
        if kind and touched.get(step.address) != "replaced":
            touched[step.address] = (
                "replaced" if {kind, touched.get(step.address)} == {"added", "deleted"} else kind
            )
    types = {one.address: one.type for one in view.all} | {s.address: s.type for s in found.plan.steps}
    for address in dict.fromkeys([*types, *found.wanted.tree.definitions]):
        if nested or not container_of(address):
            definition = found.wanted.tree.definitions.get(address)
            kind = definition.kind.name if definition else types[address]
            changes[touched.get(address, "unchanged")].append(_resource(asked, view, address, kind))
    return answer.json({"resource_changes": cast("ResourceChanges", changes)})


def _kind(step: Step) -> str:
    return _KINDS.get(step.deed, "")


def _resource(asked: Asked, view: View, address: Address, type: str) -> PreviewedResource:
    name = last_of(address)
    one = view.incarnation(address) if view.stack.revision else None
    project = asked.caller.project
    return {
        "resource_name": name,
        "resource_identity": links.identity(project, view, f"/resources/{name}"),
        "stack_identity": links.identity(project, view),
        "stack_name": view.name,
        "physical_resource_id": one.physical_id if one else "",
        "resource_type": type,
        "resource_action": one.action.value if one else "INIT",
        "resource_status": one.status.value if one else "COMPLETE",
        "resource_status_reason": (one.reason or "state changed") if one else "",
        "creation_time": moment(one.created_at) if one else None,
        "updated_time": moment(one.updated_at) if one else None,
        "required_by": [],
        "description": one.description if one else "",
        "metadata": masked(one.metadata) or {} if one else {},
        "attributes": {},
    }
