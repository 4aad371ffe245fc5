"""Carrying a stack over: ``export``, ``abandon``, ``adopt``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from setpoint.cli.options import cloud_option, input_options, json_lines_option, json_option, yes_option
from setpoint.cli.stacks import name_argument

if TYPE_CHECKING:
    from setpoint.cli.driving import Work
    from setpoint.cli.exits import Exit
    from setpoint.engine.result import Result
    from setpoint.model.stack import Source


@click.command
@name_argument
@click.option("-o", "--out", metavar="FILE", help="Write to FILE, which must be new, instead of stdout.")
@json_option
def export(name: str | None, *, out: str | None) -> None:
    """Print the stack NAME as JSON, with its template, parameters and resources. Secrets are masked."""
    from setpoint.cli import show
    from setpoint.cli.carried import write_new
    from setpoint.cli.opening import opened_engine, run
    from setpoint.cli.stacks import the_stack

    async def asked() -> dict[str, Any]:
        from setpoint.engine.requests.carry import export as exported

        async with opened_engine() as engine:
            return exported(engine, the_stack(engine.records, name).id)

    found = run(asked())
    if out:
        write_new(out, found)
        show.note(f"written to {out}")
    else:
        show.json(found)


@click.command
@click.argument("name")
@click.option("-o", "--out", metavar="FILE", required=True, help="Where to write it; must be new.")
@yes_option
@json_option
def abandon(name: str, *, out: str, yes: bool) -> Exit:
    """Forget the stack NAME and leave everything that it made as it is.

    FILE gets all that is needed to adopt it elsewhere, with secrets in clear, and can be read by its owner only.
    `openstack stack adopt` takes it as well.
    """
    from setpoint.cli.opening import run

    return run(_abandon(name, out, yes=yes))


async def _abandon(name: str, out: str, *, yes: bool) -> Exit:
    from setpoint.cli import heat, show
    from setpoint.cli.asking import agreed
    from setpoint.cli.carried import write_new
    from setpoint.cli.exits import Exit
    from setpoint.cli.opening import opened_engine
    from setpoint.cli.options import wants_json
    from setpoint.cli.stacks import the_stack
    from setpoint.engine.requests.carry import abandon as given_up

    async with opened_engine(name) as engine:
        stack = the_stack(engine.records, name)
        await agreed(f"Forget stack {stack.name} and leave what it made as it is?", yes=yes)
        await given_up(engine, stack.id, keep=lambda carried: write_new(out, carried))
    if wants_json():
        show.json(heat.stack(stack))
    else:
        show.text(f"stack {stack.name} is forgotten; everything that it made is still there")
        show.note(f"`setpoint stack adopt {out}` takes it up again")
    return Exit.DONE


@click.command
@click.argument("file", type=click.Path())
@click.argument("template", required=False, default="")
@input_options
@click.option("--name", "new_name", metavar="NAME", default="", help="Another name than it had.")
@cloud_option
@json_option
@json_lines_option
def adopt(file: str, template: str, *, new_name: str, cloud: str, **given: tuple[str, ...]) -> Exit:
    """Make a stack of things that exist: those in FILE, as `stack abandon` or `stack export` wrote it.

    So does `openstack stack abandon`, and `export`: that is how a stack moves here from Heat; give it its --cloud.

    Without TEMPLATE, the one in FILE is used. Nothing is made or changed; what FILE does not have has failed, and the
    stack with it (ADOPT_FAILED), until the next `setpoint up` makes it. Each thing is looked at first, and all that is
    not there is told.
    """
    from setpoint.cli.carried import read_carried
    from setpoint.cli.driving import driven
    from setpoint.cli.naming import check_name
    from setpoint.cli.opening import LOCAL, run

    carried = read_carried(file)
    name = new_name or carried["name"]
    check_name(name)
    where = cloud or carried["cloud"] or LOCAL
    source = _source(carried, template, given)

    async def request(work: Work) -> Result:
        from setpoint.engine.requests.carry import settle, taken_up
        from setpoint.engine.requests.preview import new_stack

        stack = new_stack(work.engine, name, where, tags=tuple(carried["tags"] or ()))
        adoption = await taken_up(work.engine, stack, source, carried)
        if not adoption.plan.is_empty:
            work.progress.notice(
                "not all of it is as the template says: `setpoint plan` shows what `up` would do"
            )
        return await settle(work.engine, adoption, work.unasked)

    return run(driven(name, request, cloud=where))


def _source(carried: dict[str, Any], template: str, given: dict[str, tuple[str, ...]]) -> Source:
    """The template that was named, or else the carried one with the parameters that were given besides."""
    from setpoint.cli.carried import carried_source
    from setpoint.cli.sources import Given, read_source

    if template:
        return read_source(Given(template, **given))
    if given["environments"]:
        raise click.UsageError("--environment cannot be used without TEMPLATE")
    return carried_source(carried, given["parameters"])


VERBS = (export, abandon, adopt)
