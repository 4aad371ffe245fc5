"""Asking the driver of a stack for something: cancel its plan, or let a step go on past the hook that it stands at."""

from __future__ import annotations

from setpoint.engine.engine import Engine
from setpoint.engine.requests.taking import leave
from setpoint.engine.requests.wanted import plans_under_way, wanted_now
from setpoint.model.address import Address
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Incarnation, Status
from setpoint.model.nearest import did_you_mean
from setpoint.model.request import Ask
from setpoint.model.stack import Stack


async def cancel(engine: Engine, name: str, *, rollback: bool) -> None:
    """End the plan that is being carried out; with ``rollback``, one back to the last good revision follows.

    Raises InvalidInput when nothing is being carried out. Returns as soon as it was asked.
    """
    stack = engine.stack(name)
    was_cancelled = stack.status is Status.FAILED and stack.plan
    if was_cancelled or not engine.records.is_leased(stack.id):
        raise InvalidInput(
            [
                Diagnostic(
                    f"nothing is being done to stack {stack.name} ({stack.action}_{stack.status})",
                    advice="`setpoint stack rollback` goes back to the last good revision",
                )
            ]
        )
    await leave(engine, stack.id, Ask.CANCEL, note={"rollback": rollback})


async def unset_hook(engine: Engine, name: str, address: Address, hook: str) -> None:
    """Clear ``hook`` (``pre-create``) of the resource at ``address``: now, or when it comes to stand there.

    That is durable when this returns. Raises InvalidInput for a resource that the stack neither has nor wants: a hook
    may hold one that has not been made, or is gone.
    """
    stack = engine.stack(name)
    world = engine.world(stack)
    if not (
        world.current(address)
        or address in wanted_now(engine, stack, world).tree.definitions
        or any(
            step.address == address for plan in plans_under_way(engine.records, stack) for step in plan.steps
        )
    ):
        resource(engine, stack, address)
    await leave(engine, stack.id, Ask.SIGNAL, address=address, note={"unset_hook": hook})


class NoResource(InvalidInput):
    """The stack has nothing at that address. Nothing was changed."""


def resource(engine: Engine, stack: Stack, address: Address) -> Incarnation:
    """The current incarnation at ``address``. Raises NoResource, with near misses."""
    world = engine.world(stack)
    found = world.current(address)
    if found is None:
        raise NoResource(
            [
                Diagnostic(
                    f"stack {stack.name} has no resource {address!r}",
                    advice=did_you_mean(address, list(world.addresses())),
                )
            ]
        )
    return found
