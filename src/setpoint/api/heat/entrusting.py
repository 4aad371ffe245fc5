"""By whose credential a stack is driven: whoever makes it gives one, and whoever changes what somebody else made.

So a stack whose owner is gone, or may not do any more what it takes, is taken over by the next who updates or deletes
it, unless that is an administrator of another project: who gives a credential gives one of the own project. Its owner
gives a new one, too, where it has failed (the old one may be what it failed of), where what is to come needs services
that the old one is no good for, and before that ends.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from setpoint.api.heat.asked import Asked
from setpoint.api.heat.views import View
from setpoint.engine.desired import Desired
from setpoint.engine.requests.submitting import (
    CREDENTIAL,
    NO_SETTINGS,
    Settings,
    entrusted_by,
    next_act,
)
from setpoint.model.credential import credential_of
from setpoint.model.errors import InvalidInput, SetpointError
from setpoint.model.incarnation import Status
from setpoint.model.stack import Stack


@asynccontextmanager
async def entrusting(
    asked: Asked, stack: Stack, wanted: Desired, *, keeps: bool = True
) -> AsyncIterator[Stack]:
    """A new ``stack`` with a credential of the caller's, which is taken back where no stack comes of it.

    None where nothing of it needs one. It ends with the look for which it is given, unless it ``keeps``.
    """
    needs = asked.services.needs(wanted, ())
    if not needs:
        yield stack
        return
    entrusted = await asked.services.prepare(asked.caller, stack, needs)
    try:
        yield entrusted
    except SetpointError:
        keeps = keeps and asked.engine.records.stack(stack.id) is not None
        raise
    finally:
        if not keeps:
            await asked.services.unprepare(entrusted)


@asynccontextmanager
async def taking_over(
    asked: Asked, view: View, wanted: Desired | None = None, *, keeps: bool = True
) -> AsyncIterator[Settings]:
    """What a request that wants ``wanted`` changes of the stack's credential; nothing, where its own is as good.

    A new one ends with the look for which it is given, unless it ``keeps``.
    """
    stack, caller = entrusted_by(view.stack, next_act(view.asked)[0]), asked.caller
    needs = asked.services.needs(wanted, ())
    is_from_elsewhere = asked.project != caller.project
    if is_from_elsewhere and needs and not stack.credential:
        raise InvalidInput.because(
            f"stack {stack.name} has no credential for what is wanted of it now",
            detail="nothing of it was in the cloud until now, and a credential is given by a user of its project",
            advice="have a user of the stack's project update it",
        )
    if is_from_elsewhere or _is_as_good(asked, stack, needs, has_failed=view.status is Status.FAILED):
        yield NO_SETTINGS
        return
    recorded = {one.type for one in asked.engine.records.incarnations(stack.id)}
    needs |= asked.services.needs(None, recorded) | {*credential_of(stack).services}
    entrusted = await asked.services.prepare(caller, stack, needs)
    try:
        yield {name: getattr(entrusted, name) for name in CREDENTIAL} | {"owner_name": caller.user_name}
    except SetpointError:
        keeps = False
        raise
    finally:
        if not keeps:
            await asked.services.unprepare(entrusted)


def driven_by(view: View, credential: Settings) -> Stack:
    """The stack, as it would be driven with that ``credential``: its own, unless that brings another."""
    return msgspec.structs.replace(entrusted_by(view.stack, next_act(view.asked)[0]), **credential)


def _is_as_good(asked: Asked, stack: Stack, needs: frozenset[str], *, has_failed: bool) -> bool:
    """Whether the credential that a stack has serves as well as a new one of the caller's."""
    if not stack.credential:
        return not needs
    credential = credential_of(stack)
    return (
        asked.caller.user == stack.owner
        and not has_failed
        and credential.reaches(needs)
        and not credential.is_old(asked.engine.now())
    )
