"""By whose credential a stack is driven: whoever makes it gives one, and whoever changes what somebody else made.

So a stack whose owner is gone, or may not do any more what it takes, is taken over by the next who updates or deletes
it, unless that is an administrator of another project: who gives a credential gives one of the own project. Where it
has failed, a new credential is given even by its owner: the old one may be what it failed of.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from setpoint.api.heat.asked import Asked
from setpoint.api.heat.views import View
from setpoint.engine.requests.submitting import (
    CREDENTIAL,
    NO_SETTINGS,
    Settings,
    entrusted_by,
    next_act,
)
from setpoint.model.errors import SetpointError
from setpoint.model.incarnation import Status
from setpoint.model.stack import Stack


@asynccontextmanager
async def entrusting(asked: Asked, stack: Stack) -> AsyncIterator[Stack]:
    """A new ``stack`` with a credential of the caller's, which is taken back where no stack comes of it."""
    entrusted = await asked.services.prepare(asked.caller, stack)
    try:
        yield entrusted
    except SetpointError:
        if asked.engine.records.stack(stack.id) is None:
            await asked.services.unprepare(entrusted)
        raise


@asynccontextmanager
async def taking_over(asked: Asked, view: View) -> AsyncIterator[Settings]:
    """What a request changes of the stack's credential; nothing, where its own is as good."""
    stack, caller = entrusted_by(view.stack, next_act(view.asked)[0]), asked.caller
    is_from_elsewhere = asked.project != caller.project
    if (
        not stack.credential
        or is_from_elsewhere
        or (caller.user == stack.owner and view.status is not Status.FAILED)
    ):
        yield NO_SETTINGS
        return
    entrusted = await asked.services.prepare(caller, stack)
    try:
        yield {name: getattr(entrusted, name) for name in CREDENTIAL} | {"owner_name": caller.user_name}
    except SetpointError:
        await asked.services.unprepare(entrusted)
        raise
