"""Arguments and options that several commands share. Light: a command's module may import this at its top."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

_JSON = "setpoint.json"
_JSON_LINES = "setpoint.json-lines"

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def json_option(command: Decorated) -> Decorated:
    """The option ``--json``; ask :func:`wants_json` for it."""
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="Print JSON on stdout.",
    )(command)


def _remember(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    ctx.meta[_JSON] = ctx.meta.get(_JSON, False) or value


def wants_json() -> bool:
    """Whether JSON was asked for, in one document or in lines."""
    ctx = click.get_current_context(silent=True)
    return bool(ctx and ctx.meta.get(_JSON))


def json_lines_option(command: Decorated) -> Decorated:
    """The option ``--json-lines``; ask :func:`wants_json_lines` for it."""
    return click.option(
        "--json-lines",
        is_flag=True,
        expose_value=False,
        callback=_remember_lines,
        help="Print each event as a line of JSON on stdout, as it happens.",
    )(command)


def _remember_lines(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    ctx.meta[_JSON_LINES] = value
    _remember(ctx, _parameter, value)


def wants_json_lines() -> bool:
    """Whether JSON was asked for in lines."""
    ctx = click.get_current_context(silent=True)
    return bool(ctx and ctx.meta.get(_JSON_LINES))


class Duration(click.ParamType[float]):
    """A time such as ``90``, ``90s``, ``10m``, ``1.5h``; in seconds."""

    name = "duration"

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Seconds."""
        if isinstance(value, (int, float)):
            return float(value)
        found = _DURATION.fullmatch(value.strip())
        if not found:
            self.fail(f"{value!r} is no time: write 90s, 10m or 1.5h", param, ctx)
        return float(found["number"]) * _SECONDS[found["unit"] or "s"]


DURATION = Duration()

_DURATION = re.compile(r"(?P<number>\d+(\.\d+)?)\s*(?P<unit>[smh]?)")
_SECONDS = {"s": 1, "m": 60, "h": 3600}


def stack_argument(command: Decorated) -> Decorated:
    """The argument ``name``: a stack's name or id, completed by the shell."""
    return click.argument("name", shell_complete=_stack_names)(command)


def template_argument(command: Decorated) -> Decorated:
    """The argument ``template``."""
    return click.argument("template", type=click.Path())(command)


def cloud_option(command: Decorated) -> Decorated:
    """The option ``--cloud``."""
    return click.option(
        "--cloud",
        default="",
        metavar="CLOUD",
        help="local (the default), simulated, or a name from clouds.yaml. A stack stays on its cloud.",
    )(command)


def name_option(command: Decorated) -> Decorated:
    """The option ``--name``: a stack that may not be there yet."""
    return click.option(
        "--name",
        default="",
        shell_complete=_stack_names,
        help="The stack; by default, called as the template.",
    )(command)


def look_option(command: Decorated) -> Decorated:
    """The option ``--look/--no-look``."""
    return click.option(
        "--look/--no-look", default=True, help="Look at the clouds first, or trust what is recorded."
    )(command)


def check_option(command: Decorated) -> Decorated:
    """The option ``--check/--no-check``."""
    return click.option(
        "--check/--no-check",
        default=True,
        help="Ask the clouds first whether it would go through: names, quotas, addresses, permissions.",
    )(command)


def yes_option(command: Decorated) -> Decorated:
    """The option ``--yes``."""
    return click.option("-y", "--yes", is_flag=True, help="Carry the plan out without asking.")(command)


def input_options(command: Decorated) -> Decorated:
    """What a template is used with: environments, parameters, files of parameters."""
    for option in reversed(_INPUT):
        command = option(command)
    return command


_FILE = click.Path(dir_okay=True)  # whether it can be read is said with all other problems, not one at a time

_INPUT = (
    click.option(
        "-e",
        "--environment",
        "environments",
        multiple=True,
        type=_FILE,
        metavar="FILE",
        help="An environment file. Several are merged; later ones win.",
    ),
    click.option(
        "-P",
        "--parameter",
        "parameters",
        multiple=True,
        metavar="KEY=VALUE",
        help="The value of a parameter; outweighs the environment.",
    ),
    click.option(
        "--parameter-file",
        "parameter_files",
        multiple=True,
        metavar="KEY=FILE",
        help="A parameter whose value is the content of a file.",
    ),
)


def _stack_names(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from setpoint.cli.home import data_folder
    from setpoint.cli.opening import opened_records

    if not data_folder().exists():
        return []
    with opened_records() as records:
        return [
            CompletionItem(one.name, help=f"{one.action}_{one.status}")
            for one in records.stacks()
            if one.name.startswith(incomplete)
        ]
