"""Taking a stack's lease, from whoever has it if need be."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from setpoint.engine.engine import Engine
from setpoint.engine.requests.hearing import take_down_signals
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Status
from setpoint.model.request import Ask, Request
from setpoint.model.stack import Stack, StackId
from setpoint.store.records import Batch, Lease


@contextlib.asynccontextmanager
async def taken(engine: Engine, stack: StackId, *, within: float = 60) -> AsyncIterator[Lease]:
    """The stack's lease; a plan that another process carries out is superseded first.

    Waits at most ``within`` seconds for the calls that are in flight there. Raises InvalidInput after that.
    """
    lease = engine.records.lease(stack)
    if lease is None:
        await leave(engine, stack, Ask.SUPERSEDE)
        lease = await _wait_for_lease(engine, stack, within)
    try:
        await _drop_requests(engine, stack, lease)
        yield lease
    finally:
        lease.release()
    await take_down_signals(engine, stack)


async def _wait_for_lease(engine: Engine, stack: StackId, within: float) -> Lease:
    try:
        async with asyncio.timeout(within):
            while True:
                lease = engine.records.lease(stack)
                if lease is not None:
                    return lease
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(engine.ears.hear(), 0.25)
    except TimeoutError:
        raise InvalidInput(
            [
                Diagnostic(
                    "somebody else is driving this stack and has not let go of it",
                    detail=f"waited {within:g} s for its calls in flight",
                    advice="try again, or look with `setpoint stack show`",
                )
            ]
        ) from None


async def _drop_requests(engine: Engine, stack: StackId, lease: Lease) -> None:
    """Requests to supersede or cancel were meant for the plan that has ended."""
    batch = Batch(stack, lease.epoch)
    for request in engine.records.requests(stack):
        if request.ask in (Ask.SUPERSEDE, Ask.CANCEL):
            batch.answered(request.number)
    if batch.writes:
        await engine.records.commit(batch)


async def leave(engine: Engine, stack: StackId, ask: Ask, **fields: Any) -> None:
    """Leave a request for whoever drives the stack, and let it hear of that."""
    request = Request(stack=stack, ask=ask, at=engine.now(), **fields)
    await engine.records.commit(Batch(stack).ask(request))
    engine.ears.tell()


@contextlib.asynccontextmanager
async def taken_at_rest(engine: Engine, stack: Stack) -> AsyncIterator[Lease]:
    """The stack's lease, if nobody has it: for what must not end somebody's plan. Raises InvalidInput."""
    lease = engine.records.lease(stack.id)
    if lease is None:
        raise InvalidInput.because(
            f"stack {stack.name} is being changed just now ({stack.action}_{stack.status})",
            advice="wait for it, or `setpoint stack cancel` it",
        )
    try:
        await _drop_requests(engine, stack.id, lease)
        yield lease
    finally:
        lease.release()
    await take_down_signals(engine, stack.id)


def refuse_if_cut_off(stack: Stack) -> None:
    """Refuse what would change the record under a plan that was not carried to its end. Raises InvalidInput."""
    if stack.status is Status.IN_PROGRESS:
        raise InvalidInput.because(
            f"the last {stack.action.lower()} of stack {stack.name} was cut off",
            advice=f"carry it on first: `setpoint up --name {stack.name}`",
        )


def refuse_if_driven(engine: Engine, stack: Stack) -> None:
    """Refuse what must not happen while a plan is being carried out. Raises InvalidInput."""
    if engine.records.is_leased(stack.id):
        raise InvalidInput(
            [
                Diagnostic(
                    f"stack {stack.name} is being changed just now ({stack.action}_{stack.status})",
                    advice="wait for it, or `setpoint stack cancel` it",
                )
            ]
        )
