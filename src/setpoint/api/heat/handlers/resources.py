"""Resources of a stack: look at them, mark one unhealthy, tell one of a signal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypedDict

from msgspec import Meta

from setpoint.api.heat import answer, signalling
from setpoint.api.heat.answer import Answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.bodies import EMPTY
from setpoint.api.heat.looking import the_resource, the_stack
from setpoint.api.heat.queries import Depth, Query, Words, as_flag
from setpoint.api.heat.refusals import Refused, bad_request, no_resource
from setpoint.api.heat.show import resources as show
from setpoint.api.heat.views import View
from setpoint.engine.requests.asking import unset_hook
from setpoint.engine.requests.metadata import metadata as metadata_of
from setpoint.engine.requests.standing import standing
from setpoint.engine.requests.surgery import mark_unhealthy as mark
from setpoint.model.address import inside
from setpoint.model.incarnation import Incarnation

NO_MATTER = Meta(description="Counts for nothing; clients send it all the same.")

FILTERS: dict[str, Callable[[show.ResourceInList], str]] = {
    "type": lambda one: one["resource_type"],
    "status": lambda one: one["resource_status"].partition("_")[2],
    "action": lambda one: one["resource_status"].partition("_")[0],
    "name": lambda one: one["resource_name"],
    "id": lambda one: one["physical_resource_id"],
    "physical_resource_id": lambda one: one["physical_resource_id"],
}


class Listing(Query, forbid_unknown_fields=True):
    """Which resources. What counts for nothing is what clients send all the same."""

    type: Words = ()
    status: Words = ()
    action: Words = ()
    name: Words = ()
    id: Words = ()
    physical_resource_id: Words = ()
    nested_depth: Depth = None
    with_detail: bool = False
    limit: Annotated[str, NO_MATTER] = ""
    marker: Annotated[str, NO_MATTER] = ""
    sort_keys: Annotated[str, NO_MATTER] = ""
    sort_dir: Annotated[str, NO_MATTER] = ""


class Resources(TypedDict):
    """The resources of a stack."""

    resources: list[show.ResourceInList]


class OneResource(TypedDict):
    """One resource."""

    resource: show.ResourceInFull


class Metadata(TypedDict):
    """The metadata of a resource."""

    metadata: dict[str, Any]


async def index(asked: Asked, query: Listing) -> Answer[Resources]:
    """The resources of a stack, and of those nested up to ``nested_depth`` levels; ``with_detail`` if asked for."""
    view = the_stack(asked)
    shown = _all(view, asked, query.nested_depth or 0, in_full=query.with_detail)
    for name, of in FILTERS.items():
        values = set(getattr(query, name))
        shown = [one for one in shown if not values or of(one) in values]
    return answer.json({"resources": shown})


def _all(view: View, asked: Asked, depth: int, *, in_full: bool) -> list[show.ResourceInList]:
    users = view.required_by()
    shown: list[show.ResourceInList] = []
    for one in view.members(depth):
        tell_of = show.in_full if in_full else show.in_list
        shown.append(tell_of(one, view.within(one), asked.base, users.get(one.id, ())))
    return shown + [show.to_come(*one, view, asked.base) for one in view.to_come(depth).items()]


class Attributes(Query):
    """Attributes that are told whether they are there or not."""

    with_attr: Words = ()


async def show_resource(asked: Asked, query: Attributes) -> Answer[OneResource]:
    """One resource, with its attributes."""
    view = the_stack(asked)
    name = asked.path["resource_name"]
    one = view.member(name)
    if one is None:
        address = inside(view.container, name)
        written_type = view.to_come().get(address)
        if written_type is None:
            raise no_resource(name, view.name)
        shown = show.to_come(address, written_type, view, asked.base)
        return answer.json({"resource": {**shown, "description": "", "attributes": {}}})
    users = view.required_by().get(one.id, [])
    return answer.json({"resource": show.in_full(one, view, asked.base, users, query.with_attr)})


async def metadata(asked: Asked) -> Answer[Metadata]:
    """What is told of a resource to whoever looks after it."""
    view = the_stack(asked)
    return answer.json({"metadata": metadata_of(asked.engine, view.stack, the_resource(asked, view))})


async def signal(asked: Asked, body: Any = None) -> Answer[None]:
    """Tell it of a message, or clear a hook that it stands at. Durable when this is answered."""
    view = the_stack(asked)
    address = inside(view.container, asked.path["resource_name"])
    if isinstance(body, dict) and "unset_hook" in body:
        hook = body["unset_hook"]
        stands = any(
            one.address == address and one.hook == hook for one in standing(view.records, view.stack)
        )
        if not stands:
            raise Refused(
                400, "InvalidBreakPointHook", f'The "{hook}" hook is not defined on {_told(view, asked)}'
            )
        await unset_hook(asked.engine, view.stack.id, address, hook)
    else:
        await signalling.signal(asked.engine, view.stack, address, body, room=asked.services.room)
    return answer.json(None)


def _told(view: View, asked: Asked) -> str:
    one = view.member(asked.path["resource_name"])
    kind = one.type if one else "resource"
    return f'{kind} "{asked.path["resource_name"]}"'


class Mark(TypedDict, total=False):
    """Whether a resource is unhealthy, and why."""

    mark_unhealthy: bool | str | None
    resource_status_reason: str | None


Marking = Annotated[
    Mark, Meta(extra_json_schema={"required": ["mark_unhealthy"], "unevaluatedProperties": False})
]


async def mark_unhealthy(asked: Asked, body: Marking = EMPTY) -> Answer[None]:
    """Have a resource replaced by the next update; or take that back."""
    view = the_stack(asked)
    unknown = sorted(body.keys() - Mark.__annotations__.keys())
    if "mark_unhealthy" not in body:
        raise bad_request("Missing mandatory (mark_unhealthy) key from mark unhealthy request")
    if unknown:
        raise bad_request(f"Unexpected keys in mark unhealthy request: {', '.join(unknown)}")
    wanted = as_flag("mark_unhealthy", body["mark_unhealthy"])
    one: Incarnation = the_resource(asked, view)
    reason = body.get("resource_status_reason") or ""
    await mark(asked.engine, view.stack.id, one.address, reason, unhealthy=wanted)
    return answer.json(None)
