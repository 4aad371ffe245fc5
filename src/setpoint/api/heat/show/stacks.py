"""Stacks."""

from __future__ import annotations

import contextlib
from typing import NotRequired, TypedDict

from setpoint.api.heat import links
from setpoint.api.heat.show.outputs import Output, outputs
from setpoint.api.heat.show.parameters import shown_parameters
from setpoint.api.heat.views import View
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Action
from setpoint.model.moment import moment


class StackStatus(TypedDict):
    """How a stack is."""

    stack_status: str
    stack_status_reason: str


class StackFacts(TypedDict):
    """What is told of every stack."""

    id: str
    links: list[links.Link]
    stack_name: str
    description: str
    creation_time: str | None
    updated_time: str | None
    deletion_time: str | None
    stack_owner: str | None
    parent: str | None
    stack_user_project_id: str
    project: NotRequired[str]
    tags: list[str] | None


NO_DESCRIPTION = "No description"
"""What a stack says of itself whose template does not."""


class StackInList(StackFacts, StackStatus):
    """A stack, as lists show it."""


class StackDetails(StackFacts):
    """What is told of a stack by itself."""

    notification_topics: list[str]
    parameters: dict[str, str]
    template_description: str
    capabilities: list[str]
    disable_rollback: bool
    timeout_mins: int | None
    outputs: NotRequired[list[Output]]


class StackInFull(StackDetails, StackStatus):
    """A stack."""


def in_list(view: View, base: str, *, with_project: bool = False) -> StackInList:
    """A stack as lists of them show it; administrators are told of the project."""
    action = view.action
    shown: StackInList = {
        "id": view.id,
        "links": [links.link(links.of_stack(base, view))],
        "stack_name": view.name,
        "description": (view.stack.description or NO_DESCRIPTION) if view.one is None else "",
        "stack_status": f"{action}_{view.status}",
        "stack_status_reason": view.reason,
        "creation_time": moment(_created(view)),
        "updated_time": moment(_updated(view, action)),
        "deletion_time": moment(view.stack.deleted_at if view.one is None else 0),
        "stack_owner": view.stack.owner_name or None,
        "parent": view.parent,
        "stack_user_project_id": view.stack.project,
        "tags": list(view.stack.tags) or None if view.one is None else None,
    }
    if with_project:
        shown["project"] = view.stack.project
    return shown


def in_full(view: View, base: str, *, with_outputs: bool = True) -> StackInFull:
    """A stack by itself."""
    stack, description = view.stack, _description(view)
    shown: StackInFull = {
        **in_list(view, base),  # type: ignore[typeddict-item]  # has no outputs
        "description": description,
        "notification_topics": [],
        "parameters": shown_parameters(view),
        "template_description": description,
        "capabilities": [],
        "disable_rollback": not stack.rollback,
        "timeout_mins": round(stack.timeout / 60) or None,
        "tags": list(stack.tags) if view.one is None else [],
    }
    if with_outputs and not stack.deleted_at:
        shown["outputs"] = outputs(view)
    return shown


def _description(view: View) -> str:
    """What its template says of it."""
    told = view.stack.description if view.one is None else ""
    if view.one is not None:
        with contextlib.suppress(InvalidInput):  # what it was made from is not right any more
            composition = view.wanted.tree.compositions.get(view.container)
            told = composition.description if composition is not None else ""
    return told or NO_DESCRIPTION


def _created(view: View) -> float:
    return view.stack.created_at if view.one is None else view.one.created_at


def _updated(view: View, action: Action) -> float:
    """When it was last changed; never, for one that is as it was made."""
    if action is Action.CREATE:
        return 0
    return view.stack.updated_at if view.one is None else view.one.updated_at
