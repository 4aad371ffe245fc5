"""``setpoint event``: what happened, and what is happening."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from setpoint.cli.options import json_option
from setpoint.cli.stacks import name_argument
from setpoint.cli.verbs import Verbs

if TYPE_CHECKING:
    from setpoint.cli.exits import Exit
    from setpoint.model.event import Event
    from setpoint.model.stack import Stack, StackId
    from setpoint.store.records import Records


@click.group(cls=Verbs)
def command() -> None:
    """Look at events: what happened to stacks and their resources. Without NAME, to all of them."""


@command.command("list")
@name_argument
@click.option("--resource", default="", help="Only of this resource, and of what is in it.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="The last so many.")
@json_option
def list_(name: str | None, *, resource: str, limit: int) -> None:
    """List the last events of the stack NAME, or of all stacks, oldest first."""
    from setpoint.cli import heat, show
    from setpoint.cli.opening import opened_records
    from setpoint.cli.options import wants_json

    with opened_records() as records:
        stack = _stack(records, name)
        found = _last(records, stack.id if stack else None, resource, limit)
        names = _Names(records)
        if wants_json():
            show.json([heat.event(one, names[one.stack]) for one in found])
        else:
            for one in found:
                show.text(_line(one, names[one.stack], with_stack=stack is None))


@command.command
@name_argument
@click.option("--until-done", is_flag=True, help="End when nothing is being done to the stack any more.")
@click.option("--last", type=click.IntRange(0), default=0, help="Begin with the last so many events.")
@json_option
def follow(name: str | None, *, until_done: bool, last: int) -> Exit | None:
    """Print events as they happen, in whatever process; with --json, each as a line of JSON. Ctrl-C ends it.

    With --until-done the exit code tells how it ended: 1 where the stack is FAILED.
    """
    from setpoint.cli.exits import Exit
    from setpoint.cli.opening import run

    try:
        return run(_follow(name, last, until_done=until_done))
    except KeyboardInterrupt:
        return Exit.INTERRUPTED if until_done else Exit.DONE


async def _follow(name: str | None, last: int, *, until_done: bool) -> Exit:
    from setpoint.cli.exits import Exit
    from setpoint.cli.home import data_folder
    from setpoint.cli.opening import opened_records
    from setpoint.cli.stacks import the_stack
    from setpoint.events.stream import follow as followed
    from setpoint.events.wake import EVENTS, Listener

    with opened_records() as records, Listener(data_folder(), EVENTS) as ears:
        stack = the_stack(records, name) if until_done else _stack(records, name)
        first = _last(records, stack.id if stack else None, "", last)
        names = _Names(records)
        told = _Told(names, with_stack=stack is None)
        after = _newest(records)
        told.tell(first)
        ending = _Ending(records, stack.id) if until_done and stack else None
        if ending and ending.has_come(after):
            return ending.exit()
        async for event in followed(records, ears, stack=stack.id if stack else None, after=after):
            told.tell([event])
            if ending and ending.has_come(event.number):
                return ending.exit()
        return Exit.DONE


class _Names(dict[str, str]):
    """Names of stacks by id, looked up when they are needed: new ones come while events are followed."""

    def __init__(self, records: Records) -> None:
        super().__init__()
        self._records = records

    def __missing__(self, stack: StackId) -> str:
        found = self._records.stack(stack)
        self[stack] = found.name if found else stack
        return self[stack]


class _Told:
    """Prints events, as lines or as JSON."""

    def __init__(self, names: _Names, *, with_stack: bool) -> None:
        self._names = names
        self._with_stack = with_stack

    def tell(self, events: Iterable[Event]) -> None:
        from setpoint.cli import heat, show
        from setpoint.cli.options import wants_json

        for one in events:
            if wants_json():
                show.json_line(heat.event(one, self._names[one.stack]))
            else:
                show.text(_line(one, self._names[one.stack], with_stack=self._with_stack))


class _Ending:
    """Whether a stack has come to rest, and how."""

    def __init__(self, records: Records, stack: StackId) -> None:
        self._records = records
        self._stack = stack

    def has_come(self, number: int) -> bool:
        """Whether nothing is being done, and the event ``number`` was the last."""
        stack = self._records.stack(self._stack)
        at_rest = stack is None or stack.status.value != "IN_PROGRESS"
        return at_rest and not self._records.events(self._stack, after=number, limit=1)

    def exit(self) -> Exit:
        from setpoint.cli.exits import Exit

        stack = self._records.stack(self._stack)
        return Exit.FAILED if stack and stack.status.value == "FAILED" else Exit.DONE


def _stack(records: Records, name: str | None) -> Stack | None:
    from setpoint.cli.stacks import the_stack

    return the_stack(records, name) if name else None


def _newest(records: Records) -> int:
    found = records.events(limit=1, newest=True)
    return found[0].number if found else 0


_PAGE = 10_000


def _last(records: Records, stack: StackId | None, resource: str, limit: int) -> list[Event]:
    if not limit:
        return []
    if not resource:
        return list(records.events(stack, limit=limit, newest=True))
    found: list[Event] = []
    after = 0
    while page := records.events(stack, after=after, limit=_PAGE):
        found += [one for one in page if one.address == resource or one.address.startswith(f"{resource}/")]
        after = page[-1].number
    return found[-limit:]


def _line(one: Event, stack_name: str, *, with_stack: bool) -> str:
    from setpoint.cli import show
    from setpoint.cli.times import clock

    where = one.address or stack_name
    if with_stack and one.address:
        where = f"{stack_name}: {one.address}"
    words = (clock(one.at), f"{one.action}_{one.status}", where, one.type, one.reason)
    return show.one_line("  ".join(word for word in words if word))
