"""Events listed, and followed while another process makes them."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen

import pytest

from setpoint.cli.exits import Exit
from tests.cli.shell import Shell
from tests.waiting import until

APP = """
resources:
  one: {type: OS::Heat::TestResource, properties: {wait_secs: SECONDS}}
  group:
    type: OS::Heat::ResourceGroup
    properties: {count: 2, resource_def: {type: OS::Heat::TestResource}}
"""


@contextmanager
def started(shell: Shell, *arguments: str) -> Iterator[Popen[str]]:
    """A command in a process of its own; killed when the test ends."""
    command = [sys.executable, "-m", "setpoint", *arguments]
    with Popen(command, cwd=shell.folder, stdout=PIPE, stderr=PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def up(shell: Shell, name: str, seconds: str = "0") -> list[str]:
    shell.write(f"{name}.yaml", APP.replace("SECONDS", seconds))
    return ["up", f"{name}.yaml", "--yes"]


def has_begun(shell: Shell, stack: str) -> bool:
    return "one" in (shell.resources(stack) if (shell.home / "setpoint.db").exists() else {})


def test_list_shows_the_last_events_of_all_stacks_or_of_one(shell: Shell) -> None:
    shell.good(*up(shell, "a"))
    shell.good(*up(shell, "b"))
    lines = shell.good("event", "list", "--limit", "2").out.splitlines()
    assert [line.split("  ")[1:3] for line in lines][-1] == ["CREATE_COMPLETE", "b"]
    found = shell.good("event", "list", "a", "--json").json
    assert found[0]["resource_name"] == found[-1]["resource_name"] == "a"
    assert {one["resource_status"] for one in found} == {"CREATE_IN_PROGRESS", "CREATE_COMPLETE"}
    assert [one["number"] for one in found] == sorted(one["number"] for one in found)
    assert len({one["id"] for one in found}) == len(found)


def test_list_can_be_narrowed_to_a_resource_and_what_is_in_it(shell: Shell) -> None:
    shell.good(*up(shell, "a"))
    found = shell.good("event", "list", "--resource", "group", "--json").json
    assert {one["address"] for one in found} == {"group", "group/0", "group/1"}
    last = shell.good("event", "list", "--resource", "group", "--limit", "1", "--json").json
    assert last == found[-1:]


def test_follow_ends_at_once_when_nothing_is_done(shell: Shell) -> None:
    shell.good(*up(shell, "a"))
    ran = shell.good("event", "follow", "--until-done", "--last", "1", "--json")
    assert [one["resource_status"] for one in ran.lines] == ["CREATE_COMPLETE"]


def test_following_to_the_end_wants_a_stack(shell: Shell) -> None:
    ran = shell.run("event", "follow", "--until-done")
    assert (ran.code, "there are no stacks yet" in ran.err) == (Exit.BAD_INPUT, True)


@pytest.mark.slow
def test_follow_shows_what_another_process_does_until_it_is_done(shell: Shell) -> None:
    with started(shell, *up(shell, "a", "2")) as working:
        until(lambda: has_begun(shell, "a"))
        with started(shell, "event", "follow", "a", "--until-done", "--json") as following:
            out, _ = following.communicate(timeout=30)
        working.communicate(timeout=30)
    found = [json.loads(line) for line in out.splitlines()]
    assert following.returncode == Exit.DONE
    assert (found[-1]["resource_type"], found[-1]["resource_status"]) == (
        "OS::Heat::Stack",
        "CREATE_COMPLETE",
    )
    assert ("one", "CREATE_COMPLETE") in {(one["address"], one["resource_status"]) for one in found}


@pytest.mark.slow
def test_follow_tells_by_its_exit_code_that_it_failed(shell: Shell) -> None:
    with started(shell, *up(shell, "a", "60")) as working:
        until(lambda: has_begun(shell, "a"))
        with started(shell, "event", "follow", "a", "--until-done", "--last", "1") as following:
            assert following.stdout is not None
            following.stdout.readline()
            shell.good("stack", "cancel", "a")
            out, _ = following.communicate(timeout=30)
        working.communicate(timeout=30)
    assert following.returncode == Exit.FAILED
    assert "cancelled" in out


@pytest.mark.slow
@pytest.mark.parametrize(("options", "code"), (([], Exit.DONE), (["--until-done"], Exit.INTERRUPTED)))
def test_an_interrupt_ends_it(shell: Shell, options: list[str], code: Exit) -> None:
    with started(shell, *up(shell, "a", "60")):
        until(lambda: has_begun(shell, "a"))
        with started(shell, "event", "follow", "a", "--last", "1", *options) as following:
            assert following.stdout is not None
            following.stdout.readline()
            following.send_signal(signal.SIGINT)
            _, err = following.communicate(timeout=20)
    assert following.returncode == code
    assert "Traceback" not in err
