"""Mending the record without touching a cloud: ``mark-unhealthy``, ``move``, ``forget``, ``bind``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import click

from setpoint.cli.options import json_option, yes_option
from setpoint.cli.stacks import words_after_name, words_of

if TYPE_CHECKING:
    from setpoint.engine.engine import Engine
    from setpoint.model.incarnation import Incarnation
    from setpoint.model.stack import Stack


@click.command
@words_after_name("resource")
@click.option("--reason", default="", help="Why; shown wherever the mark is.")
@click.option("--reset", is_flag=True, help="Take the mark away.")
@json_option
def mark_unhealthy(name: str | None, resource: str | None, *, reason: str, reset: bool) -> None:
    """Mark RESOURCE of the stack NAME, so that the next update replaces it."""
    stack_name, (address,) = words_of(name, resource)

    async def work(engine: Engine, stack: Stack) -> None:
        from setpoint.engine.requests.surgery import mark_unhealthy as mark
        from setpoint.model.address import Address

        await mark(engine, stack.id, Address(address), reason, unhealthy=not reset)

    _work(stack_name, work)
    _tell(
        {"address": address, "mark_unhealthy": not reset, "resource_status_reason": reason},
        f"{address} is {'no longer ' if reset else ''}marked unhealthy",
        "" if reset else "`setpoint up` replaces it",
    )


@click.command
@words_after_name("resource", "new")
@json_option
def move(name: str | None, resource: str | None, new: str | None) -> None:
    """Let RESOURCE of the stack NAME go by the name NEW, with all that is in it.

    For a resource that has another name in the template now: it stays what it is, and is not made anew.
    """
    stack_name, (old, to) = words_of(name, resource, new)

    async def work(engine: Engine, stack: Stack) -> None:
        from setpoint.engine.requests.surgery import move as moved
        from setpoint.model.address import Address

        await moved(engine, stack.id, Address(old), Address(to))

    _work(stack_name, work)
    _tell({"address": to, "was": old}, f"{old} goes by the name {to} now", "")


@click.command
@words_after_name("resource")
@yes_option
@json_option
def forget(name: str | None, resource: str | None, *, yes: bool) -> None:
    """Drop RESOURCE of the stack NAME from the record, with all that is in it, and leave the thing itself alone.

    The next update makes a new one, if the template still has it.
    """
    from setpoint.cli.asking import agreed

    stack_name, (address,) = words_of(name, resource)
    forgotten: list[Incarnation] = []

    async def work(engine: Engine, stack: Stack) -> None:
        from setpoint.engine.requests.asking import resource as recorded
        from setpoint.engine.requests.surgery import forget as dropped
        from setpoint.model.address import Address

        one = recorded(engine, stack, Address(address))
        await agreed(f"Forget {one.address} ({one.type} {one.physical_id})?", yes=yes)
        forgotten.extend(await dropped(engine, stack.id, one.address))

    _work(stack_name, work)
    left = [{"address": one.address, "physical_resource_id": one.physical_id} for one in forgotten]
    _tell(
        {"forgotten": left},
        "\n".join(
            f"{one.address} is forgotten; {one.type} {one.physical_id} is still there" for one in forgotten
        ),
        "",
    )


@click.command
@words_after_name("resource", "physical_id")
@json_option
def bind(name: str | None, resource: str | None, physical_id: str | None) -> None:
    """Let RESOURCE of the stack NAME stand for the thing PHYSICAL_ID, which is looked at first.

    For a resource that was perhaps made, when its cloud gave no answer; and for one whose thing was made by hand.
    """
    stack_name, (address, thing) = words_of(name, resource, physical_id)

    async def work(engine: Engine, stack: Stack) -> None:
        from setpoint.engine.requests.surgery import bind as bound
        from setpoint.model.address import Address

        await bound(engine, stack.id, Address(address), thing)

    _work(stack_name, work)
    _tell({"address": address, "physical_resource_id": thing}, f"{address} stands for {thing} now", "")


def _work(stack_name: str | None, work: Callable[[Engine, Stack], Awaitable[None]]) -> None:
    """Do ``work`` with an engine for the stack."""
    from setpoint.cli.opening import opened_engine, run
    from setpoint.cli.stacks import name_of_stack

    async def worked(stack: str) -> None:
        async with opened_engine(stack) as engine:
            await work(engine, engine.stack(stack))

    run(worked(name_of_stack(stack_name)))


def _tell(found: object, line: str, hint: str) -> None:
    from setpoint.cli import show
    from setpoint.cli.options import wants_json

    if wants_json():
        show.json(found)
        return
    show.text(show.printable(line))
    if hint:
        show.note(hint)


VERBS = (mark_unhealthy, move, forget, bind)
