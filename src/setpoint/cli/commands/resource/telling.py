"""``resource signal``: an outside message to a resource, or to a hook that it stands at."""

from __future__ import annotations

from typing import Any

import click

from setpoint.cli.options import json_option
from setpoint.cli.stacks import words_after_name, words_of

HOOKS = [f"{when}-{deed}" for deed in ("create", "update", "delete") for when in ("pre", "post")]


@click.command
@words_after_name("resource")
@click.option(
    "--data",
    "--data-binary",
    metavar="JSON",
    default="",
    help='What to tell it, a JSON object: {"status": "SUCCESS"}.',
)
@click.option("--data-file", metavar="FILE", default="", help='The same from a file; "-" is standard input.')
@click.option("--unset-hook", type=click.Choice(HOOKS), help="Let it go on past this hook.")
@json_option
def signal(
    name: str | None, resource: str | None, *, data: str, data_file: str, unset_hook: str | None
) -> None:
    """Send a signal to RESOURCE of the stack NAME, or clear a hook that it stands at.

    The signal is kept until it is heard, also while nobody works on the stack.
    """
    from setpoint.cli import show
    from setpoint.cli.opening import opened_engine, run
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import the_stack

    if bool(data) + bool(data_file) + bool(unset_hook) > 1:
        raise click.UsageError("--data, --data-file and --unset-hook cannot be used together")
    stack_name, (address,) = words_of(name, resource)
    body = {"unset_hook": unset_hook} if unset_hook else _body(data, data_file)

    async def asked() -> str:
        from setpoint.engine.requests.signalling import signal as sent
        from setpoint.model.address import Address

        async with opened_engine() as engine:
            stack = the_stack(engine.records, stack_name)
            await sent(engine, stack.id, Address(address), body)
            return stack.name

    stack = run(asked())
    if wants_json():
        show.json({"stack_name": stack, "address": address, "signal": body})
    else:
        what = f"told to go on past {unset_hook}" if unset_hook else "signalled"
        show.text(f"{address} of stack {stack} is {what}")


def _body(data: str, data_file: str) -> dict[str, Any]:
    from setpoint.cli.reading import as_text, read
    from setpoint.model.diagnostic import Findings
    from setpoint.model.errors import InvalidInput

    findings = Findings()
    content = read(data_file, "the signal", findings) if data_file else data.encode()
    text = None if content is None else as_text(content, data_file, "the signal", findings)
    if text is None:
        raise InvalidInput(findings)
    return _object(text) if text.strip() else {}


def _object(text: str) -> dict[str, Any]:
    import msgspec

    from setpoint.model.errors import InvalidInput

    try:
        found = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise InvalidInput.because("the signal is not JSON", detail=str(error)) from error
    if not isinstance(found, dict):
        raise InvalidInput.because("the signal is no JSON object", advice='{"status": "SUCCESS"}')
    return found


VERBS = (signal,)
