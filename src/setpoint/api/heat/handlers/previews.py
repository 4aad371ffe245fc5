"""What would be made, or changed, without doing it."""

from __future__ import annotations

from typing import Any, TypedDict, cast

import msgspec

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.bodies import EMPTY, Changes, NewStack
from setpoint.api.heat.entrusting import driven_by, entrusting, taking_over
from setpoint.api.heat.handlers.changes import examined, find_by_name, look_elsewhere, name_of, new, patched
from setpoint.api.heat.looking import the_root
from setpoint.api.heat.queries import Query
from setpoint.api.heat.refusals import Refused
from setpoint.api.heat.remote import described
from setpoint.api.heat.show import previews as show_previews
from setpoint.api.heat.show import stacks as show_stacks
from setpoint.api.heat.show.outputs import foreseen
from setpoint.api.heat.show.parameters import shown_parameters
from setpoint.api.heat.views import View
from setpoint.engine.requests.preview import preview as planned
from setpoint.model.incarnation import Action
from setpoint.model.stack import Source, StackId


class PreviewedStack(show_stacks.StackDetails):
    """A stack, as it would be, with its resources; in the place of each stack nested in it, the list of its own."""

    resources: list[Any]


class Previewed(TypedDict):
    """What would be made."""

    stack: PreviewedStack


class PreviewedChanges(TypedDict):
    """What would be changed."""

    resource_changes: show_previews.ResourceChanges


class Depth(Query):
    """How far is looked."""

    show_nested: bool = False


async def preview(asked: Asked, body: NewStack = EMPTY) -> Answer[Previewed]:
    """The stack that a body describes, with its resources, as if it were there."""
    name = name_of(body)
    if find_by_name(asked, name):
        raise Refused(409, "StackExists", f"The Stack ({name}) already exists.")
    source = await described(asked, body)
    stack = msgspec.structs.replace(new(asked, name, body), id=StackId(show_previews.NOWHERE))
    wanted, whole = await examined(asked, source, stack)
    if whole.is_elsewhere:
        async with entrusting(asked, stack, wanted, keeps=False) as entrusted:
            await look_elsewhere(asked, entrusted, whole)
    view = View(asked.engine, stack, None, [])
    shown = show_stacks.in_full(view, asked.base)
    shown["parameters"] = shown_parameters(view, source)
    told = wanted.compiled.declared.description if wanted.compiled else ""
    shown["description"] = shown["template_description"] = told or show_stacks.NO_DESCRIPTION
    shown["updated_time"] = None
    assert wanted.source is not None  # with the nested templates that were fetched
    found = await planned(asked.engine, stack, wanted.source, Action.CREATE, looks=False, checks=False)
    shown["outputs"] = foreseen(found)
    resources = show_previews.resources(found, view)
    return answer.json({"stack": cast("PreviewedStack", {**_without_status(shown), "resources": resources})})


def _without_status(shown: show_stacks.StackInFull) -> dict[str, Any]:
    return {key: value for key, value in shown.items() if key not in show_stacks.StackStatus.__annotations__}


async def preview_update(asked: Asked, query: Depth, body: Changes = EMPTY) -> Answer[PreviewedChanges]:
    """What an update to the body would do to which resource."""
    source = await described(asked, body)
    return await _changes(asked, the_root(asked), source, nested=query.show_nested)


async def preview_patch(asked: Asked, query: Depth, body: Changes = EMPTY) -> Answer[PreviewedChanges]:
    """What an update to a body that says only what changes would do to which resource."""
    view = the_root(asked)
    return await _changes(asked, view, await patched(asked, view, body), nested=query.show_nested)


async def _changes(asked: Asked, view: View, source: Source, *, nested: bool) -> Answer[PreviewedChanges]:
    wanted, whole = await examined(asked, source, view.stack)
    if whole.is_elsewhere:
        async with taking_over(asked, view, wanted, keeps=False) as credential:
            await look_elsewhere(asked, driven_by(view, credential), whole)
    assert wanted.source is not None
    found = await planned(asked.engine, view.stack, wanted.source, Action.UPDATE, looks=False, checks=False)
    changes = show_previews.changes(found, view, nested=nested)
    return answer.json({"resource_changes": changes})
