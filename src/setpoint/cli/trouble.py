"""From a problem to what the user is told of it, and the exit code."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

import click

from setpoint import __version__
from setpoint.cli import show
from setpoint.cli.exits import Exit
from setpoint.cli.home import bug_log
from setpoint.cli.words import one_line
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import (
    InvalidInput,
    NotApproved,
    ResourceError,
    SetpointError,
    StalePlan,
    Superseded,
)


def tell(problem: BaseException) -> Exit:
    """Tell the user of ``problem``, in text on stderr and, where JSON was asked for, on stdout."""
    problem = _innermost(problem)
    match problem:
        case KeyboardInterrupt() | click.Abort():
            click.echo("interrupted; nothing was changed", err=True)
            return Exit.INTERRUPTED
        case OSError() if show.is_reader_gone(problem):
            show.silence_stdout()
            return Exit.BROKEN_PIPE
        case InvalidInput():
            show.refusal(problem.diagnostics)
            return _code_of(problem)
        case ResourceError():
            show.refusal([problem.diagnostic])
            return Exit.FAILED
        case Superseded():
            show.refusal([Diagnostic("somebody else has taken the stack meanwhile", detail=str(problem))])
            return Exit.OVERTAKEN
        case SetpointError():
            show.refusal([Diagnostic(str(problem))])
            return Exit.FAILED
        case _:
            return _tell_bug(problem)


def _code_of(problem: InvalidInput) -> Exit:
    if isinstance(problem, StalePlan):
        return Exit.STALE
    return Exit.NOT_APPROVED if isinstance(problem, NotApproved) else Exit.BAD_INPUT


def _innermost(problem: BaseException) -> BaseException:
    """A problem out of the groups that task groups wrap around it; a bug goes before a refusal."""
    while isinstance(problem, BaseExceptionGroup):
        inner: BaseException = problem.exceptions[0]
        for one in problem.exceptions:
            if not isinstance(one, SetpointError):
                inner = one
        problem = inner
    return problem


def _tell_bug(problem: BaseException) -> Exit:
    path = _write_down(problem)
    click.secho("this is a bug in Setpoint, not a mistake of yours", err=True, fg="red", bold=True)
    click.echo(f"  {type(problem).__name__}: {one_line(str(problem))}", err=True)
    click.echo(f"  its traceback is in {path}", err=True)
    click.echo("  the journal makes the next run safe; `setpoint doctor` looks for damage", err=True)
    return Exit.BUG


def _write_down(problem: BaseException) -> Path:
    """Append the traceback to the log, which only its owner may read; beside it where that cannot be written."""
    words = [
        f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} setpoint {__version__}, Python {sys.version.split()[0]}\n",
        *traceback.format_exception(problem),
        "\n",
    ]
    path = bug_log()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError:
        descriptor, name = tempfile.mkstemp(prefix="setpoint-bug-", suffix=".log")
        path = Path(name)
    with os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace") as log:
        log.writelines(words)
    return path
