"""What would be made, or changed, without doing it."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

from setpoint.api.heat import answer, links
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.handlers.changes import compiled, find_by_name, name_of, new, patched
from setpoint.api.heat.looking import the_root
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


async def preview(asked: Asked) -> Response:
    """The stack that a body describes, with its resources, as if it were there."""
    body = await asked.body()
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
    del shown["stack_status"], shown["stack_status_reason"]
    found = await planned(asked.engine, stack, source, Action.CREATE, looks=False, checks=False)
    shown["resources"] = show_previews.resources(found)
    return answer.json({"stack": shown})


async def preview_update(asked: Asked) -> Response:
    """What an update to the body would do to which resource."""
    body = await asked.body()
    return await _changes(asked, the_root(asked), await described(asked, body))


async def preview_patch(asked: Asked) -> Response:
    """The same, for a body that says only what changes."""
    view = the_root(asked)
    return await _changes(asked, view, await patched(asked, view, await asked.body()))


async def _changes(asked: Asked, view: View, source: Source) -> Response:
    wanted = await compiled(asked, source, view.stack)
    assert wanted.source is not None
    found = await planned(asked.engine, view.stack, wanted.source, Action.UPDATE, looks=False, checks=False)
    nested = asked.flag("show_nested")
    changes: dict[str, list[Any]] = {
        kind: [] for kind in ("added", "deleted", "replaced", "unchanged", "updated")
    }
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
            changes[touched.get(address, "unchanged")].append(
                _resource(asked, view, address, kind, "INIT", "COMPLETE")
            )
    return answer.json({"resource_changes": changes})


def _kind(step: Step) -> str:
    return _KINDS.get(step.deed, "")


def _resource(asked: Asked, view: View, address: Any, type: str, action: str, status: str) -> dict[str, Any]:
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
        "resource_action": one.action.value if one else action,
        "resource_status": one.status.value if one else status,
        "resource_status_reason": (one.reason or "state changed") if one else "",
        "creation_time": moment(one.created_at) if one else None,
        "updated_time": moment(one.updated_at) if one else None,
        "required_by": [],
        "description": one.description if one else "",
        "metadata": masked(one.metadata) or {} if one else {},
        "attributes": {},
    }
