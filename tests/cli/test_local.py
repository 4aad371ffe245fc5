"""The whole way on this machine: real processes come up, one is killed and repaired, all go down."""

import os
import signal
import urllib.request
from pathlib import Path

import pytest

from setpoint.cli.exits import Exit
from tests.cli.shell import Shell
from tests.waiting import until

TEMPLATE = """
resources:
  web:
    type: Setpoint::Local::Process
    properties:
      command: [python3, -m, http.server, "{port:http}", --bind, 127.0.0.1]
      ports: {http: auto}
      health: {type: http, port: http, path: /}
  worker:
    type: Setpoint::Local::Process
    properties: {command: [sleep, infinity]}
outputs:
  url: {value: {get_attr: [web, url]}}
"""

pytestmark = [pytest.mark.local, pytest.mark.slow]


def test_up_repair_down(shell: Shell) -> None:
    shell.write("app.yaml", TEMPLATE)
    try:
        (url,) = (
            one["output_value"] for one in shell.good("up", "app.yaml", "--yes", "--json").json["outputs"]
        )
        assert _answers(url)
        before = shell.resources("app")
        os.kill(before["web"].attributes["pid"], signal.SIGKILL)

        until(lambda: shell.run("plan", "app.yaml", "--detailed-exitcode").code == Exit.CHANGES)
        assert "1 unchanged: worker" in shell.run("plan", "app.yaml").out

        repaired = shell.good("up", "--name", "app", "--yes", "--json").json["outputs"][0]["output_value"]
        assert _answers(repaired)
        after = shell.resources("app")
        assert after["web"].attributes["pid"] != before["web"].attributes["pid"]
        assert after["worker"].attributes["pid"] == before["worker"].attributes["pid"]
    finally:
        down = shell.run("down", "app", "--yes")
    assert down.code == Exit.DONE, down.out + down.err
    assert not shell.stacks()
    assert not Path(f"/proc/{after['worker'].attributes['pid']}").exists()


def _answers(url: str) -> bool:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return bool(answer.status == 200)
