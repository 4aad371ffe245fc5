"""Pages of a stack's events: as a query, so that no more is read than is shown, but for what filters leave out."""
# ruff: noqa: S608 - what the queries are made of is our own; what is asked for are arguments of theirs

from __future__ import annotations

import json
from typing import Any

from setpoint.model.event import Event, number_of
from setpoint.model.stack import ProjectId, StackId
from setpoint.store.event_page import EventPage
from setpoint.store.sqlite.reading import Reader

_OF_STACK = "stack = (SELECT key FROM stacks WHERE project = ? AND id = ?)"
_ADDRESS, _TYPE = "json_extract(body, '$.address')", "coalesce(json_extract(body, '$.type'), '')"

NUMBERS = f"SELECT number FROM events WHERE {_OF_STACK} ORDER BY number DESC"


def page(reader: Reader, project: ProjectId, stack: StackId, wanted: EventPage) -> list[Event]:
    """The events of a page, in its order."""
    sql, arguments = query(project, stack, wanted)
    return reader.structs(Event, sql, arguments, "number")


def number(reader: Reader, project: ProjectId, stack: StackId, event: str) -> int:
    """The number of the event of that id; 0 where the stack has none. It looks at all of them, the newest first."""
    with reader.snapshot() as connection:
        return number_of(event, stack, (one for (one,) in connection.execute(NUMBERS, (project, stack))))


def query(project: ProjectId, stack: StackId, wanted: EventPage) -> tuple[str, tuple[Any, ...]]:
    """The query for a page, and its arguments."""
    tests, arguments = [_OF_STACK], [project, stack]
    for test, values in (*_place(wanted), *_filters(wanted), *_behind(project, stack, wanted)):
        tests.append(test)
        arguments += values
    way = "ASC" if wanted.ascending else "DESC"
    order = f"{_TYPE} {way}, number {way}" if wanted.by_type else f"number {way}"
    sql = f"SELECT stack, body, number FROM events WHERE {' AND '.join(tests)} ORDER BY {order} LIMIT ?"
    return sql, (*arguments, wanted.limit)


_Test = tuple[str, list[Any]]


def _place(wanted: EventPage) -> list[_Test]:
    """In the container, not too deep; and of the container itself."""
    container = wanted.container
    levels = f"length({_ADDRESS}) - length(replace({_ADDRESS}, '/', ''))"
    own = container.count("/") + 1 if container else 0
    near = f"{levels} <= ?"
    if not container:
        return [(near, [wanted.depth])]
    within = f"substr({_ADDRESS}, 1, ?) = ? AND {near}"
    inside = [len(container) + 1, f"{container}/", own + wanted.depth]
    return [(f"({_ADDRESS} = ? OR ({within}))", [container, *inside])]


def _filters(wanted: EventPage) -> list[_Test]:
    found = [
        (f"{value} IN (SELECT value FROM json_each(?))", [json.dumps(words)])
        for value, words in (
            ("json_extract(body, '$.action')", wanted.actions),
            ("json_extract(body, '$.status')", wanted.statuses),
            (_TYPE, wanted.types),
        )
        if words
    ]
    return [*found, *([_names(wanted)] if wanted.names else [])]


def _names(wanted: EventPage) -> _Test:
    """Of the container itself by its own name; of all others by the last part of their address."""
    ends = f"'/' || {_ADDRESS}"
    tests = [f"({_ADDRESS} <> ? AND substr({ends}, -length(?)) = ?)" for _ in wanted.names]
    arguments = [part for name in wanted.names for part in (wanted.container, f"/{name}", f"/{name}")]
    if wanted.own_name in wanted.names:
        tests.append(f"{_ADDRESS} = ?")
        arguments.append(wanted.container)
    return f"({' OR '.join(tests)})", arguments


def _behind(project: ProjectId, stack: StackId, wanted: EventPage) -> list[_Test]:
    if not wanted.behind:
        return []
    comes = ">" if wanted.ascending else "<"
    if not wanted.by_type:
        return [(f"number {comes} ?", [wanted.behind])]
    marker = f"(SELECT {_TYPE} FROM events WHERE {_OF_STACK} AND number = ?)"
    which = [project, stack, wanted.behind]
    test = f"({_TYPE} {comes} {marker} OR ({_TYPE} = {marker} AND number {comes} ?))"
    return [(test, [*which, *which, wanted.behind])]
