"""From a stack's name, id or ARN to its address: 302, keeping what was asked for and how."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote, unquote

from setpoint.api.heat import answer, links
from setpoint.api.heat.answer import Found
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.refusals import no_stack
from setpoint.api.heat.views import find
from setpoint.model.arn import read_stack_arn


async def lookup(asked: Asked) -> Found:
    """Where a stack is, by its name, its id or its ARN."""
    return _found(asked, asked.path["stack_name"], "")


def of_part(part: str) -> Callable[[Asked], Awaitable[Found]]:
    """By name or id, for a part of it: its resources, its events, ..."""

    async def lookup_part(asked: Asked) -> Found:
        """Where a part of a stack is, by the stack's name or id."""
        return _found(asked, asked.path["stack_name"], part)

    return lookup_part


async def by_arn(asked: Asked) -> Found:
    """By ARN: ``arn:openstack:heat::PROJECT:stacks/NAME/ID``, and whatever stands behind it."""
    text = unquote(asked.path["arn"])
    arn = read_stack_arn(text)
    if arn is None:
        raise no_stack(text)
    if arn.project not in ("", asked.project):
        raise no_stack(arn.name)
    return _found(asked, arn.id, arn.part, arn.name)


def _found(asked: Asked, which: str, part: str, name: str = "") -> Found:
    view = find(asked.engine, which)
    if view is None or name not in ("", view.name):
        raise no_stack(name or which)
    location = links.of_stack(asked.base, view) + (f"/{quote(part)}" if part else "")
    return answer.found(f"{location}?{asked.query_string}" if asked.query_string else location)
