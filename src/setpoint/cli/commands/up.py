"""``setpoint up``: bring a stack to a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from setpoint.cli.options import (
    DURATION,
    check_option,
    cloud_option,
    input_options,
    json_lines_option,
    json_option,
    look_option,
    name_option,
    yes_option,
)

if TYPE_CHECKING:
    from setpoint.cli.driving import Request, Work
    from setpoint.cli.exits import Exit
    from setpoint.engine.result import Result
    from setpoint.model.stack import Source


@click.command
@click.argument("template", required=False, default="")
@input_options
@name_option
@cloud_option
@click.option("--plan", "plan_file", metavar="FILE", default="", help="Carry out exactly this saved plan.")
@yes_option
@click.option(
    "--rollback/--no-rollback", default=None, help="Go back to the last good revision when something fails."
)
@click.option("--timeout", type=DURATION, help="For the whole plan: 90s, 10m, 1h. 0 is none.")
@click.option("--step-timeout", type=DURATION, default=0, help="For each resource.")
@click.option("--tag", "tags", multiple=True, help="A tag of the stack; several may be given.")
@look_option
@check_option
@json_option
@json_lines_option
def command(
    *,
    template: str,
    name: str,
    cloud: str,
    plan_file: str,
    yes: bool,
    step_timeout: float,
    look: bool,
    check: bool,
    rollback: bool | None,
    timeout: float | None,
    tags: tuple[str, ...],
    **given: tuple[str, ...],
) -> Exit:
    """Make or change a stack as TEMPLATE says.

    The plan is shown, and asked for, first. Without a template, `--name NAME` carries on what was cut off, or else
    repairs the stack. Where another process is at work on the same stack, this one takes over.
    """
    from setpoint.cli.driving import driven
    from setpoint.cli.naming import stack_name
    from setpoint.cli.opening import LOCAL, run
    from setpoint.cli.sources import Given, read_source

    settings = _settings(rollback, timeout, tags)
    how = {"looks": look, "checks": check, "step_timeout": step_timeout}
    if plan_file:
        _refuse_besides("--plan", TEMPLATE=template, **{"--name": name, "--cloud": cloud}, **given)
        stack, request = _saved(plan_file, settings, how)
        return run(driven(stack.name, request, cloud=stack.cloud, yes=yes))
    if not template:
        _refuse_besides("--name without TEMPLATE", **given)
        if not name:
            raise click.UsageError("name a TEMPLATE, or a stack to carry on with: --name NAME")
        return run(driven(name, _carrying_on(name, how), cloud=cloud, yes=yes))
    name = stack_name(name, template)
    source = read_source(Given(template, **given))
    return run(driven(name, _towards(name, cloud or LOCAL, source, settings, how), cloud=cloud, yes=yes))


def _settings(rollback: bool | None, timeout: float | None, tags: tuple[str, ...]) -> dict[str, Any]:
    """What is said about the stack itself; what is not said stays as it is recorded."""
    found = {"rollback": rollback, "timeout": timeout, "tags": tags or None}
    return {key: value for key, value in found.items() if value is not None}


def _refuse_besides(option: str, **others: object) -> None:
    for name, value in others.items():
        if value:
            raise click.UsageError(f"{option} cannot be used together with {name}")


def _towards(name: str, cloud: str, source: Source, settings: dict[str, Any], how: dict[str, Any]) -> Request:
    async def request(work: Work) -> Result:
        from msgspec.structs import replace

        from setpoint.engine.requests.preview import new_stack
        from setpoint.engine.requests.update import update

        work.take_over(name)
        stack = work.engine.records.stack(name) or new_stack(work.engine, name, cloud, **settings)
        return await update(work.engine, stack, source, replace(work.options, settings=settings, **how))

    return request


def _carrying_on(name: str, how: dict[str, Any]) -> Request:
    async def request(work: Work) -> Result:
        from msgspec.structs import replace

        from setpoint.engine.requests.carry_on import carry_on

        return await carry_on(work.engine, name, replace(work.options, **how))

    return request


def _saved(path: str, settings: dict[str, Any], how: dict[str, Any]) -> tuple[Any, Request]:
    """The stack of a saved plan, and the request to carry exactly that plan out: it was approved when it was saved."""
    from msgspec.structs import replace

    from setpoint.cli.saved import load
    from setpoint.engine.requests.update import update

    saved = load(path)
    stack = replace(saved.stack, **settings)

    async def request(work: Work) -> Result:
        work.take_over(stack.name)
        work.consent.shown = saved.plan
        options = replace(work.options, expected=saved.plan, settings=settings, **how)
        return await update(work.engine, stack, saved.source, options)

    return stack, request
