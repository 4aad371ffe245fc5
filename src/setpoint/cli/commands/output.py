"""``setpoint output``: what a stack offers to whoever uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from setpoint.cli.options import json_option
from setpoint.cli.stacks import name_argument

if TYPE_CHECKING:
    from setpoint.model.stack import Stack
    from setpoint.store.records import Records


@click.command
@name_argument
@click.argument("key", required=False, metavar="[KEY]")
@click.option("--show-secrets", is_flag=True, help="Print the value of KEY although it is a secret.")
@json_option
def command(name: str | None, key: str | None, *, show_secrets: bool) -> None:
    """Print the outputs of the stack NAME; or of KEY the bare value, for scripts.

    Where there is exactly one stack NAME may be left out, and a single word that is no stack's name is a KEY. Texts are
    printed as they are, other values as JSON. Secrets are masked, but for that of KEY with --show-secrets.
    """
    from setpoint.cli import heat, show
    from setpoint.cli.opening import opened_records
    from setpoint.cli.options import wants_json

    with opened_records() as records:
        stack, key = _sorted_out(records, name, key)
        if show_secrets and key is None:
            raise click.UsageError("--show-secrets wants the KEY of one output")
        if key is not None:
            _show_one(stack, key, show_secrets=show_secrets)
        elif wants_json():
            show.json(heat.outputs(stack))
        else:
            rows = [(one["output_key"], _value(one), one["description"]) for one in heat.outputs(stack)]
            show.table(("key", "value", "description"), rows)


def _sorted_out(records: Records, name: str | None, key: str | None) -> tuple[Stack, str | None]:
    from setpoint.cli.stacks import the_stack

    if name and not key and records.stack(name) is None and len(records.stacks()) == 1:
        return the_stack(records, None), name
    return the_stack(records, name), key


def _show_one(stack: Stack, key: str, *, show_secrets: bool) -> None:
    from setpoint.cli import heat, show
    from setpoint.cli.options import wants_json
    from setpoint.model.value import reveal

    found = _found(stack, key)
    shown = heat.output(key, found)
    if show_secrets:
        shown["output_value"] = reveal(found["value"])
    if wants_json():
        show.json(shown)
    elif "output_error" in shown:
        raise _error(stack, key, shown["output_error"])
    else:
        click.echo(_value(shown))


def _found(stack: Stack, key: str) -> dict[str, Any]:
    from setpoint.model.errors import InvalidInput
    from setpoint.model.nearest import did_you_mean, one_of

    if key not in stack.outputs:
        listed = f"there are {one_of(stack.outputs)}" if stack.outputs else "it has none"
        raise InvalidInput.because(
            f"stack {stack.name} has no output '{key}'", advice=did_you_mean(key, stack.outputs, listed)
        )
    found: dict[str, Any] = stack.outputs[key]
    return found


def _error(stack: Stack, key: str, why: str) -> Exception:
    from setpoint.model.diagnostic import Diagnostic
    from setpoint.model.errors import ResourceError

    return ResourceError(Diagnostic(f"output '{key}' of stack {stack.name} has no value", detail=why))


def _value(one: dict[str, Any]) -> str:
    from setpoint.model.shortened import in_full

    if "output_error" in one:
        return f"({one['output_error']})"
    value = one["output_value"]
    return value if isinstance(value, str) else in_full(value)
