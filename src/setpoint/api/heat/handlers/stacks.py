"""Looking at stacks: lists of them, one of them, and what it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from starlette.responses import Response

from setpoint.api.heat import answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.looking import the_stack
from setpoint.api.heat.pages import next_link, page
from setpoint.api.heat.refusals import bad_request, forbidden
from setpoint.api.heat.show import stacks as show
from setpoint.api.heat.show.environments import shown_environment
from setpoint.api.heat.views import View, find
from setpoint.engine.engine import Engine
from setpoint.model.request import Request
from setpoint.templates.plain import as_data
from setpoint.templates.veiled import veiled

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


async def index(asked: Asked) -> Response:
    """A page of the project's stacks, newest first unless it is said otherwise.

    With ``global_tenant``, of all projects: each one's are read by its own records, as everywhere; which projects there
    are, is asked here and nowhere else. ``/stacks/detail`` answers the same: what Heat once told there and not here is
    gone from both.
    """
    is_global = asked.flag("global_tenant")
    engines = _everywhere(asked) if is_global else [asked.engine]
    with_project = is_global or asked.services.policy.is_admin(asked.caller)
    chosen = _chosen(asked, engines)
    limit, marker = asked.number("limit"), asked.word("marker")
    ordered = _sorted(asked, [*chosen, *_gone(engines, marker, chosen)])
    part = page(ordered, lambda view: view.id, limit, marker)
    body: dict[str, Any] = {
        "stacks": [
            show.in_list(view, asked.base_of(view.stack.project), with_project=with_project) for view in part
        ]
    }
    if limit is not None and part and len(part) == limit:
        body["links"] = [next_link(asked, "/stacks", part[-1].id)]
    if asked.flag("with_count"):
        body["count"] = len(chosen)
    return answer.json(body)


def _everywhere(asked: Asked) -> list[Engine]:
    """The engines of all projects that have stacks. Raises Refused."""
    caller, rule = asked.caller, "stacks:global_index"
    if not asked.services.policy.allows(rule, caller, {"project_id": caller.project}):
        raise forbidden(rule)
    return [asked.services.engine(project) for project in asked.services.every_project()]


def _chosen(asked: Asked, engines: Iterable[Engine]) -> list[View]:
    deleted = asked.flag("show_deleted")
    views: Iterable[View] = (view for engine in engines for view in _of(engine, deleted=deleted))
    if asked.flag("show_nested"):
        views = _with_nested(views)
    wanted = [*_filters(asked), *_tagged(asked)]
    return [view for view in views if all(test(view) for test in wanted)]


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


def _filters(asked: Asked) -> Iterator[Callable[[View], bool]]:
    for name, of in FILTERS.items():
        values = set(asked.words(name))
        if values:
            yield lambda view, of=of, values=values: of(view) in values  # type: ignore[misc]


def _tagged(asked: Asked) -> Iterator[Callable[[View], bool]]:
    def words(name: str) -> set[str]:
        return {tag for given in asked.words(name) for tag in given.split(",")}

    if all_of := words("tags"):
        yield lambda view: all_of <= set(view.stack.tags)
    if any_of := words("tags_any"):
        yield lambda view: bool(any_of & set(view.stack.tags))
    if not_all := words("not_tags"):
        yield lambda view: not not_all <= set(view.stack.tags)
    if none_of := words("not_tags_any"):
        yield lambda view: not none_of & set(view.stack.tags)


def _sorted(asked: Asked, views: Sequence[View]) -> list[View]:
    keys = [key for given in asked.words("sort_keys") for key in given.split(",") if key in SORTS]
    direction = asked.word("sort_dir", "" if keys else "desc")
    if direction not in ("", "asc", "desc"):
        raise bad_request(f"Unknown sort direction, must be 'desc' or 'asc': {direction}")
    ordered = sorted(views, key=lambda view: (view.stack.created_at, view.id))
    for key in reversed(keys or ["creation_time"]):
        ordered.sort(key=SORTS[key], reverse=direction == "desc")
    return ordered


async def show_stack(asked: Asked) -> Response:
    """A stack; its outputs too, unless ``resolve_outputs`` says no."""
    view = the_stack(asked)
    with_outputs = asked.flag("resolve_outputs", default=True)
    return answer.json({"stack": show.in_full(view, asked.base, with_outputs=with_outputs)})


async def template(asked: Asked) -> Response:
    """Its template as data, defaults of hidden parameters masked."""
    source = the_stack(asked).source
    return answer.json(as_data(veiled(source)) if source else {})


async def environment(asked: Asked) -> Response:
    """Its environment, all sections."""
    source = the_stack(asked).source
    return answer.json(shown_environment(source))


async def files(asked: Asked) -> Response:
    """Its files, by name."""
    source = the_stack(asked).source
    return answer.json(dict(source.files) if source else {})
