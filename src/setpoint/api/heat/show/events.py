"""Events."""

from __future__ import annotations

from typing import Any, TypedDict

from setpoint.api.heat import links
from setpoint.api.heat.views import View
from setpoint.model.address import name_of
from setpoint.model.event import Event, reason_of
from setpoint.model.moment import moment


class EventInList(TypedDict):
    """An event, as lists show it."""

    id: str
    links: list[links.Link]
    event_time: str | None
    logical_resource_id: str
    resource_name: str
    physical_resource_id: str
    resource_status: str
    resource_status_reason: str


class EventInFull(EventInList):
    """An event."""

    resource_type: str
    resource_properties: dict[str, Any] | None


def resource_name(one: Event, view: View) -> str:
    """What an event is about; one of the stack itself goes by the stack's name."""
    return view.name if one.address == view.container else name_of(one.address)


def in_list(one: Event, view: View, base: str, root: View | None = None) -> EventInList:
    """An event as lists of them show it; ``view`` is the stack that it happened in, ``root`` the one around all."""
    name, event_id, stack = resource_name(one, view), one.id, links.of_stack(base, view)
    resource = links.of_resource(stack, name)
    found = [
        links.link(links.of_event(resource, event_id)),
        links.link(resource, "resource"),
        links.link(stack, "stack"),
    ]
    if root is not None:
        found.append(links.link(links.of_stack(base, root), "root_stack"))
    return {
        "id": event_id,
        "links": found,
        "event_time": moment(one.at),
        "logical_resource_id": name,
        "resource_name": name,
        "physical_resource_id": view.id if one.address == view.container else one.physical_id,
        "resource_status": f"{one.action}_{one.status}",
        "resource_status_reason": reason_of(one, is_stacks_own=one.address == view.container),
    }


def in_full(one: Event, view: View, base: str) -> EventInFull:
    """An event by itself."""
    return {
        **in_list(one, view, base),
        "resource_type": one.type,
        "resource_properties": dict(one.details) or None,
    }
