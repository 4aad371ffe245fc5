"""``setpoint plan``: what would be done, before anything is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from setpoint.cli.options import (
    check_option,
    cloud_option,
    input_options,
    json_option,
    look_option,
    name_option,
    template_argument,
)

if TYPE_CHECKING:
    from setpoint.cli.exits import Exit
    from setpoint.engine.requests.preview import Preview
    from setpoint.model.stack import Source


@click.command
@template_argument
@input_options
@name_option
@cloud_option
@click.option("--out", metavar="FILE", help="Save the plan, for `setpoint up --plan FILE`.")
@click.option(
    "--detailed-exitcode", "tells_changes", is_flag=True, help="End with 5 where there is something to do."
)
@look_option
@check_option
@json_option
def command(
    template: str,
    name: str,
    cloud: str,
    out: str,
    tells_changes: bool,
    look: bool,
    check: bool,
    **given: tuple[str, ...],
) -> Exit:
    """Show what `setpoint up` would do, and why.

    Every change with its reason, its order, and what cannot be known yet. Nothing is changed.
    """
    from setpoint.cli import show
    from setpoint.cli.exits import Exit
    from setpoint.cli.naming import stack_name
    from setpoint.cli.opening import run
    from setpoint.cli.options import wants_json
    from setpoint.cli.plans import plan_json, show_plan
    from setpoint.cli.saved import save
    from setpoint.cli.sources import Given, read_source
    from setpoint.model.diagnostic import Severity

    name = stack_name(name, template)
    found = run(_previewed(name, cloud, read_source(Given(template, **given)), look, check))
    show.diagnostics(found.wanted.warnings)
    if out:
        save(out, found.plan, found.stack, found.wanted.source)
        show.note(f"saved in {out}; `setpoint up --plan {out}` carries it out")
    if wants_json():
        show.json(plan_json(found.plan, name))
    else:
        show_plan(found.plan, name)
    if any(one.severity is Severity.ERROR for one in found.plan.diagnostics):
        return Exit.BAD_INPUT
    return Exit.CHANGES if tells_changes and not found.plan.is_empty else Exit.DONE


async def _previewed(name: str, cloud: str, source: Source, look: bool, check: bool) -> Preview:
    from setpoint.cli.opening import LOCAL, opened_engine
    from setpoint.engine.requests.preview import action_towards, new_stack, preview

    async with opened_engine(name, cloud) as engine:
        stack = engine.records.stack(name) or new_stack(engine, name, cloud or LOCAL)
        return await preview(engine, stack, source, action_towards(stack, source), looks=look, checks=check)
