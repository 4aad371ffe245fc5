"""What has happened to a stack and its resources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from starlette.responses import Response

from setpoint.api.heat import answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.looking import the_stack
from setpoint.api.heat.pages import page
from setpoint.api.heat.refusals import Refused, bad_request
from setpoint.api.heat.show import events as show
from setpoint.api.heat.views import View
from setpoint.model.address import container_of, is_near
from setpoint.model.event import Event

MOST = 10_000
"""As many of a stack's newest events are looked through."""

_NOT_FOUND = "HTTPNotFound"

FILTERS: dict[str, Callable[[Event, View], str]] = {
    "resource_status": lambda one, _view: one.status.value,
    "resource_action": lambda one, _view: one.action.value,
    "resource_name": show.resource_name,
    "resource_type": lambda one, _view: one.type,
}


async def index(asked: Asked) -> Response:
    """A page of a stack's events, newest first unless it is said otherwise; of nested stacks too, if asked for."""
    view = the_stack(asked)
    depth = asked.number("nested_depth", 0) or 0
    root = view.into(None) if depth else None
    part = _page(asked, _chosen(asked, view, _of(view, depth)))
    stands_in = _Containers(view)
    return answer.json({"events": [show.in_list(one, stands_in.of(one), asked.base, root) for one in part]})


async def of_resource(asked: Asked) -> Response:
    """The events of one resource."""
    view = the_stack(asked)
    name = asked.path["resource_name"]
    found = [one for one in _of(view, 0) if show.resource_name(one, view) == name]
    part = _page(asked, _chosen(asked, view, found))
    if not part:
        raise Refused(404, _NOT_FOUND, f"No events found for resource {name}")
    return answer.json({"events": [show.in_list(one, view, asked.base) for one in part]})


async def show_event(asked: Asked) -> Response:
    """One event."""
    view = the_stack(asked)
    name, wanted = asked.path["resource_name"], asked.path["event_id"]
    for one in _of(view, 0):
        if one.id == wanted and show.resource_name(one, view) == name:
            return answer.json({"event": show.in_full(one, view, asked.base)})
    raise Refused(404, _NOT_FOUND, f"No event {wanted} found")


def _of(view: View, depth: int) -> list[Event]:
    """The events of what stands in a stack, and of the stack itself, newest first."""
    found = view.records.events(view.stack.id, limit=MOST, newest=True)
    return [
        one
        for one in reversed(found)
        if one.address == view.container or is_near(one.address, view.container, depth)
    ]


def _chosen(asked: Asked, view: View, events: Sequence[Event]) -> list[Event]:
    found = list(events)
    for name, of in FILTERS.items():
        values = set(asked.words(name))
        found = [one for one in found if not values or of(one, view) in values]
    return found


def _page(asked: Asked, events: list[Event]) -> Sequence[Event]:
    direction = asked.word("sort_dir", "desc")
    if direction not in ("asc", "desc"):
        raise bad_request(f"Unknown sort direction, must be 'desc' or 'asc': {direction}")
    ordered = events if direction == "desc" else events[::-1]
    return page(ordered, lambda one: one.id, asked.number("limit"), asked.word("marker"))


class _Containers:
    """The stacks that events happened in."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._known: dict[Any, View] = {view.container: view}

    def of(self, event: Event) -> View:
        """The stack in which it happened; where nothing is recorded of that any more, the one that was asked for."""
        outer = self._view.container if event.address == self._view.container else container_of(event.address)
        if outer not in self._known:
            one = self._view.incarnation(outer)
            self._known[outer] = self._view.into(one) if one else self._view
        return self._known[outer]
