"""``resource list`` and ``resource show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from setpoint.cli.options import json_option
from setpoint.cli.stacks import name_argument, words_after_name, words_of

if TYPE_CHECKING:
    from setpoint.cli.heat import Json
    from setpoint.model.address import Address
    from setpoint.model.incarnation import Incarnation
    from setpoint.model.stack import Stack
    from setpoint.store.records import Records


@click.command("list")
@name_argument
@click.option(
    "--type", "types", multiple=True, metavar="TYPE", help="Only those of this type; several may be given."
)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    metavar="STATUS",
    help="Only those whose status holds this word: FAILED.",
)
@click.option(
    "--depth",
    type=click.IntRange(0),
    default=None,
    help="Levels of nested stacks and groups; all by default.",
)
@json_option
def list_(name: str | None, *, types: tuple[str, ...], statuses: tuple[str, ...], depth: int | None) -> None:
    """List the resources of the stack NAME, as they are recorded."""
    from setpoint.cli import heat, show
    from setpoint.cli.opening import opened_records
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import the_stack
    from setpoint.cli.times import ago

    with opened_records() as records:
        world = _world(records, the_stack(records, name))
    found = [
        one
        for one in world
        if (not types or one.type in types)
        and (not statuses or any(word.upper() in heat.status(one) for word in statuses))
        and (depth is None or one.address.count("/") <= depth)
    ]
    found.sort(key=lambda one: _in_tree(one.address))
    if wants_json():
        users = _required_by(world)
        show.json([heat.resource(one, users.get(one.id, ())) for one in found])
        return
    titles = ("resource", "type", "status", "physical id", "updated")
    rows = [(one.address, one.type, _status(one), one.physical_id, ago(one.updated_at)) for one in found]
    show.table(titles, rows)


@click.command
@words_after_name("resource")
@json_option
def show(name: str | None, resource: str | None) -> None:
    """Show RESOURCE of the stack NAME: state, properties and attributes. Secrets are masked."""
    from setpoint.cli import heat
    from setpoint.cli import show as shown
    from setpoint.cli.opening import opened_engine, run
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import the_stack

    stack_name, (address,) = words_of(name, resource)

    async def asked() -> tuple[Incarnation, tuple[Address, ...]]:
        from setpoint.engine.requests.asking import resource as recorded
        from setpoint.model.address import Address

        async with opened_engine() as engine:
            stack = the_stack(engine.records, stack_name)
            one = recorded(engine, stack, Address(address))
            return one, _required_by(_world(engine.records, stack)).get(one.id, ())

    one, users = run(asked())
    found = heat.resource_in_full(one, users)
    if wants_json():
        shown.json(found)
    else:
        shown.record(_told(one, users, found))


def _world(records: Records, stack: Stack) -> list[Incarnation]:
    return records.incarnations(stack.id)


def _required_by(world: list[Incarnation]) -> dict[str, tuple[Address, ...]]:
    """By id, the addresses of those that were made with it."""
    found: dict[str, dict[Address, None]] = {}
    for one in world:
        for need in one.needs:
            found.setdefault(need, {})[one.address] = None
    return {need: tuple(users) for need, users in found.items()}


def _in_tree(address: str) -> list[tuple[bool, int, str]]:
    """Sorts members behind what holds them, and numbered ones by number."""
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in address.split("/")]


def _status(one: Incarnation) -> str:
    from setpoint.cli import heat

    return heat.status(one)


def _told(one: Incarnation, users: tuple[Address, ...], found: Json) -> list[tuple[str, object]]:
    from setpoint.cli.times import ago, clock

    pairs: list[tuple[str, object]] = [
        ("resource", one.address),
        ("type", one.type),
        ("description", one.description),
        ("status", _status(one)),
        ("reason", one.reason),
        ("phase", "" if one.phase.value == "current" else one.phase.value),
        ("physical id", one.physical_id or "-"),
        ("revision", one.revision),
        ("created", f"{clock(one.created_at)} ({ago(one.created_at)})" if one.created_at else ""),
        ("updated", f"{clock(one.updated_at)} ({ago(one.updated_at)})" if one.updated_at else ""),
        ("needed by", ", ".join(users)),
        ("when removed", "left as it is" if one.external else one.deletion_policy.value.lower()),
        ("metadata", _lines(found["metadata"])),
        ("properties", _lines(found["properties"])),
        ("attributes", _lines(found["attributes"])),
    ]
    return [(label, value) for label, value in pairs if value not in ("", 0)]


def _lines(values: object) -> str:
    from setpoint.model.shortened import in_full

    if not isinstance(values, dict):
        return in_full(values)
    return "\n".join(
        f"{key} = {value if isinstance(value, str) else in_full(value)}" for key, value in values.items()
    )


VERBS = (list_, show)
