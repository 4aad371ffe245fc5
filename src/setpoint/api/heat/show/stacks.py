"""Stacks."""

from __future__ import annotations

from typing import Any

from setpoint.api.heat import links
from setpoint.api.heat.show.moments import moment
from setpoint.api.heat.show.outputs import outputs
from setpoint.api.heat.show.parameters import shown_parameters
from setpoint.api.heat.views import View
from setpoint.model.incarnation import Action

Json = dict[str, Any]

NO_DESCRIPTION = "No description"
"""What a stack says of itself whose template does not."""


def in_list(view: View, base: str, *, with_project: bool = False) -> Json:
    """A stack as lists of them show it; administrators are told of the project."""
    project = {"project": view.stack.project} if with_project else {}
    return {
        **project,
        "id": view.id,
        "links": [links.link(links.of_stack(base, view))],
        "stack_name": view.name,
        "description": _description(view),
        "stack_status": f"{view.action}_{view.status}",
        "stack_status_reason": view.reason,
        "creation_time": moment(_created(view)),
        "updated_time": moment(_updated(view)),
        "deletion_time": moment(view.stack.deleted_at if view.one is None else 0),
        "stack_owner": view.stack.owner_name or None,
        "parent": view.parent,
        "stack_user_project_id": view.stack.project,
        "tags": list(view.stack.tags) or None if view.one is None else None,
    }


def in_full(view: View, base: str, *, with_outputs: bool = True) -> Json:
    """A stack by itself."""
    stack = view.stack
    shown: Json = {
        **in_list(view, base),
        "notification_topics": [],
        "parameters": shown_parameters(view),
        "template_description": _description(view),
        "capabilities": [],
        "disable_rollback": not stack.rollback,
        "timeout_mins": round(stack.timeout / 60) or None,
        "tags": list(stack.tags) if view.one is None else [],
    }
    if with_outputs and not stack.deleted_at:
        shown["outputs"] = outputs(view)
    return shown


def _description(view: View) -> str:
    told = view.stack.description if view.one is None else view.one.description
    return told or NO_DESCRIPTION


def _created(view: View) -> float:
    return view.stack.created_at if view.one is None else view.one.created_at


def _updated(view: View) -> float:
    """When it was last changed; never, for one that is as it was made."""
    if view.one is not None:
        return view.one.updated_at if view.one.action is not Action.CREATE else 0
    return view.stack.updated_at if view.action is not Action.CREATE else 0
