"""Looking at stacks: lists of them, one of them, and what it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Annotated, Any, NotRequired, TypedDict

from msgspec import Meta

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.links import Link
from setpoint.api.heat.looking import the_stack
from setpoint.api.heat.pages import next_link, page
from setpoint.api.heat.queries import Direction, Limit, Marker, Query, Words
from setpoint.api.heat.refusals import bad_request, forbidden
from setpoint.api.heat.show import stacks as show
from setpoint.api.heat.show.environments import Environment, shown_environment
from setpoint.api.heat.views import View, find, source_of
from setpoint.engine.engine import Engine
from setpoint.model.request import Request
from setpoint.templates.plain import as_data
from setpoint.templates.veiled import veiled, veiled_files

FILTERS: dict[str, Callable[[View], str]] = {
    "id": lambda view: view.id,
    "name": lambda view: view.name,
    "stack_name": lambda view: view.name,
    "status": lambda view: view.status.value,
    "action": lambda view: view.action.value,
    "stack_status": lambda view: f"{view.action}_{view.status}",
    "tenant": lambda view: view.stack.project,
    "username": lambda view: view.stack.owner_name,
    "owner_id": lambda view: view.parent or "",
}
SORTS: dict[str, Callable[[View], Any]] = {
    "stack_name": lambda view: view.name,
    "name": lambda view: view.name,
    "stack_status": lambda view: f"{view.status}",
    "status": lambda view: f"{view.status}",
    "creation_time": lambda view: view.stack.created_at,
    "created_at": lambda view: view.stack.created_at,
    "updated_time": lambda view: view.stack.updated_at,
    "updated_at": lambda view: view.stack.updated_at,
}

_COMMAS = "Several with commas."


class Listing(Query):
    """Which stacks, and in which order."""

    id: Words = ()
    name: Words = ()
    stack_name: Words = ()
    status: Words = ()
    action: Words = ()
    stack_status: Words = ()
    tenant: Words = ()
    username: Words = ()
    owner_id: Words = ()
    tags: Annotated[Words, Meta(description=f"Stacks that have all of these. {_COMMAS}")] = ()
    tags_any: Annotated[Words, Meta(description=f"Stacks that have any of these. {_COMMAS}")] = ()
    not_tags: Annotated[Words, Meta(description=f"Stacks that have not all of these. {_COMMAS}")] = ()
    not_tags_any: Annotated[Words, Meta(description=f"Stacks that have none of these. {_COMMAS}")] = ()
    show_deleted: bool = False
    show_nested: bool = False
    show_hidden: Annotated[bool, Meta(description="Those too whose tags hide them from lists.")] = False
    global_tenant: Annotated[bool, Meta(description="Of all projects, for whom the policy lets.")] = False
    with_count: Annotated[bool, Meta(description="Tell how many there are, on all pages.")] = False
    limit: Limit = None
    marker: Marker = ""
    sort_keys: Annotated[Words, Meta(description=f"{', '.join(SORTS)}. {_COMMAS}")] = ()
    sort_dir: Direction | None = None


class Stacks(TypedDict):
    """A page of stacks."""

    stacks: list[show.StackInList]
    links: NotRequired[list[Link]]
    count: NotRequired[int]


class OneStack(TypedDict):
    """One stack."""

    stack: show.StackInFull


async def index(asked: Asked, query: Listing) -> Answer[Stacks]:
    """A page of the project's stacks, newest first unless it is said otherwise.

    With ``global_tenant``, of all projects: each one's are read by its own records, as everywhere; which projects there
    are, is asked here and nowhere else. ``/stacks/detail`` answers the same: what Heat once told there and not here is
    gone from both.
    """
    engines = _everywhere(asked) if query.global_tenant else [asked.engine]
    with_project = query.global_tenant or asked.services.policy.is_admin(asked.caller)
    hidden = frozenset() if query.show_hidden else frozenset(asked.services.hidden_stack_tags)
    chosen = _chosen(query, engines, hidden)
    limit, marker = query.limit, query.marker
    ordered = _sorted(query, [*chosen, *_gone(engines, marker, chosen)])
    part = page(ordered, lambda view: view.id, limit, marker)
    body: Stacks = {
        "stacks": [
            show.in_list(view, asked.base_of(view.stack.project), with_project=with_project) for view in part
        ]
    }
    if limit is not None and part and len(part) == limit:
        body["links"] = [next_link(asked, "/stacks", part[-1].id)]
    if query.with_count:
        body["count"] = len(chosen)
    return answer.json(body)


def _everywhere(asked: Asked) -> list[Engine]:
    """The engines of all projects that have stacks. Raises Refused."""
    caller, rule = asked.caller, "stacks:global_index"
    if not asked.services.policy.allows(rule, caller, {"project_id": caller.project}):
        raise forbidden(rule)
    return [asked.services.engine(project) for project in asked.services.every_project()]


def _chosen(query: Listing, engines: Iterable[Engine], hidden: frozenset[str]) -> list[View]:
    views: Iterable[View] = (view for engine in engines for view in _of(engine, deleted=query.show_deleted))
    if query.show_nested:
        views = _with_nested(views)
    wanted = [*_filters(query), *_tagged(query)]
    shown = (view for view in views if not hidden.intersection(view.stack.tags))
    return [view for view in shown if all(test(view) for test in wanted)]


def _of(engine: Engine, *, deleted: bool) -> Iterator[View]:
    """The stacks of a project, with what is asked of each."""
    records = engine.records
    open_requests: dict[str, list[Request]] = {}
    for request in records.asked():
        open_requests.setdefault(request.stack, []).append(request)
    for stack in records.stacks(deleted=deleted):
        yield View(engine, stack, None, open_requests.get(stack.id, []))


def _gone(engines: Sequence[Engine], marker: str, chosen: Sequence[View]) -> Iterator[View]:
    """What a page ended with that is among those no more: it was removed meanwhile, or is in another state.

    The next page begins where that would stand.
    """
    if marker and all(view.id != marker for view in chosen):
        found = filter(None, (find(engine, marker) for engine in engines))
        yield from islice(found, 1)


def _with_nested(views: Iterable[View]) -> Iterator[View]:
    for view in views:
        yield view
        yield from view.nested()


def _filters(query: Listing) -> Iterator[Callable[[View], bool]]:
    for name, of in FILTERS.items():
        values = set(getattr(query, name))
        if values:
            yield lambda view, of=of, values=values: of(view) in values  # type: ignore[misc]


def _tagged(query: Listing) -> Iterator[Callable[[View], bool]]:
    if all_of := _split(query.tags):
        yield lambda view: all_of <= set(view.stack.tags)
    if any_of := _split(query.tags_any):
        yield lambda view: bool(any_of & set(view.stack.tags))
    if not_all := _split(query.not_tags):
        yield lambda view: not not_all <= set(view.stack.tags)
    if none_of := _split(query.not_tags_any):
        yield lambda view: not none_of & set(view.stack.tags)


def _split(given: Words) -> set[str]:
    return {one for part in given for one in part.split(",")}


def _sorted(query: Listing, views: Sequence[View]) -> list[View]:
    keys = [key for given in query.sort_keys for key in given.split(",") if key in SORTS]
    direction = ("" if keys else "desc") if query.sort_dir is None else query.sort_dir
    if direction not in ("", "asc", "desc"):
        raise bad_request(f"Unknown sort direction, must be 'desc' or 'asc': {direction}")
    ordered = sorted(views, key=lambda view: (view.stack.created_at, view.id))
    for key in reversed(keys or ["creation_time"]):
        ordered.sort(key=SORTS[key], reverse=direction == "desc")
    return ordered


class WithOutputs(Query):
    """Whether outputs are told."""

    resolve_outputs: bool = True


async def show_stack(asked: Asked, query: WithOutputs) -> Answer[OneStack]:
    """A stack; its outputs too, unless ``resolve_outputs`` says no."""
    view = the_stack(asked)
    return answer.json({"stack": show.in_full(view, asked.base, with_outputs=query.resolve_outputs)})


async def template(asked: Asked) -> Answer[dict[str, Any]]:
    """A stack's template as data, defaults of hidden parameters masked."""
    source = source_of(the_stack(asked))
    return answer.json(as_data(veiled(source)) if source else {})


async def environment(asked: Asked) -> Answer[Environment]:
    """A stack's environment, all sections."""
    source = source_of(the_stack(asked))
    return answer.json(shown_environment(source))


async def files(asked: Asked) -> Answer[dict[str, str]]:
    """A stack's files, by name; what is hidden in templates and environments among them masked."""
    view = the_stack(asked)
    whole = view.source if source_of(view) else None  # a nested one has the files of the stack around it
    return answer.json(veiled_files(whole) if whole else {})
