"""Writes docs/reference from the code: commands, exit codes, functions, types, limits, options, differences, API.

``--check`` writes nothing, and ends with 1 where a page is not what would be written.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType

import click
from heat_differences import heat_differences
from openstack_types import openstack_types

# No data folder of whoever runs this may show in the pages.
os.environ["SETPOINT_HOME"] = "/nonexistent"

from setpoint.api.heat.openapi import document
from setpoint.api.service.config.options import Option, options, sections
from setpoint.api.service.config.showing import default_words, heat_words
from setpoint.cli.exits import Exit
from setpoint.cli.main import main as root
from setpoint.cli.offers import Offer, offers
from setpoint.cli.schemas import type_lines
from setpoint.templates import limits
from setpoint.templates.cfn.versions import VERSIONS as CFN
from setpoint.templates.functions import functions
from setpoint.templates.hot.versions import REPLACEMENTS, VERSIONS
from setpoint.templates.language.version import Version
from setpoint.types import catalogue

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
WRITTEN = "<!-- Written by `make docs` from the code; changes here are lost. -->\n"


# --- commands


def commands() -> Iterator[str]:
    """Every command with all its options, and the exit codes."""
    yield "# Commands\n"
    yield "Each command is told of by `--help` as well. With `--json` it prints JSON, with Heat's key names.\n"
    yield from _command(root, ["setpoint"])
    yield "## Exit codes\n"
    yield from _table(("code", "meaning"), ((str(one.value), one.meaning) for one in Exit))


def _command(command: click.Command, path: list[str]) -> Iterator[str]:
    """One command and those below it. Not click's own help, whose looks change with click."""
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    options = [one for one in command.params if isinstance(one, click.Option)]
    below = command.list_commands(click.Context(command)) if isinstance(command, click.Group) else []
    words = [*path, *map(_argument, arguments), *(["COMMAND"] if below else []), "[OPTIONS]"]
    yield f"## {' '.join(path)}\n"
    yield f"`{' '.join(words)}`\n"
    yield f"{_paragraphs(command.help or '')}\n"
    if options:
        yield from _table(("option", "what for"), ((_option(one), _help(one)) for one in options))
    for name in below:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None, name
        yield from _command(found, [*path, name])


def _argument(argument: click.Argument) -> str:
    name = argument.metavar or _choices(argument) or (argument.name or "").upper()
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _option(option: click.Option) -> str:
    names = " / ".join((", ".join(option.opts), *option.secondary_opts))
    value = "" if option.is_flag else option.metavar or _choices(option) or option.type.name.upper()
    return f"`{names} {value}`".replace(" `", "`")


def _choices(parameter: click.Parameter) -> str:
    return "|".join(map(str, parameter.type.choices)) if isinstance(parameter.type, click.Choice) else ""


def _help(option: click.Option) -> str:
    default = f" (By default {option.default}.)" if option.show_default else ""
    return " ".join((option.help or "").split()) + default


def _paragraphs(text: str) -> str:
    """The help with its sentences as they are; click's mark of lines to be left alone makes a block of code."""
    parts = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(
        f"```text\n{part.removeprefix(_AS_IT_IS)}\n```" if part.startswith(_AS_IT_IS) else part
        for part in parts
    )


_AS_IT_IS = "\b\n"


# --- functions


def template_functions() -> Iterator[str]:
    """Every function of each language, what it is for, and in which versions it is."""
    yield "# Functions of templates\n"
    yield "## HOT\n"
    yield "A function may be used in the versions named; *cond.* marks those in which conditions may use it too.\n"
    rows = ((f"`{name}`", _told(name), _since(name)) for name in _names() if name not in REPLACEMENTS)
    yield from _table(("function", "what for", "versions"), rows)
    yield "### Functions that later versions do not have\n"
    rows = ((f"`{name}`", _since(name), instead) for name, instead in REPLACEMENTS.items())
    yield from _table(("function", "versions", "in its place"), rows)
    yield "### Versions\n"
    pairs = zip([None, *VERSIONS.values()], VERSIONS.values(), strict=False)
    rows = ((f"`{new.name}`", new.alias or "-", _news(old, new)) for old, new in pairs)
    yield from _table(("version", "release", "what it brought"), rows)
    yield "## CloudFormation's language\n"
    yield from _table(
        ("function", "what for", *CFN), ((f"`{name}`", _told(name), *_in(name)) for name in _of_cfn())
    )


def _of_cfn() -> list[str]:
    return sorted(frozenset().union(*(one.functions | one.condition_functions for one in CFN.values())))


def _in(name: str) -> Iterator[str]:
    """Whether each of CloudFormation's versions has the function."""
    for one in CFN.values():
        words = (("yes", name in one.functions), ("cond.", name in one.condition_functions))
        yield ", ".join(word for word, holds in words if holds) or "-"


def _names() -> list[str]:
    return sorted(frozenset().union(*(one.functions | one.condition_functions for one in VERSIONS.values())))


def _since(name: str) -> str:
    plain = _span([one.name for one in VERSIONS.values() if name in one.functions])
    condition = _span([one.name for one in VERSIONS.values() if name in one.condition_functions])
    return "; ".join(filter(None, (plain, f"cond. {condition}" if condition else "")))


def _span(dates: list[str]) -> str:
    if not dates:
        return ""
    last = next(reversed(VERSIONS))
    return f"from {dates[0]}" + ("" if dates[-1] == last else f" to {dates[-1]}")


def _news(old: Version | None, new: Version) -> str:
    before = old.functions | old.condition_functions if old else frozenset()
    names = sorted((new.functions | new.condition_functions) - before)
    return ", ".join(f"`{name}`" for name in names) or "no function"


def _told(name: str) -> str:
    first = (inspect.getdoc(functions()[name]) or "").partition("\n")[0].removeprefix(f"``{name}``: ")
    return first.replace("``", "`")


# --- types


def resource_types() -> Iterator[str]:
    """Every type by name, and in full those that a cloud drives here."""
    found = list(offers(sorted(catalogue.names())))
    driven = [one for one in found if one.clouds]
    yield "# Resource types\n"
    yield (
        "Which clouds drive a type, and in full what it takes and offers. *In place* and *replaces it* say what a "
        "change of a property costs. `engine` drives what is made of other resources. Types that no cloud drives yet "
        "are checked by `setpoint validate`; `setpoint template types NAME` shows them.\n"
    )
    yield from _table(("type", "driven by"), ((_link(one), ", ".join(one.clouds)) for one in driven))
    for one in driven:
        yield from _type(one)
    yield "## Types that no cloud drives yet\n"
    yield ", ".join(f"`{one.name}`" for one in found if not one.clouds) + ".\n"


def _link(one: Offer) -> str:
    return f"[`{one.name}`](#{one.name.lower().replace(':', '')})"


def _type(one: Offer) -> Iterator[str]:
    kind = catalogue.find(one.name)
    assert kind is not None
    yield f"## {one.name}\n"
    lines = itertools.islice(type_lines(kind, one.clouds), 1, None)
    yield "```text\n" + "\n".join(line.replace("\n", " ") for line in lines) + "\n```\n"


# --- limits


def template_limits() -> Iterator[str]:
    """How large and how deep what is read may be."""
    yield "# Limits\n"
    yield f"{inspect.getdoc(limits)}\n".replace("``", "`")
    yield from _table(("limit", "value", "of what"), _constants(limits))


def _constants(module: ModuleType) -> Iterator[tuple[str, str, str]]:
    """The constants of a module with the texts that stand below them."""
    body = ast.parse(inspect.getsource(module)).body
    for constant, text in itertools.pairwise(body):
        match constant, text:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str(told))):
                yield f"`{name}`", f"{getattr(module, name):,}", " ".join(told.replace("``", "`").split())


# --- configuration


def configuration() -> Iterator[str]:
    """Every option of the service."""
    yield "# Configuration of the service\n"
    yield (
        "What the service is told. Each option may stand in the file, below its section, or in the environment; the "
        "environment counts more, and options of the command line most. `setpoint config show` shows what counts on a "
        "machine, and why. How the service is run: [run the service](../operators/run-the-service.md).\n"
    )
    yield (
        "Relative paths are relative to the folder of the file, in variables to the current folder. A list is written "
        "`a,b` in a variable. *Reloads*: SIGHUP suffices; all else needs a restart.\n"
    )
    for section, told in sections().items():
        yield f"## [{section}]\n"
        yield f"{told}\n"
        rows = (_option_row(one) for one in options().values() if one.section == section)
        yield from _table(("option", "type", "default", "what for"), rows)
    yield "## Variables\n"
    yield "`SETPOINT_<SECTION>_<OPTION>`: `SETPOINT_SERVICE_LISTEN`, `SETPOINT_KEYSTONE_PASSWORD_FILE`, and so on.\n"


def _option_row(one: Option) -> tuple[str, ...]:
    unit = f", in {one.unit}" if one.unit else ""
    notes = (heat_words(one), "*Reloads.*" if one.reloads else "")
    default = f"`{default_words(one)}`" if default_words(one) else ""
    return f"`{one.name}`", f"{one.type}{unit}", default, " ".join(filter(None, (one.told, *notes)))


# --- all of it


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    lines = (titles, ("---",) * len(titles), *rows)
    yield "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _page(lines: Callable[[], Iterator[str]]) -> Callable[[], str]:
    return lambda: "\n".join((WRITTEN, *lines()))


def openapi() -> str:
    """The description of the service's API, for programs."""
    return json.dumps(document(), indent=1) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": _page(commands),
    "functions.md": _page(template_functions),
    "types.md": _page(resource_types),
    "limits.md": _page(template_limits),
    "openstack.md": _page(lambda: openstack_types(_table)),
    "configuration.md": _page(configuration),
    "heat.md": _page(heat_differences),
    "openapi.json": openapi,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or tell which are out of date."""
    stale = []
    for name, page in PAGES.items():
        text = page()
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    print("\n".join(f"docs/reference/{name}" for name in stale) or "docs/reference is up to date")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
