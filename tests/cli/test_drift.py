from pathlib import Path

import pytest

from setpoint.cli.exits import Exit
from setpoint.model.value import MASK
from tests.cli.shell import Shell

APP = """
parameters:
  secret: {type: string, hidden: true, default: hunter2}
resources:
  page: {type: Setpoint::Local::File, properties: {path: page.html, content: hello}}
  key: {type: Setpoint::Local::File, properties: {path: key, content: {get_param: secret}}}
  note: {type: OS::Heat::TestResource}
"""


@pytest.fixture
def app(shell: Shell) -> Shell:
    """Return a shell in which the stack ``app`` stands."""
    shell.write("app.yaml", APP)
    shell.good("up", "app.yaml", "--yes")
    return shell


def _path(shell: Shell, address: str) -> Path:
    return Path(shell.resources("app")[address].physical_id.partition(":")[2])


def test_nothing_differs(app: Shell) -> None:
    assert "all 3 are as they were left" in app.good("drift").out
    assert app.good("drift", "--json").json == []
    assert len(app.good("drift", "app", "--json", "--all").json) == 3


def test_what_differs_is_shown_and_up_puts_it_right(app: Shell) -> None:
    _path(app, "page").write_text("goodbye")
    ran = app.run("drift")
    assert ran.code == Exit.CHANGES
    assert "content" in ran.out
    assert "1 of 3 differ" in ran.out
    assert "`setpoint up --name app` puts it right" in ran.err
    (found,) = app.run("drift", "--json").json
    assert (found["resource_name"], found["drift"]) == ("page", "changed")
    (difference,) = found["differences"]
    assert (difference["property"], difference["recorded"]) == ("content", "hello")
    assert difference["seen"].startswith("(7 bytes")  # of what somebody else wrote only a digest is shown
    app.good("up", "--name", "app", "--yes")
    assert _path(app, "page").read_text() == "hello"
    app.good("drift")


def test_what_is_gone_is_shown_as_that(app: Shell) -> None:
    _path(app, "page").unlink()
    (found,) = app.run("drift", "--json").json
    assert (found["address"], found["drift"]) == ("page", "gone")


def test_secrets_are_masked_on_both_sides(app: Shell) -> None:
    _path(app, "key").write_text("hunter3")
    ran = app.run("drift", "--json")
    assert ran.json[0]["differences"] == [{"property": "content", "recorded": MASK, "seen": MASK}]
    text = app.run("drift")
    assert "hunter" not in ran.out + text.out + text.err
    assert "key" in text.out


def test_looking_changes_nothing(app: Shell) -> None:
    before = app.resources("app")
    _path(app, "page").write_text("goodbye")
    app.run("drift")
    assert app.resources("app") == before
    assert _path(app, "page").read_text() == "goodbye"
