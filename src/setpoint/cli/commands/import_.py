"""``setpoint import``: a stack of things that exist, and its template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from setpoint.cli.options import cloud_option, json_lines_option, json_option

if TYPE_CHECKING:
    from setpoint.cli.driving import Work
    from setpoint.cli.exits import Exit
    from setpoint.engine.requests.gathering import Choice
    from setpoint.engine.requests.importing import Imported
    from setpoint.engine.result import Result
    from setpoint.model.stack import Source


@click.command(name="import")
@click.argument("name")
@cloud_option
@click.option(
    "--id", "ids", multiple=True, metavar="TYPE=ID", help="A thing, by the id that its cloud gave it."
)
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Things of this type.")
@click.option(
    "--like", "names", multiple=True, metavar="PATTERN", help="Things whose name is like this: web-*."
)
@click.option(
    "--tag", "tags", multiple=True, metavar="TAG", help="Things with this tag; with all of several."
)
@click.option("--follow", is_flag=True, help="Also what they stand on, and what is a part of them.")
@click.option(
    "-o", "--out", metavar="FILE", default="", help="Where the template goes, a new file; NAME.yaml."
)
@click.option(
    "-P",
    "--parameter",
    "parameters",
    multiple=True,
    metavar="KEY=VALUE",
    help="A secret that cannot be read.",
)
@click.option("--template-only", is_flag=True, help="Write the template, and adopt nothing.")
@json_option
@json_lines_option
def command(
    name: str, *, cloud: str, out: str, parameters: tuple[str, ...], template_only: bool, **chosen: Any
) -> Exit:
    """Make the stack NAME of things that exist on a cloud, and write a template of them.

    They are chosen by --id, or by --type, --like and --tag, each as often as you like. Nothing is made or changed. A
    plan for the template is empty afterwards: where it would not be, it is told what differs, and nothing is adopted.

    Secrets that no cloud shows become hidden parameters without a default.
    """
    from setpoint.cli.driving import driven
    from setpoint.cli.exits import Exit
    from setpoint.cli.naming import check_name
    from setpoint.cli.opening import LOCAL, opened_engine, run

    check_name(name)
    path, choice, where = out or f"{name}.yaml", _choice(**chosen), cloud or LOCAL

    async def read() -> Imported:
        from setpoint.engine.requests.importing import read as found
        from setpoint.engine.requests.preview import new_stack

        async with opened_engine(cloud=where) as engine:
            return await found(engine, new_stack(engine, name, where), choice)

    if template_only:
        _write(path, run(read()))
        return Exit.DONE

    async def request(work: Work) -> Result:
        from setpoint.engine.requests.importing import adopt_imported
        from setpoint.engine.requests.importing import read as found
        from setpoint.engine.requests.preview import new_stack

        stack = new_stack(work.engine, name, where)
        imported = await found(work.engine, stack, choice)
        source = _source(path, imported, parameters)
        result = await adopt_imported(work.engine, stack, imported, source, work.unasked)
        _write(path, imported)
        return result

    _refuse_taken(path)
    return run(driven(name, request, cloud=where))


def _choice(
    ids: tuple[str, ...],
    types: tuple[str, ...],
    names: tuple[str, ...],
    tags: tuple[str, ...],
    *,
    follow: bool,
) -> Choice:
    from setpoint.engine.requests.gathering import Choice

    for word in ids:
        if not all(word.partition("=")):
            raise click.UsageError(f"--id wants TYPE=ID, not '{word}'")
    if not (ids or types or names or tags):
        raise click.UsageError("say what to import: --id, --type, --like or --tag")
    pairs = [word.partition("=")[::2] for word in ids]
    return Choice(pairs, types, names, tags, follow)


def _source(path: str, imported: Imported, parameters: tuple[str, ...]) -> Source:
    from setpoint.cli.carried import carried_source

    carried = {"template": imported.template, "template_name": path, "environment": {}, "files": {}}
    return carried_source({**carried, "template_text": ""}, parameters)


def _refuse_taken(path: str) -> None:
    """Before anything is asked for: it would be in vain."""
    from pathlib import Path

    from setpoint.model.errors import InvalidInput

    if Path(path).exists():
        raise InvalidInput.because(f"there is a '{path}' already", advice="name a new file with --out")


def _write(path: str, imported: Imported) -> None:
    from setpoint.cli import show
    from setpoint.cli.carried import write_new_text

    write_new_text(path, imported.template)
    show.note(f"the template is in {path}, with {len(imported.ids)} resources")
    for name in imported.secrets:
        show.note(f"parameter {name} is a secret that could not be read back: it has no default")
