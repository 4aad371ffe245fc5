"""How it ended: the stack's state, its outputs, what failed and what to do next; and the exit code for that."""

from __future__ import annotations

import click

from setpoint.cli import heat, show
from setpoint.cli.exits import Exit
from setpoint.cli.options import wants_json, wants_json_lines
from setpoint.cli.plans import plan_json
from setpoint.cli.problems import diagnostic_json
from setpoint.cli.words import elapsed, one_line, padded, wide
from setpoint.engine.engine import Engine
from setpoint.engine.result import Result, Verdict
from setpoint.model.incarnation import Action
from setpoint.model.plan import Plan
from setpoint.model.shortened import in_full
from setpoint.model.stack import Stack

EXITS = {
    Verdict.COMPLETE: Exit.DONE,
    Verdict.FAILED: Exit.FAILED,
    Verdict.ROLLED_BACK: Exit.FAILED,
    Verdict.CANCELLED: Exit.OVERTAKEN,
    Verdict.SUPERSEDED: Exit.OVERTAKEN,
    Verdict.INTERRUPTED: Exit.INTERRUPTED,
}


def tell_end(engine: Engine, result: Result, plan: Plan | None, seconds: float) -> Exit:
    """Tell how ``plan`` (None: whatever was under way) ended after ``seconds``; gives the exit code."""
    show.diagnostics(result.failures)
    if wants_json():
        _tell_json(engine, result, plan)
    else:
        _tell_text(result, seconds)
        for line in _next(result):
            show.note(click.style(line, dim=True))
    if result.verdict is Verdict.ROLLED_BACK and not result.failures:
        return Exit.DONE  # it was asked for
    return EXITS[result.verdict]


def _tell_json(engine: Engine, result: Result, plan: Plan | None) -> None:
    stack = result.stack
    revision = engine.records.revision(stack.id, stack.revision)
    found = {
        **heat.stack_in_full(stack, revision.source if revision else None),
        "verdict": result.verdict.value,
        "failures": [diagnostic_json(one) for one in result.failures],
        "plan": plan_json(plan, stack.name) if plan else None,
    }
    if wants_json_lines():
        show.json_line({"stack": found})
    else:
        show.json(found)


def _tell_text(result: Result, seconds: float) -> None:
    stack = result.stack
    verdict = "" if result.verdict in (Verdict.COMPLETE, Verdict.FAILED) else f", {result.verdict}"
    colour = "green" if EXITS[result.verdict] is Exit.DONE else "red"
    status = click.style(f"{stack.action}_{stack.status}", fg=colour, bold=True)
    show.text(f"stack {stack.name} {status}{verdict} after {elapsed(seconds)}")
    if result.verdict is Verdict.COMPLETE and not stack.deleted_at:
        _tell_outputs(stack)


def _tell_outputs(stack: Stack) -> None:
    shown = heat.outputs(stack)
    if shown:
        show.text("outputs:")
    width = max((wide(one["output_key"]) for one in shown), default=0)
    for one in shown:
        value = one.get("output_error") or _value(one["output_value"])
        show.text(f"  {padded(one['output_key'], width)}  {one_line(value)}")


def _value(value: object) -> str:
    return value if isinstance(value, str) else in_full(value)


def _next(result: Result) -> list[str]:
    """What may be done now, by how it ended."""
    name = result.stack.name
    match result.verdict:
        case Verdict.FAILED:
            again = "down" if result.stack.action is Action.DELETE else "up"
            back = f"`setpoint stack rollback {name}` goes back, " if result.stack.good_revision else ""
            return [
                f"what was made stays; mend the cause and run `setpoint {again}` again",
                f"{back}`setpoint down {name}` removes it",
            ]
        case Verdict.INTERRUPTED:
            return [f"`setpoint up --name {name}` goes on from here, `setpoint down {name}` removes it"]
        case Verdict.SUPERSEDED:
            return ["a newer update has taken over; `setpoint event follow` shows it"]
        case Verdict.CANCELLED:
            return [f"`setpoint up` goes on, `setpoint stack rollback {name}` goes back"]
        case Verdict.COMPLETE if result.stack.action in (Action.CREATE, Action.UPDATE):
            return [f"`setpoint stack show {name}` looks at it, `setpoint down {name}` removes it"]
    return []
