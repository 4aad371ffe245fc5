"""``stack snapshot`` with its verbs, and ``stack restore``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from setpoint.cli.options import json_lines_option, json_option, yes_option
from setpoint.cli.stacks import name_argument, words_after_name, words_of
from setpoint.cli.verbs import Verbs

if TYPE_CHECKING:
    from setpoint.cli.driving import Work
    from setpoint.cli.exits import Exit
    from setpoint.engine.result import Result


@click.group(cls=Verbs)
def snapshot() -> None:
    """Save a stack as it is, and look at what was saved; `stack restore` brings it back."""


@snapshot.command
@name_argument
@click.option("--label", default="", help="What to call the snapshot; by default the time.")
@json_option
@json_lines_option
def create(name: str | None, *, label: str) -> Exit:
    """Save the stack NAME: its revision, and of each resource whatever its type can save (a disk, a file)."""
    from setpoint.cli.driving import driven
    from setpoint.cli.opening import run
    from setpoint.cli.stacks import name_of_stack

    async def request(work: Work) -> Result:
        from setpoint.cli import show
        from setpoint.cli.times import clock
        from setpoint.engine.requests.snapshots import snapshot as taken

        saved, result = await taken(work.engine, chosen, label or clock(work.engine.now()), work.unasked)
        show.note(f"snapshot {saved.name} ({saved.id})")
        return result

    chosen = name_of_stack(name)
    return run(driven(chosen, request))


@snapshot.command("list")
@name_argument
@json_option
def list_(name: str | None) -> None:
    """List the snapshots of the stack NAME, oldest first."""
    from setpoint.cli import heat, show
    from setpoint.cli.opening import opened_records
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import the_stack
    from setpoint.cli.times import clock

    with opened_records() as records:
        found = records.snapshots(the_stack(records, name).id)
    if wants_json():
        show.json([heat.snapshot(one) for one in found])
        return
    rows = [(one.name, one.status, one.revision, clock(one.created_at), one.id) for one in found]
    show.table(("name", "status", "revision", "created", "id"), rows)


@snapshot.command
@words_after_name("snapshot")
@json_option
def show(name: str | None, snapshot: str | None) -> None:
    """Show the snapshot SNAPSHOT (name or id) of the stack NAME."""
    from setpoint.cli import heat
    from setpoint.cli import show as shown
    from setpoint.cli.opening import opened_engine, run
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import the_stack
    from setpoint.engine.requests.snapshots import find

    chosen, (label,) = words_of(name, snapshot)

    async def asked() -> heat.Json:
        async with opened_engine() as engine:
            return heat.snapshot(find(engine, the_stack(engine.records, chosen), label))

    found = run(asked())
    if wants_json():
        shown.json(found)
        return
    resources = found.pop("resources")
    shown.record(
        [*found.items(), ("saved", "\n".join(f"{one}  {what}" for one, what in resources.items()) or "-")]
    )


@snapshot.command
@words_after_name("snapshot")
@yes_option
@json_option
def delete(name: str | None, snapshot: str | None, *, yes: bool) -> None:
    """Remove the snapshot SNAPSHOT of the stack NAME, with what was saved on its cloud."""
    from setpoint.cli import show
    from setpoint.cli.asking import agreed
    from setpoint.cli.opening import opened_engine, run
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import name_of_stack
    from setpoint.engine.requests.snapshots import drop

    chosen, (label,) = words_of(name, snapshot)
    stack = name_of_stack(chosen)

    async def asked() -> None:
        await agreed(f"Remove snapshot {label} of stack {stack}?", yes=yes)
        async with opened_engine(stack) as engine:
            await drop(engine, stack, label)

    run(asked())
    if wants_json():
        show.json({"name": label, "stack_name": stack})
    else:
        show.text(f"snapshot {label} of stack {stack} is removed")


@click.command
@words_after_name("snapshot")
@yes_option
@json_option
@json_lines_option
def restore(name: str | None, snapshot: str | None, *, yes: bool) -> Exit:
    """Bring the stack NAME back to SNAPSHOT: to its revision first, then each resource to what was saved of it."""
    from setpoint.cli.driving import driven
    from setpoint.cli.opening import run
    from setpoint.cli.stacks import name_of_stack

    chosen, (label,) = words_of(name, snapshot)
    stack = name_of_stack(chosen)

    async def request(work: Work) -> Result:
        from setpoint.engine.requests.snapshots import restore as brought_back

        return await brought_back(work.engine, stack, label, work.options)

    return run(driven(stack, request, yes=yes))


VERBS = (snapshot, restore)
