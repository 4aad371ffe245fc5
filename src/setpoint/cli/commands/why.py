"""``setpoint why``: why a resource is as it is."""

from __future__ import annotations

import click

from setpoint.cli.options import json_option
from setpoint.cli.stacks import words_after_name, words_of


@click.command
@words_after_name("resource")
@json_option
def command(name: str | None, resource: str | None) -> None:
    """Explain RESOURCE of the stack NAME.

    Why it exists, what it stands on and who uses it, what it waits for and since when, which changes would replace it,
    and what happened to it last.
    """
    from setpoint.cli import show
    from setpoint.cli.explaining import explanation_json, prose
    from setpoint.cli.opening import opened_engine, run
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import name_of_stack
    from setpoint.engine.requests.why import Explanation, why

    stack_name, (address,) = words_of(name, resource)

    async def asked(stack: str) -> tuple[Explanation, float]:
        from setpoint.model.address import Address

        async with opened_engine(stack) as engine:
            return await why(engine, stack, Address(address)), engine.now()

    found, now = run(asked(name_of_stack(stack_name)))
    if wants_json():
        show.json(explanation_json(found))
    else:
        for line in prose(found, now):
            show.text(show.printable(line))
