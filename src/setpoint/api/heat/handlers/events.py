"""What has happened to a stack and its resources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.looking import the_stack
from setpoint.api.heat.queries import Depth, Direction, Limit, Marker, Query, Words
from setpoint.api.heat.refusals import Refused, bad_request
from setpoint.api.heat.show import events as show
from setpoint.api.heat.views import View
from setpoint.model.address import container_of
from setpoint.model.event import Event
from setpoint.store.event_page import EventPage

MOST = 10_000
"""As many are told at once, whatever is asked for."""

_NOT_FOUND = "HTTPNotFound"
_BY_TYPE = "resource_type"
SORTS = ("event_time", _BY_TYPE)


class Listing(Query):
    """Which events, and in which order."""

    resource_status: Words = ()
    resource_action: Words = ()
    resource_name: Words = ()
    resource_type: Words = ()
    limit: Limit = None
    marker: Marker = ""
    sort_keys: Words = ()
    sort_dir: Direction | None = None


class DeepListing(Listing):
    """Which events, and in which order."""

    nested_depth: Depth = None


class Events(TypedDict):
    """A page of events."""

    events: list[show.EventInList]


class OneEvent(TypedDict):
    """One event."""

    event: show.EventInFull


async def index(asked: Asked, query: DeepListing) -> Answer[Events]:
    """A page of a stack's events, newest first unless it is said otherwise; of nested stacks too, if asked for."""
    view = the_stack(asked)
    depth = query.nested_depth or 0
    root = view.into(None) if depth else None
    stands_in = _Containers(view)
    shown = [
        show.in_list(one, stands_in.of(one), asked.base, root) for one in _page(query, view, depth=depth)
    ]
    return answer.json({"events": shown})


async def of_resource(asked: Asked, query: Listing) -> Answer[Events]:
    """The events of one resource."""
    view = the_stack(asked)
    name = asked.path["resource_name"]
    part = _page(query, view, names=(name,))
    if not part:
        raise Refused(404, _NOT_FOUND, f"No events found for resource {name}")
    return answer.json({"events": [show.in_list(one, view, asked.base) for one in part]})


async def show_event(asked: Asked) -> Answer[OneEvent]:
    """One event."""
    view = the_stack(asked)
    name, wanted = asked.path["resource_name"], asked.path["event_id"]
    number = view.records.event_number(view.stack.id, wanted)
    if number:
        this = EventPage(
            container=view.container, own_name=view.name, names=(name,), behind=number + 1, limit=1
        )
        for one in view.records.event_page(view.stack.id, this):
            if one.number == number:
                return answer.json({"event": show.in_full(one, view, asked.base)})
    raise Refused(404, _NOT_FOUND, f"No event {wanted} found")


def _page(query: Listing, view: View, *, depth: int = 0, names: Sequence[str] = ()) -> Sequence[Event]:
    """The page that is asked for; of the resources of those ``names``, where there are some."""
    sorts = [key for given in query.sort_keys for key in given.split(",") if key in SORTS]
    direction = query.sort_dir or ("asc" if sorts else "desc")
    if direction not in ("asc", "desc"):
        raise bad_request(f"Unknown sort direction, must be 'desc' or 'asc': {direction}")
    marker, limit = query.marker, query.limit
    page = EventPage(
        container=view.container,
        depth=depth,
        own_name=view.name,
        names=tuple(names) or query.resource_name,
        actions=query.resource_action,
        statuses=query.resource_status,
        types=query.resource_type,
        by_type=sorts[:1] == [_BY_TYPE],
        ascending=direction == "asc",
        behind=view.records.event_number(view.stack.id, marker) if marker else 0,
        limit=MOST if limit is None else min(limit, MOST),
    )
    return view.records.event_page(view.stack.id, page)


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
