"""``setpoint drift``: how what is there differs from what is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from setpoint.cli.options import json_option
from setpoint.cli.stacks import name_argument

if TYPE_CHECKING:
    from setpoint.cli.exits import Exit
    from setpoint.engine.requests.drift import Found


@click.command
@name_argument
@click.option("--all", "everything", is_flag=True, help="Show resources that are as they should be, too.")
@json_option
def command(name: str | None, *, everything: bool) -> Exit:
    """Look at everything that the stack NAME made, and show what is not as it was left. Changes nothing.

    Exit code 5 where there are differences. `setpoint up` puts right what it shows.
    """
    from setpoint.cli import show
    from setpoint.cli.exits import Exit
    from setpoint.cli.opening import run
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import name_of_stack
    from setpoint.engine.requests.drift import State

    stack = name_of_stack(name)
    found = run(_looked(stack))
    differ = [one for one in found if one.state not in (State.IN_SYNC, State.UNSEEN)]
    if wants_json():
        show.json([_json(one) for one in (found if everything else differ)])
    else:
        _tell(stack, found if everything else differ, found)
    return Exit.CHANGES if differ else Exit.DONE


async def _looked(stack: str) -> list[Found]:
    from setpoint.cli.opening import opened_engine
    from setpoint.engine.requests.drift import drift

    async with opened_engine(stack) as engine:
        return await drift(engine, stack)


def _json(one: Found) -> dict[str, Any]:
    from setpoint.model.address import name_of

    return {
        "resource_name": name_of(one.address),
        "logical_resource_id": name_of(one.address),
        "physical_resource_id": one.physical_id,
        "resource_type": one.type,
        "address": one.address,
        "drift": one.state.value,
        "drift_reason": one.why,
        "differences": [
            {"property": own.property, "recorded": own.recorded, "seen": own.seen} for own in one.differences
        ],
    }


def _tell(stack: str, shown: list[Found], found: list[Found]) -> None:
    from setpoint.cli import show
    from setpoint.engine.requests.drift import State

    if shown:
        rows = [(one.address, one.type, one.state.value, _why(one)) for one in shown]
        show.table(("resource", "type", "state", "how"), rows)
    counts = {state: sum(one.state is state for one in found) for state in State}
    differ = sum(counts.values()) - counts[State.IN_SYNC] - counts[State.UNSEEN]
    words = (
        f"{differ} of {len(found)} differ" if differ else f"all {counts[State.IN_SYNC]} are as they were left"
    )
    show.text(f"stack {stack}: {words}")
    if counts[State.UNSEEN]:
        show.note(f"{counts[State.UNSEEN]} could not be looked at just now, or cannot be looked at")
    if differ:
        show.note(f"`setpoint up --name {stack}` puts it right")


def _why(one: Found) -> str:
    from setpoint.model.shortened import differences

    changes = [line for own in one.differences for line in differences(own.property, own.recorded, own.seen)]
    return "; ".join(filter(None, [one.why, *changes]))
