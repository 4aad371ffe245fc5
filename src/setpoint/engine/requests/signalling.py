"""Signalling a resource: what was said is durable before it is answered, whether anybody drives the stack or not."""

from __future__ import annotations

from setpoint.engine.engine import Engine
from setpoint.engine.requests.asking import resource, unset_hook
from setpoint.engine.requests.hearing import received, take_down_signals
from setpoint.engine.requests.taking import leave
from setpoint.engine.signals import signalled
from setpoint.model.address import Address
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Incarnation
from setpoint.model.request import Ask
from setpoint.model.stack import Stack
from setpoint.model.value import Plain


class TakesNoSignal(InvalidInput):
    """The resource is of a type that cannot be signalled. Nothing was changed."""


class NotThereYet(InvalidInput):
    """The resource has not been made yet, so nobody can have been told how to signal it. Nothing was changed."""


async def signal(engine: Engine, name: str, address: Address, body: Plain) -> None:
    """Signal the resource that stands at ``address`` now; ``body`` is what came with it, None for nothing.

    ``{"unset_hook": "pre-create"}`` clears a hook instead. It is recorded, or will be by whoever drives the stack, when
    this returns. Raises InvalidInput for a resource that the stack does not have, TakesNoSignal, NotThereYet, and
    InvalidInput for a body that means nothing to it.
    """
    if isinstance(body, dict) and "unset_hook" in body:
        await unset_hook(engine, name, address, str(body["unset_hook"]))
        return
    stack = engine.stack(name)
    await signal_one(engine, stack, signallable(engine, stack, address), body)


def signallable(engine: Engine, stack: Stack, address: Address) -> Incarnation:
    """What a signal to ``address`` is for. Raises as :func:`signal` does."""
    one = resource(engine, stack, address)
    if one.composite or signalled(one.type) is None:
        raise TakesNoSignal(
            [Diagnostic("signal is not supported for resource.", detail=f"{address} is an {one.type}")]
        )
    if not one.physical_id:
        raise NotThereYet([Diagnostic(f"The resource ({address}) is not available.")])
    return one


async def signal_one(engine: Engine, stack: Stack, one: Incarnation, body: Plain) -> None:
    """Signal that one life of a resource, be it on its way out. Raises InvalidInput for a body that means nothing."""
    kind = signalled(one.type)
    assert kind is not None, one.type
    before = received(engine, stack.id, one)
    after, _said = kind.hear(before, body, engine.now())
    if after is before:
        return
    await leave(
        engine,
        stack.id,
        Ask.SIGNAL,
        address=one.address,
        incarnation=one.id,
        note=body if isinstance(body, dict) else {},
    )
    await take_down_signals(engine, stack.id)
