"""Making, changing and removing stacks. What can be told to be wrong is refused at once; the rest is done then."""

from __future__ import annotations

import math
import re
from typing import Any, TypedDict

import msgspec

from setpoint.api.heat import answer, links
from setpoint.api.heat.answer import Accepted, Made, NoContent
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.bodies import EMPTY, Changes, NewStack, StackBody, decoded
from setpoint.api.heat.entrusting import driven_by, entrusting, taking_over
from setpoint.api.heat.looking import the_root, the_stack
from setpoint.api.heat.queries import as_flag, as_number
from setpoint.api.heat.refusals import Refused, bad_request, forbidden, not_valid, too_much
from setpoint.api.heat.remote import described, look_ahead, with_nested
from setpoint.api.heat.sources import cleared
from setpoint.api.heat.views import View
from setpoint.engine.desired import Desired, desired
from setpoint.engine.requests.carry import settle, taken_up
from setpoint.engine.requests.preview import new_stack, refuse_untyped
from setpoint.engine.requests.submitting import ask_to_create, ask_to_delete, ask_to_remove, ask_to_update
from setpoint.model.site import HERE
from setpoint.model.stack import Source, Stack
from setpoint.templates.nested import Extent, extent

_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_.-]{0,254}\Z")
_TAG = 80


class MadeStack(TypedDict):
    """What a stack that is being made goes by."""

    id: str
    links: list[links.Link]


class MadeStackIn(TypedDict):
    """A stack that is being made."""

    stack: MadeStack


async def create(asked: Asked, body: NewStack = EMPTY) -> Made[MadeStackIn]:
    """Make a stack; or, given ``adopt_stack_data``, take over one that was abandoned."""
    name = name_of(body)
    refuse_too_many(asked)
    if find_by_name(asked, name):
        raise Refused(409, "StackExists", f"The Stack ({name}) already exists.")
    if body.get("adopt_stack_data") is not None:
        stack = await _adopt(asked, body, name)
    else:
        stack = new(asked, name, body)
        wanted, whole = await examined(asked, await described(asked, body), stack)
        async with entrusting(asked, stack, wanted) as entrusted:
            await look_elsewhere(asked, entrusted, whole)
            stack = await ask_to_create(asked.engine, entrusted, wanted, asked.caller.user)
    location = links.of_stack(asked.base, View(asked.engine, stack))
    return answer.made({"stack": {"id": stack.id, "links": [links.link(location)]}}, location)


async def look_elsewhere(asked: Asked, stack: Stack, whole: Extent) -> None:
    """See, by the credential of ``stack``, whether other places are there that what is nested in it is to be in.

    Raises InvalidInput.
    """
    places = whole.sites - {HERE}
    if places:
        async with asked.services.acting(stack) as engine:
            await engine.clouds.open()
            await engine.clouds.reach(places)


def find_by_name(asked: Asked, name: str) -> bool:
    """Whether a living stack has that very name (and not that id)."""
    found = asked.engine.records.stack(name)
    return found is not None and found.name == name


def name_of(body: NewStack) -> str:
    """The name that a body gives. Raises Refused for what is none."""
    name = body.get("stack_name")
    if not name:
        raise bad_request("No stack name specified")
    if not _NAME.match(name):
        raise not_valid(
            f'Invalid stack name {name} must contain only alphanumeric or "_-." characters, '
            "must start with alpha and must be 255 characters or less."
        )
    return name


def refuse_too_many(asked: Asked) -> None:
    """Refuse one stack more than a project may have."""
    limit = asked.services.limits.max_stacks_per_tenant
    if 0 <= limit <= len(asked.engine.records.stacks()):
        raise too_much(f"You have reached the maximum stacks per tenant, {limit}. Please delete some stacks.")


def new(asked: Asked, name: str, body: StackBody) -> Stack:
    """A stack that nobody has recorded yet, as a body describes it."""
    settings = {"rollback": False, **settings_of(body)}
    caller = asked.caller
    stack = new_stack(
        asked.engine, name, asked.services.cloud, owner=caller.user, owner_name=caller.user_name
    )
    return msgspec.structs.replace(stack, **settings)


def settings_of(body: StackBody) -> dict[str, Any]:
    """What a body says of the stack itself."""
    found: dict[str, Any] = {}
    if body.get("disable_rollback") is not None:
        found["rollback"] = not as_flag("disable_rollback", body["disable_rollback"])
    if body.get("timeout_mins") is not None:
        found["timeout"] = 60.0 * as_number("timeout_mins", body["timeout_mins"])
    if body.get("tags") is not None:
        found["tags"] = _tags(body["tags"])
    return found


def _tags(given: Any) -> tuple[str, ...]:
    words = given.split(",") if isinstance(given, str) else given
    if not isinstance(words, list) or not all(isinstance(one, str) for one in words):
        raise not_valid(f'Invalid tags, "{given}", expected a list of strings or a comma-delimited list')
    for word in words:
        if not word or "," in word:
            raise not_valid(f'Invalid tag, "{word}" is empty or contains a comma')
        if len(word) > _TAG:
            raise bad_request(f'Invalid tag, "{word}" is longer than {_TAG} characters')
    return tuple(words)


async def compiled(asked: Asked, source: Source, stack: Stack) -> Desired:
    """``source``, compiled, with types that some cloud here drives, and no more of them than may be. Raises.

    Nested templates that it names by their URLs are in the source of the answer.
    """
    return (await examined(asked, source, stack))[0]


async def examined(asked: Asked, source: Source, stack: Stack) -> tuple[Desired, Extent]:
    """The same, and what all is in it, nested or not."""

    def complete(source: Source) -> Desired:
        found = desired(source, stack, asked.services.region)
        look_ahead(found.tree)
        return found

    wanted = await with_nested(asked, source, complete)
    refuse_untyped(asked.engine, wanted)
    return wanted, _permitted(asked, wanted)


def _permitted(asked: Asked, wanted: Desired) -> Extent:
    """What all is in it, nested or not.

    Raises Refused for types that the caller may not have, and for more resources than a stack may have.
    """
    target = {"project_id": asked.caller.project}
    limit = asked.services.limits.max_resources_per_stack
    found = extent(wanted.tree.definitions.values(), limit if limit >= 0 else math.inf)
    if 0 <= limit < found.count:
        message = f"Maximum resources per stack exceeded: more than {limit}."
        raise Refused(403, "StackResourceLimitExceeded", message)
    for name in sorted(found.types):
        if not asked.services.policy.allows_type(name, asked.caller, target):
            raise forbidden(f"resource_types:{name}")
    return found


async def _adopt(asked: Asked, body: NewStack, name: str) -> Stack:
    carried = decoded(body["adopt_stack_data"] or "", "Invalid adopt data format: it")
    if not isinstance(carried, dict):
        raise bad_request("Invalid adopt data format: it must be a JSON object")
    given = {
        "template": carried.get("template_text") or carried.get("template"),
        "environment": carried.get("environment"),
        "files": carried.get("files"),
        **{key: value for key, value in body.items() if value},
    }
    stack = new(asked, name, body)
    wanted = await compiled(asked, await described(asked, given), stack)
    assert wanted.source is not None
    async with entrusting(asked, stack, wanted) as entrusted, asked.services.acting(entrusted) as engine:
        result = await settle(engine, await taken_up(engine, entrusted, wanted.source, carried))
    return result.stack


async def update(asked: Asked, body: Changes = EMPTY) -> Accepted:
    """Bring a stack to what the body says, all of it: tags that it does not name are gone."""
    view = the_root(asked)
    tags = body.get("tags") or []
    return await _updated(asked, view, await described(asked, body), {**body, "tags": tags})


async def patch(asked: Asked, body: Changes = EMPTY) -> Accepted:
    """Bring a stack to what the body says, and what it does not say stays as it was."""
    view = the_root(asked)
    return await _updated(asked, view, await patched(asked, view, body), body)


async def patched(asked: Asked, view: View, body: Changes) -> Source:
    """What a stack is made from, changed as the body says."""
    before = view.source
    if before is None:
        raise bad_request(f"Stack {view.name} has no template to change")
    clear = body.get("clear_parameters")
    return await described(asked, body, cleared(before, clear) if isinstance(clear, list) else before)


async def _updated(asked: Asked, view: View, source: Source, body: Changes) -> Accepted:
    wanted, whole = await examined(asked, source, view.stack)
    async with taking_over(asked, view, wanted) as credential:
        await look_elsewhere(asked, driven_by(view, credential), whole)
        settings = {**settings_of(body), **credential}
        await ask_to_update(asked.engine, view.stack, wanted, settings, asked.caller.user)
    return answer.accepted()


async def delete(asked: Asked) -> NoContent:
    """Remove a stack with all its resources; of one that is nested in another, only that one."""
    view = the_stack(asked)
    if view.one is not None:
        async with taking_over(asked, view) as credential:
            await ask_to_remove(asked.engine, view.stack, view.container, asked.caller.user, credential)
    elif not view.stack.deleted_at:
        async with taking_over(asked, view) as credential:
            await ask_to_delete(asked.engine, view.stack, asked.caller.user, credential)
    return answer.no_content()
