"""Which stack, and which resource, a command is about. Light: a command's module may import this at its top.

The stack comes first, by name or id. Where there is exactly one stack its name may be left out, so that the commands of
somebody with one application stay short; not so for ``down`` and ``stack abandon``, which take everything away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from setpoint.model.stack import Stack
    from setpoint.store.records import Records

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def name_argument(command: Decorated) -> Decorated:
    """The argument ``name``, which may be left out; hand it to :func:`the_stack`."""
    return click.argument("name", required=False, metavar="[NAME]", shell_complete=_names)(command)


def name_option(command: Decorated) -> Decorated:
    """The option ``--stack``, for a command whose argument is something else."""
    return click.option("-s", "--stack", metavar="NAME", shell_complete=_names, help="A stack.")(command)


def words_after_name(*words: str) -> Callable[[Decorated], Decorated]:
    """The argument ``name``, which may be left out, and ``words`` after it; sort them out with :func:`words_of`."""

    def decorate(command: Decorated) -> Decorated:
        for word in reversed(words):
            command = click.argument(
                word,
                required=False,
                metavar=word.upper(),
                shell_complete=_addresses if word == "resource" else None,
            )(command)
        return click.argument("name", required=False, metavar="[NAME]", shell_complete=_names_or_addresses)(
            command
        )

    return decorate


def words_of(name: str | None, *words: str | None) -> tuple[str | None, list[str]]:
    """The stack's name, or None where it was left out, and the words that follow. Raises click.UsageError."""
    given = [one for one in (name, *words) if one is not None]
    if len(given) < len(words):
        missing = _word_names()[len(given) - len(words) :]
        raise click.UsageError(f"Missing argument '{missing[0]}'.")
    return (given[0], given[1:]) if len(given) > len(words) else (None, given)


def _word_names() -> list[str]:
    parameters = click.get_current_context().command.params
    return [
        one.make_metavar(click.get_current_context()) for one in parameters if isinstance(one, click.Argument)
    ]


def the_stack(records: Records, name: str | None) -> Stack:
    """The stack of that name or id; the only one there is for None. Raises InvalidInput, with near misses."""
    from setpoint.model.errors import InvalidInput
    from setpoint.model.nearest import did_you_mean, one_of

    stacks = records.stacks()
    if name is None:
        if len(stacks) == 1:
            return stacks[0]
        names = one_of(one.name for one in stacks)
        raise InvalidInput.because(
            "which stack?" if stacks else "there are no stacks yet",
            detail=f"there are {names}" if stacks else "",
            advice="give its name" if stacks else "`setpoint up TEMPLATE` makes one",
        )
    found = records.stack(name)
    if found is None:
        names = one_of(one.name for one in stacks)
        advice = did_you_mean(name, [one.name for one in stacks], f"there are {names}" if stacks else "")
        raise InvalidInput.because(f"there is no stack '{name}'", advice=advice)
    return found


def name_of_stack(name: str | None) -> str:
    """As :func:`the_stack`, for a command that opens the store by itself later."""
    from setpoint.cli.opening import opened_records

    with opened_records() as records:
        return the_stack(records, name).name


# --- completion


def _names(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return _completed(incomplete, lambda stacks, _records: [(one.name, _status(one)) for one in stacks])


def _addresses(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    name = ctx.params.get("name")
    return _completed(
        incomplete,
        lambda stacks, records: _in_stack([one for one in stacks if name in (one.name, one.id)], records),
    )


def _names_or_addresses(
    ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    own = _completed(
        incomplete, lambda stacks, records: _in_stack(stacks if len(stacks) == 1 else [], records)
    )
    return _names(ctx, parameter, incomplete) + own


def _in_stack(stacks: Sequence[Stack], records: Records) -> list[tuple[str, str]]:
    return [(one.address, one.type) for stack in stacks for one in records.incarnations(stack.id)]


def _status(one: Stack) -> str:
    return f"{one.action}_{one.status}"


def _completed(
    incomplete: str, found: Callable[[Sequence[Stack], Records], list[tuple[str, str]]]
) -> list[CompletionItem]:
    from setpoint.cli.home import data_folder
    from setpoint.cli.opening import opened_records

    if not data_folder().exists():
        return []
    with opened_records() as records:
        pairs = dict(found(records.stacks(), records))
        return [
            CompletionItem(word, help=told) for word, told in pairs.items() if word.startswith(incomplete)
        ]
