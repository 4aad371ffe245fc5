"""``resource list`` and ``resource show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from setpoint.cli.options import json_option
from setpoint.cli.stacks import name_argument, words_after_name, words_of

if TYPE_CHECKING:
    from setpoint.cli.heat import Json
    from setpoint.engine.requests.standing import Standing
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
    """List the resources of the stack NAME, as they are recorded, and what stands at a hook before it is made."""
    from setpoint.cli import show
    from setpoint.cli.opening import opened_records
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import the_stack
    from setpoint.engine.requests.standing import standing

    with opened_records() as records:
        stack = the_stack(records, name)
        world = _world(records, stack)
        stand = {one.address: one for one in standing(records, stack)}
    known = {one.address for one in world}
    listed: list[Incarnation | Standing] = [
        *world,
        *(one for one in stand.values() if one.address not in known),
    ]
    found = [
        one
        for one in listed
        if (not types or one.type in types)
        and (not statuses or any(word.upper() in _status(one) for word in statuses))
        and (depth is None or one.address.count("/") <= depth)
    ]
    found.sort(key=lambda one: _in_tree(one.address))
    if wants_json():
        users = _required_by(world)
        show.json([_json(one, users, stand.get(one.address)) for one in found])
    else:
        show.table(*_table(found, stand))


def _json(
    one: Incarnation | Standing, users: dict[str, tuple[Address, ...]], stands: Standing | None
) -> Json:
    from setpoint.cli import heat
    from setpoint.model.incarnation import Incarnation

    if not isinstance(one, Incarnation):
        return heat.not_made(one)
    return {**heat.resource(one, users.get(one.id, ())), **heat.hook(stands)}


def _table(
    found: list[Incarnation | Standing], stand: dict[Address, Standing]
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Titles and rows; with the hooks, where anything stands at one."""
    from setpoint.cli.times import ago
    from setpoint.model.incarnation import Incarnation

    titles = ("resource", "type", "status", "physical id", "updated")
    rows: list[tuple[object, ...]] = [
        (one.address, one.type, _status(one), one.physical_id, ago(one.updated_at))
        if isinstance(one, Incarnation)
        else (one.address, one.type, _status(one), "", "-")
        for one in found
    ]
    if not stand:
        return titles, rows
    hooks = [stand[one.address].hook if one.address in stand else "" for one in found]
    return (*titles, "stands at"), [(*row, hook) for row, hook in zip(rows, hooks, strict=True)]


@click.command
@words_after_name("resource")
@json_option
def show(name: str | None, resource: str | None) -> None:
    """Show RESOURCE of the stack NAME: state, properties and attributes. Secrets are masked."""
    from setpoint.cli import heat
    from setpoint.cli import show as shown
    from setpoint.cli.opening import run
    from setpoint.cli.options import wants_json

    stack_name, (address,) = words_of(name, resource)
    one, users, stands = run(_asked(stack_name, address))
    if one is None:
        assert stands is not None
        found = heat.not_made(stands)
        pairs: list[tuple[str, object]] = [
            ("resource", address),
            ("type", stands.type),
            ("status", heat.INIT),
        ]
    else:
        found = {**heat.resource_in_full(one, users), **heat.hook(stands)}
        pairs = _told(one, users, found)
    if wants_json():
        shown.json(found)
    else:
        shown.record([*pairs, *_stands_at(stands)])


async def _asked(
    stack_name: str | None, address: str
) -> tuple[Incarnation | None, tuple[Address, ...], Standing | None]:
    """What is recorded of a resource, who needs it, and the hook that it stands at. Raises InvalidInput."""
    from setpoint.cli.opening import opened_engine
    from setpoint.cli.stacks import the_stack
    from setpoint.engine.requests.asking import resource as recorded
    from setpoint.engine.requests.standing import standing
    from setpoint.model.address import Address

    async with opened_engine() as engine:
        stack = the_stack(engine.records, stack_name)
        stands = next((one for one in standing(engine.records, stack) if one.address == address), None)
        world = _world(engine.records, stack)
        if stands is not None and not any(one.address == address for one in world):
            return None, (), stands
        one = recorded(engine, stack, Address(address))
        return one, _required_by(world).get(one.id, ()), stands


def _stands_at(stands: Standing | None) -> list[tuple[str, object]]:
    if stands is None:
        return []
    from setpoint.cli.times import ago

    reached = f", reached {ago(stands.since)}" if stands.since else ""
    return [("stands at", f"{stands.hook}{reached}")]


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


def _status(one: Incarnation | Standing) -> str:
    from setpoint.cli import heat
    from setpoint.model.incarnation import Incarnation

    return heat.status(one) if isinstance(one, Incarnation) else heat.INIT


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
