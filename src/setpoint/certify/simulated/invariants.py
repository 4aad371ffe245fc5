"""What must be true of a world after any run, whatever went wrong on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from setpoint.certify.simulated.discovery import type_of
from setpoint.certify.simulated.simulated_type import describe
from setpoint.certify.simulated.world import Thing, World
from setpoint.model.diagnostic import Diagnostic


def broken_rules(world: World, stacks: Collection[str] | None = None) -> tuple[Diagnostic, ...]:
    """Everything that is wrong. ``stacks`` are the ids of those that exist; None when nobody can tell."""
    left = left_behind(world, stacks) if stacks is not None else ()
    return (*made_twice(world), *left, *dangling(world))


def made_twice(world: World) -> Iterator[Diagnostic]:
    """Things of one token that are there at the same time: a create was repeated without looking first."""
    by_token: dict[str, list[Thing]] = {}
    for thing in world.things.values():
        if thing.token and not thing.is_going:
            by_token.setdefault(thing.token, []).append(thing)
    for token, twins in by_token.items():
        if len(twins) > 1:
            ids = ", ".join(twin.id for twin in twins)
            yield _about(twins[0], f"was made {len(twins)} times", f"token {token}: {ids}")


def left_behind(world: World, stacks: Collection[str]) -> Iterator[Diagnostic]:
    """Things whose stack is gone: nobody will ever delete them."""
    for thing in world.things.values():
        stack = thing.labels.get("stack")
        if stack is not None and stack not in stacks and not thing.is_going:
            name = thing.labels.get("stack_name", stack)
            yield _about(thing, "was left behind", f"its stack {name} is gone")


def dangling(world: World) -> Iterator[Diagnostic]:
    """Things that stand on what is not there."""
    for thing in world.things.values():
        for other in thing.bonds:
            if other not in world.things:
                yield _about(thing, "stands on something that is gone", f"it names {other}")


def _about(thing: Thing, summary: str, detail: str) -> Diagnostic:
    what = describe(type_of(thing), thing)
    return Diagnostic(f"{what} {summary}", detail=detail, address=thing.labels.get("address", ""))
