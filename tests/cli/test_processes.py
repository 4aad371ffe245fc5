"""Several processes at once: two stacks side by side, two on one stack, a kill, and a signal to end."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from setpoint.cli.exits import Exit
from setpoint.cli.home import bug_log
from tests.cli.shell import Shell
from tests.cli.terminal import Start
from tests.waiting import until

SLOW = """
resources:
  first: {type: OS::Heat::TestResource, properties: {wait_secs: SECONDS}}
  second: {type: OS::Heat::TestResource, depends_on: first}
"""

pytestmark = pytest.mark.slow


@contextmanager
def _started(shell: Shell, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command in a process of its own; killed when the test ends."""
    command = [sys.executable, "-m", "setpoint", *arguments]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=shell.folder, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def _is_under_way(shell: Shell, stack: str) -> bool:
    return "first" in (shell.resources(stack) if (shell.home / "setpoint.db").exists() else {})


def test_two_stacks_are_worked_on_side_by_side(shell: Shell) -> None:
    shell.write("slow.yaml", SLOW.replace("SECONDS", "60"))
    shell.write("quick.yaml", SLOW.replace("SECONDS", "0"))
    with _started(shell, "up", "slow.yaml", "--yes"):
        until(lambda: _is_under_way(shell, "slow"))
        shell.good("up", "quick.yaml", "--yes")
        assert shell.stacks()["slow"].status == "IN_PROGRESS"


def test_a_second_up_on_a_stack_takes_over(shell: Shell) -> None:
    shell.write("slow.yaml", SLOW.replace("SECONDS", "2"))
    with _started(shell, "up", "slow.yaml", "--yes") as first:
        until(lambda: _is_under_way(shell, "slow"))
        made = shell.resources("slow")["first"].id
        shell.write("slow.yaml", SLOW.replace("SECONDS", "2") + "  third: {type: OS::Heat::TestResource}\n")
        ran = shell.good("up", "slow.yaml", "--yes")
        assert "another process is at work on stack slow" in ran.err
        out, _ = first.communicate(timeout=20)
    assert first.returncode == Exit.OVERTAKEN
    assert "superseded" in out
    assert set(shell.resources("slow")) == {"first", "second", "third"}
    assert shell.resources("slow")["first"].id == made
    assert not shell.findings()


def test_after_a_kill_the_same_command_carries_on(shell: Shell) -> None:
    shell.write("slow.yaml", SLOW.replace("SECONDS", "2"))
    with _started(shell, "up", "slow.yaml", "--yes") as first:
        until(lambda: _is_under_way(shell, "slow"))
        first.kill()
        first.wait()
    made = shell.resources("slow")["first"]
    ran = shell.good("up", "slow.yaml", "--yes")
    assert "a plan for stack slow was cut off" in ran.err
    assert "to create" not in ran.out  # no new plan was made
    assert shell.resources("slow")["first"].id == made.id
    assert shell.stacks()["slow"].revision == 1


@pytest.mark.parametrize("number", (signal.SIGTERM, signal.SIGHUP, signal.SIGINT))
def test_a_signal_to_end_is_an_interrupt(shell: Shell, number: signal.Signals) -> None:
    shell.write("slow.yaml", SLOW.replace("SECONDS", "60"))
    with _started(shell, "up", "slow.yaml", "--yes", "--json") as process:
        until(lambda: _is_under_way(shell, "slow"))
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert process.returncode == Exit.INTERRUPTED
    assert '"verdict": "interrupted"' in out
    assert "`setpoint up --name slow` goes on" in err


def test_carrying_on_does_not_take_a_stack_from_whoever_has_it(shell: Shell) -> None:
    shell.write("slow.yaml", SLOW.replace("SECONDS", "60"))
    with _started(shell, "up", "slow.yaml", "--yes"):
        until(lambda: _is_under_way(shell, "slow"))
        ran = shell.run("up", "--name", "slow", "--yes")
    assert ran.code == Exit.BAD_INPUT
    assert "is being changed just now" in ran.err


def test_the_work_goes_on_when_nobody_reads_of_it_any_more(shell: Shell) -> None:
    shell.write("slow.yaml", SLOW.replace("SECONDS", "1"))
    with _started(shell, "up", "slow.yaml", "--yes") as process:
        assert process.stdout
        while "CREATE_IN_PROGRESS first" not in process.stdout.readline():
            pass
        process.stdout.close()
        assert process.wait(timeout=20) == Exit.DONE
    assert shell.stacks()["slow"].status == "COMPLETE"


def test_the_work_ends_in_good_order_when_its_terminal_goes_away(shell: Shell, start: Start) -> None:
    shell.write("slow.yaml", SLOW.replace("SECONDS", "60"))
    terminal = start("up", "slow.yaml", "--yes")
    terminal.wait_for("○ second")
    assert terminal.close() in (Exit.INTERRUPTED, Exit.BROKEN_PIPE)
    assert not bug_log().exists()
    assert shell.resources("slow")["first"].status == "IN_PROGRESS"


def test_another_process_clears_the_hooks_and_a_third_follows_until_it_is_done(shell: Shell) -> None:
    shell.write("slow.yaml", SLOW.replace("SECONDS", "0"))
    hooks = "resource_registry: {resources: {first: {hooks: [pre-create, post-create]}}}\n"
    shell.write("hooks.env", hooks)
    with _started(shell, "up", "slow.yaml", "-e", "hooks.env", "--yes") as process:
        until(lambda: "pre-create" in shell.run("why", "first").out)  # the stack is there before its plan is
        with _started(shell, "event", "follow", "slow", "--until-done", "--last", "50") as follower:
            for hook in ("pre-create", "post-create"):
                assert "second" not in shell.resources("slow")
                shell.good("resource", "signal", "slow", "first", "--unset-hook", hook)
            assert process.wait(timeout=20) == Exit.DONE
            out, _ = follower.communicate(timeout=20)
    assert follower.returncode == Exit.DONE
    assert "CREATE_COMPLETE  slow" in out
    assert set(shell.resources("slow")) == {"first", "second"}


def test_another_process_cancels_and_goes_back(shell: Shell) -> None:
    shell.write("slow.yaml", SLOW.replace("SECONDS", "1"))
    with _started(shell, "up", "slow.yaml", "--yes") as process:
        until(lambda: _is_under_way(shell, "slow"))
        shell.good("stack", "cancel", "slow", "--rollback")
        process.communicate(timeout=20)
    assert process.returncode == Exit.FAILED
    assert (shell.stacks()["slow"].action, shell.stacks()["slow"].status) == ("ROLLBACK", "COMPLETE")
    assert not shell.resources("slow")
    assert not shell.findings()
