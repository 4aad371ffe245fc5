"""``setpoint try``: a template's whole life on the simulated cloud, in seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from setpoint.cli.options import input_options, json_option, template_argument

if TYPE_CHECKING:
    from setpoint.certify.trial import Report
    from setpoint.cli.exits import Exit


@click.command
@template_argument
@input_options
@click.option("--faults", "seed", type=int, metavar="SEED", help="Let things go wrong, by this seed.")
@click.option(
    "--weather",
    type=click.Choice(("mild", "storm")),
    default="mild",
    show_default=True,
    help="With --faults: a working day, or a bad one on which deeds fail for good.",
)
@click.option(
    "--then",
    "changes",
    multiple=True,
    metavar="KEY=VALUE",
    help="A parameter to change in the middle of its life; may be repeated.",
)
@json_option
def command(
    template: str, seed: int | None, weather: str, changes: tuple[str, ...], **given: tuple[str, ...]
) -> Exit:
    """Play TEMPLATE's life through: make it, change it, break it, heal it, roll it back, remove it.

    All of it happens in memory, in virtual time, on a cloud that refuses what a real one refuses. It proves the
    template (and the engine), never a driver. The same seed always plays the same way. Nothing is recorded.
    """
    from setpoint.certify.trial import Conditions, try_out
    from setpoint.cli import show
    from setpoint.cli.exits import Exit
    from setpoint.cli.options import wants_json
    from setpoint.cli.sources import Given, read_source

    source = read_source(Given(template, **given))
    parameters = {"parameters": (*given["parameters"], *changes)}
    changed = read_source(Given(template, **{**given, **parameters})) if changes else None
    report = try_out(source, changed, Conditions(seed or 0, "none" if seed is None else weather))
    if wants_json():
        show.json(_json(report))
    else:
        _tell(report)
    return Exit.DONE if report.passed else Exit.FAILED


def _json(report: Report) -> dict[str, Any]:
    from setpoint.cli.problems import diagnostic_json

    return {
        "passed": report.passed,
        "seed": report.conditions.seed,
        "weather": report.conditions.weather,
        "acts": [
            {
                "act": scene.act.value,
                "outcome": scene.outcome.value,
                "what": scene.what,
                "updates": scene.updates,
                "seconds": scene.seconds,
                "calls": scene.calls,
                "diagnostics": [diagnostic_json(one) for one in scene.problems],
            }
            for scene in report.scenes
        ],
        "faults": {str(fault): count for fault, count in report.faults.items()},
        "provided": list(report.provided),
        "diagnostics": [diagnostic_json(one) for one in report.warnings],
    }


def _tell(report: Report) -> None:
    from setpoint.certify.trial import Outcome
    from setpoint.cli import show

    show.diagnostics(report.warnings)
    if report.provided:
        show.note(f"taken to be there already: {', '.join(report.provided)}")
    rows = [
        (scene.act.value, scene.outcome.value, scene.what, f"{scene.seconds:,.0f} s", scene.calls)
        for scene in report.scenes
    ]
    show.table(("act", "outcome", "what", "virtual time", "calls"), rows)
    for scene in report.scenes:
        if scene.outcome is Outcome.FAILED:
            show.diagnostics(scene.problems)
    if report.faults:
        show.text(
            "went wrong on the way: "
            + ", ".join(f"{count} x {fault}" for fault, count in report.faults.items())
        )
    again = (
        f" --faults {report.conditions.seed} --weather {report.conditions.weather}" if report.faults else ""
    )
    show.text(
        "it lives through all of it"
        if report.passed
        else f"it does not: the same options{again} show it again"
    )
