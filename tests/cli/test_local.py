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


SITE = """
parameters:
  path: {type: string, default: site/index.html}
resources:
  page: {type: Setpoint::Local::File, properties: {path: {get_param: path}, content: Hello}}
  server:
    type: Setpoint::Local::Process
    properties:
      command: [sleep, infinity]
      min_uptime: 0.05
      working_dir: {get_attr: [page, folder]}
"""


def test_a_file_is_repaired_and_replaced_without_disturbing_who_uses_it(shell: Shell) -> None:
    shell.write("site.yaml", SITE)
    try:
        for name in ("one", "two"):
            shell.good("up", "site.yaml", "--name", name, "--yes")
        first, other = shell.resources("one"), shell.resources("two")
        page = Path(first["page"].attributes["path"])
        assert page != Path(other["page"].attributes["path"])

        page.unlink()
        assert "~ page" in shell.run("plan", "site.yaml", "--name", "one").out
        shell.good("up", "--name", "one", "--yes")
        assert page.read_text() == "Hello"
        shell.good("doctor")

        page.unlink()
        page.symlink_to("/etc/hostname")
        shell.good("up", "--name", "one", "--yes")
        assert not page.is_symlink()

        shell.good("resource", "mark-unhealthy", "one", "page")
        shell.good("up", "--name", "one", "--yes")
        assert shell.resources("one")["page"].id != first["page"].id
        shell.good("up", "site.yaml", "--name", "one", "-P", "path=site/page.html", "--yes")
        assert [path.name for path in page.parent.iterdir()] == ["page.html"]
        shell.good("doctor")

        assert shell.resources("one")["server"].attributes["pid"] == first["server"].attributes["pid"]
        assert shell.resources("two") == other
    finally:
        for name in ("one", "two"):
            shell.good("down", name, "--yes")
    until(lambda: sorted(path.name for path in shell.home.glob("local/*/*")) == ["files", "wakes"])
    assert not list(shell.home.glob("local/*/files/*"))


def _answers(url: str) -> bool:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return bool(answer.status == 200)
