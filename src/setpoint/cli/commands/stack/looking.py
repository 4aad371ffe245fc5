"""``stack list`` and ``stack show``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from setpoint.cli.options import json_option
from setpoint.cli.stacks import name_argument

if TYPE_CHECKING:
    from setpoint.model.stack import Source, Stack
    from setpoint.store.records import Records


@click.command("list")
@click.option("--deleted", is_flag=True, help="Deleted ones too.")
@click.option("--tag", "tags", multiple=True, help="Only those with this tag; several must all be there.")
@json_option
def list_(*, deleted: bool, tags: tuple[str, ...]) -> None:
    """List all stacks, oldest first."""
    from setpoint.cli import heat, show
    from setpoint.cli.opening import opened_records
    from setpoint.cli.options import wants_json
    from setpoint.cli.times import ago

    with opened_records() as records:
        found = [one for one in records.stacks(deleted=deleted) if set(tags) <= set(one.tags)]
        if wants_json():
            show.json([heat.stack(one) for one in found])
            return
        if not found:
            show.note("there are no stacks yet; `setpoint up TEMPLATE` makes one")
            return
        rows = [(one.name, _status(one), one.revision, one.cloud, ago(one.updated_at)) for one in found]
        show.table(("name", "status", "revision", "cloud", "updated"), rows)


@click.command
@name_argument
@json_option
def show(name: str | None) -> None:
    """Show the stack NAME: its state, parameters, outputs and resources by status. Secrets are masked."""
    from setpoint.cli import heat
    from setpoint.cli import show as shown
    from setpoint.cli.opening import opened_records
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import the_stack
    from setpoint.engine.requests.standing import standing

    with opened_records() as records:
        stack = the_stack(records, name)
        revision = records.revision(stack.id, stack.revision)
        source = revision.source if revision else None
        if wants_json():
            hooks = [{"address": one.address, **heat.hook(one)} for one in standing(records, stack)]
            shown.json({**heat.stack_in_full(stack, source, _description(source)), "hooks": hooks})
        else:
            shown.record(_told(records, stack, source))


def _status(one: Stack) -> str:
    return f"{one.action}_{one.status}"


def _description(source: Source | None) -> str:
    from setpoint.model.errors import InvalidInput
    from setpoint.templates.compiler import parameters_of

    try:
        return parameters_of(source).description if source else ""
    except InvalidInput:
        return ""  # a revision of a language that is no longer understood can still be looked at


def _told(records: Records, stack: Stack, source: Source | None) -> list[tuple[str, object]]:
    from setpoint.cli import heat
    from setpoint.cli.times import ago, clock, span

    full = heat.stack_in_full(stack, source, _description(source))
    return [
        ("name", stack.name),
        ("id", stack.id),
        *_given(("description", full["description"])),
        ("status", _status(stack) + _driven(records, stack)),
        *_given(("reason", stack.reason)),
        ("revision", f"{stack.revision}, last good {stack.good_revision or 'none'}"),
        ("cloud", stack.cloud),
        ("created", f"{clock(stack.created_at)} ({ago(stack.created_at)})"),
        ("updated", f"{clock(stack.updated_at)} ({ago(stack.updated_at)})"),
        *_given(("tags", ", ".join(stack.tags))),
        ("rollback", "on" if stack.rollback else "off"),
        *_given(("timeout", span(stack.timeout) if stack.timeout else "")),
        *_given(("template", source.template_name if source else "")),
        *_given(("parameters", _lines(full["parameters"]))),
        *_given(("resources", _counted(records, stack))),
        *_given(("stand at hooks", _held(records, stack))),
        *_given(("outputs", _lines({one["output_key"]: _output(one) for one in full["outputs"]}))),
    ]


def _given(pair: tuple[str, object]) -> list[tuple[str, object]]:
    return [pair] if pair[1] else []


def _driven(records: Records, stack: Stack) -> str:
    """Whether anybody is at work on it, where that is not to be seen from its status."""
    is_driven, is_open = records.is_leased(stack.id), stack.status == "IN_PROGRESS"
    if is_open and not is_driven:
        return ", and nobody is at work: `setpoint up` or `down` carries on"
    return ", just being worked on" if is_driven and not is_open else ""


def _lines(values: dict[str, object]) -> str:
    from setpoint.model.shortened import in_full

    return "\n".join(
        f"{key} = {value if isinstance(value, str) else in_full(value)}" for key, value in values.items()
    )


def _output(one: dict[str, object]) -> object:
    return f"({one['output_error']})" if "output_error" in one else one["output_value"]


def _counted(records: Records, stack: Stack) -> str:
    from setpoint.cli import heat

    counts = Counter(heat.status(one) for one in records.incarnations(stack.id))
    return "\n".join(f"{count:,} {status}" for status, count in counts.most_common())


def _held(records: Records, stack: Stack) -> str:
    from setpoint.engine.requests.standing import standing

    return "\n".join(f"{one.address}: {one.hook}" for one in standing(records, stack))


VERBS = (list_, show)
