import sys
from subprocess import PIPE, Popen

import pytest

from setpoint.cli.exits import Exit
from tests.cli.shell import Shell
from tests.waiting import until

APP = """
resources:
  net: {type: OS::Heat::RandomString, description: shared by all}
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: 2
      resource_def: {type: OS::Heat::TestResource, properties: {value: {get_attr: [net, value]}}}
  file: {type: Setpoint::Local::File, deletion_policy: Retain, properties: {path: a, content: hello}}
"""


@pytest.fixture
def app(shell: Shell) -> Shell:
    """Return a shell in which the stack ``app`` stands."""
    shell.write("app.yaml", APP)
    shell.good("up", "app.yaml", "--yes")
    return shell


def test_it_tells_where_a_resource_comes_from_and_what_hangs_together(app: Shell) -> None:
    text = app.good("why", "app", "net").out
    assert "net (OS::Heat::RandomString) is wanted by stack app, in app.yaml:4:3." in text
    assert "Its author says: shared by all" in text
    assert "It stands on nothing else." in text
    assert "It is used by group, group/0 and group/1." in text
    assert "would replace it" in text
    assert "CREATE_COMPLETE" in text


def test_members_and_what_holds_them(app: Shell) -> None:
    assert "It consists of group/0 and group/1." in app.good("why", "group").out
    member = app.good("why", "group/1").out
    assert "group/1 (OS::Heat::TestResource) is wanted by group of stack app" in member
    assert "It stands on net." in member
    assert "is done in place" in member


def test_a_deletion_policy_is_told(app: Shell) -> None:
    assert "its deletion policy is Retain" in app.good("why", "file").out


def test_as_json(app: Shell) -> None:
    found = app.good("why", "file", "--json").json
    assert found["resource_type"] == "Setpoint::Local::File"
    assert found["place"] == {"file": "app.yaml", "line": 10, "column": 3}
    assert found["changes"]["content"] == "in place"
    assert found["changes"]["path"] == "replace"
    assert [one["resource_status"] for one in found["events"]] == ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"]


def test_a_misspelt_resource_is_answered_with_the_nearest(app: Shell) -> None:
    ran = app.run("why", "nett")
    assert (ran.code, "did you mean 'net'?" in ran.err) == (Exit.BAD_INPUT, True)


@pytest.mark.slow
def test_what_it_waits_for_and_that_nobody_is_at_work_any_more(shell: Shell) -> None:
    shell.write(
        "slow.yaml",
        """
resources:
  slow: {type: OS::Heat::TestResource, properties: {wait_secs: 600}}
  last: {type: OS::Heat::TestResource, properties: {value: {get_resource: slow}}}
""",
    )
    command = [sys.executable, "-m", "setpoint", "up", "slow.yaml", "--yes"]
    with Popen(command, cwd=shell.folder, stdout=PIPE, stderr=PIPE) as up:
        try:
            until(
                lambda: "slow" in (shell.resources("slow") if (shell.home / "setpoint.db").exists() else {})
            )
            slow = shell.good("why", "slow", "slow").out
            last = shell.good("why", "slow", "last").out
        finally:
            up.kill()
    assert "It is being created, for " in slow
    assert "Its cloud says: waiting" in slow
    assert "It has not been made yet." in last
    assert "It waits for slow to be created, for " in last
    assert "nobody is at work" not in last
    assert "nobody is at work on the stack: `setpoint up` carries on" in shell.good("why", "last").out
