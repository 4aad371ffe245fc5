"""Wait conditions in real processes: signalled from other shells, with the handle's own command, also after a kill."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from setpoint.cli.exits import Exit
from setpoint.model.value import reveal
from tests.cli.shell import Shell
from tests.waiting import until

WAITS = """
resources:
  handle: {type: OS::Heat::WaitConditionHandle}
  wait: {type: OS::Heat::WaitCondition, properties: {handle: {get_resource: handle}, timeout: 600, count: 3}}
outputs:
  data: {value: {get_attr: [wait, data]}}
"""

pytestmark = pytest.mark.slow


@contextmanager
def _up(shell: Shell) -> Iterator[subprocess.Popen[str]]:
    """``setpoint up`` in a process of its own, once it waits; killed when the test ends."""
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "-m", "setpoint", "up", "app.yaml", "--yes"]
    with subprocess.Popen(command, cwd=shell.folder, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def _waits(shell: Shell) -> bool:
    found = shell.resources("app") if (shell.home / "setpoint.db").exists() else {}
    return "wait" in found and bool(found["wait"].physical_id)


def test_signals_of_other_shells_count_whether_anybody_works_on_the_stack_or_not(shell: Shell) -> None:
    shell.write("app.yaml", WAITS)
    with _up(shell) as first:
        until(lambda: _waits(shell))
        ran = shell.good("resource", "signal", "app", "handle", "--data", '{"id": "a", "data": 1}')
        assert "handle of stack app is signalled" in ran.out
        until(lambda: "a" in shell.resources("app")["handle"].signals)
        first.kill()
        first.wait()
    shell.good("resource", "signal", "app", "handle", "--data", '{"id": "b", "data": 2}')
    assert list(shell.resources("app")["handle"].signals) == ["a", "b"]
    with _up(shell) as second:
        until(lambda: shell.stacks()["app"].status == "IN_PROGRESS")
        command = reveal(shell.resources("app")["handle"].attributes["curl_cli"])
        notify = f"""{command} --data-binary '{{"status": "SUCCESS", "id": "c", "data": "from a server"}}'"""
        subprocess.run(notify, shell=True, check=True, timeout=60, capture_output=True)
        out, _ = second.communicate(timeout=60)
    assert second.returncode == Exit.DONE, out
    data = json.loads(shell.good("output", "app", "data").out)
    assert data == {"a": 1, "b": 2, "c": "from a server"}
    assert not shell.findings()


def test_what_cannot_be_signalled_is_told(shell: Shell) -> None:
    shell.write(
        "app.yaml",
        WAITS.replace("count: 3", "count: 1").replace(
            "handle: {type: OS::Heat::WaitConditionHandle}",
            "handle: {type: OS::Heat::WaitConditionHandle, properties: {signal_transport: NO_SIGNAL}}",
        ),
    )
    shell.good("up", "app.yaml", "--yes")
    for address, data, told in (
        ("wait", "{}", "signal is not supported for resource"),
        ("handel", "{}", "did you mean"),
        ("handle", '{"status": "DONE"}', "Metadata format invalid"),
    ):
        ran = shell.run("resource", "signal", "app", address, "--data", data)
        assert ran.code == Exit.BAD_INPUT
        assert told in ran.err
