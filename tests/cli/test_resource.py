"""Single resources: looked at, told something, and mended by hand."""

import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from setpoint.cli.exits import Exit
from setpoint.model.value import MASK
from setpoint.store import open_store
from tests.cli.shell import Shell
from tests.waiting import until

APP = """
resources:
  net: {type: OS::Heat::RandomString}
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: 11
      resource_def: {type: OS::Heat::TestResource, properties: {value: {get_attr: [net, value]}}}
  file: {type: Setpoint::Local::File, properties: {path: page.html, content: hello}}
"""


@pytest.fixture
def app(shell: Shell) -> Shell:
    """Return a shell in which the stack ``app`` stands."""
    shell.write("app.yaml", APP)
    shell.good("up", "app.yaml", "--yes")
    return shell


# --- looking


def test_list_shows_members_behind_what_holds_them_and_by_number(app: Shell) -> None:
    lines = app.good("resource", "list").out.splitlines()
    assert lines[0].split()[:3] == ["RESOURCE", "TYPE", "STATUS"]
    addresses = [line.split()[0] for line in lines[1:]]
    assert addresses == ["file", "group", *(f"group/{number}" for number in range(11)), "net"]


def test_list_speaks_heat_and_can_be_narrowed(app: Shell) -> None:
    found = app.good("resource", "list", "app", "--json", "--type", "OS::Heat::RandomString").json
    assert [(one["resource_name"], one["resource_status"]) for one in found] == [("net", "CREATE_COMPLETE")]
    assert set(found[0]["required_by"]) == {str(number) for number in range(11)} | {"group"}
    assert len(app.good("resource", "list", "--json", "--depth", "0").json) == 3
    app.run("resource", "mark-unhealthy", "net")
    assert [one["address"] for one in app.good("resource", "list", "--json", "--status", "failed").json] == [
        "net"
    ]


def test_show_tells_everything_but_secrets(app: Shell) -> None:
    found = app.good("resource", "show", "group/3", "--json").json
    secret = app.resources("app")["net"].attributes["value"].reveal()
    assert (found["address"], found["parent_resource"], found["resource_name"]) == ("group/3", "group", "3")
    assert found["properties"] == {"value": MASK}
    text = app.good("resource", "show", "net").out
    assert f"value = {MASK}" in text
    assert "needed by" in text
    assert secret not in text + str(found)


def test_a_misspelt_resource_is_answered_with_the_nearest(app: Shell) -> None:
    for verb in ("show", "mark-unhealthy", "forget", "signal"):
        ran = app.run("resource", verb, "app", "nett")
        assert ran.code == Exit.BAD_INPUT
        assert "did you mean 'net'?" in ran.err


def test_a_missing_word_is_told_by_its_name(app: Shell) -> None:
    ran = app.run("resource", "move", "net")
    assert ran.code == Exit.BAD_INPUT
    assert "Missing argument 'NEW'" in ran.err


# --- telling


def test_what_waits_for_no_signal_takes_none(app: Shell) -> None:
    ran = app.run("resource", "signal", "net", "--data", '{"status": "SUCCESS"}')
    assert (ran.code, "signal is not supported for resource" in ran.err) == (Exit.BAD_INPUT, True)
    with open_store(app.home) as store:
        assert store.project(app.stacks()["app"].project).requests(app.stacks()["app"].id) == []


@pytest.mark.parametrize(("data", "words"), (("{", "is not JSON"), ("[1]", "is no JSON object")))
def test_a_signal_is_a_json_object(app: Shell, data: str, words: str) -> None:
    ran = app.run("resource", "signal", "net", "--data", data)
    assert (ran.code, words in ran.err) == (Exit.BAD_INPUT, True)


def test_a_signal_may_come_from_standard_input(shell: Shell) -> None:
    shell.write("app.yaml", "resources: {handle: {type: OS::Heat::WaitConditionHandle}}")
    shell.good("up", "app.yaml", "--yes")
    ran = shell.run(
        "resource", "signal", "handle", "--data-file", "-", "--json", given='{"id": "a", "data": 1}'
    )
    assert ran.json["signal"] == {"id": "a", "data": 1}
    assert list(shell.resources("app")["handle"].signals) == ["a"]


HOOKED = "resource_registry: {resources: {one: {hooks: [pre-create, post-create]}}}"


@pytest.mark.slow
def test_what_stands_at_a_hook_is_shown_and_let_go_on(shell: Shell) -> None:
    shell.write(
        "app.yaml", "resources: {one: {type: OS::Heat::TestResource}, two: {type: OS::Heat::TestResource}}"
    )
    shell.write("env.yml", HOOKED)
    command = [sys.executable, "-m", "setpoint", "up", "app.yaml", "-e", "env.yml", "--yes"]
    with Popen(command, cwd=shell.folder, stdout=PIPE, stderr=PIPE, text=True) as up:
        try:
            until(lambda: "pre-create" in shell.run("why", "one").out)
            _stands_at(shell, "pre-create", "INIT_COMPLETE")
            shell.good("resource", "signal", "app", "one", "--unset-hook", "pre-create")
            until(lambda: "post-create" in shell.good("why", "one").out)
            _stands_at(shell, "post-create", "CREATE_IN_PROGRESS")
            shell.good("resource", "signal", "app", "one", "--unset-hook", "post-create")
            up.communicate(timeout=20)
        finally:
            up.kill()
    assert up.returncode == Exit.DONE
    assert shell.resources("app")["one"].status == "COMPLETE"
    assert "stands at" not in shell.good("resource", "list", "app").out
    assert shell.good("stack", "show", "app", "--json").json["hooks"] == []


def _stands_at(shell: Shell, hook: str, status: str) -> None:
    """Every command that looks says so."""
    assert f"--unset-hook {hook}` clears it" in shell.good("why", "app", "one").out
    (row,) = [
        line for line in shell.good("resource", "list", "app").out.splitlines() if line.startswith("one ")
    ]
    assert status in row
    assert row.endswith(hook)
    listed = {one["address"]: one for one in shell.good("resource", "list", "app", "--json").json}
    assert (listed["one"]["resource_status"], listed["one"]["hook"]) == (status, hook)
    assert "hook" not in listed["two"]
    assert "one" not in shell.good("resource", "list", "app", "--status", "CREATE_COMPLETE").out
    shown = shell.good("resource", "show", "app", "one")
    assert any(line.startswith("stands at") and hook in line for line in shown.out.splitlines())
    assert shell.good("resource", "show", "app", "one", "--json").json["resource_status"] == status
    assert f"one: {hook}" in shell.good("stack", "show", "app").out
    (held,) = shell.good("stack", "show", "app", "--json").json["hooks"]
    assert (held["address"], held["hook"]) == ("one", hook)


# --- mending


def test_what_is_marked_unhealthy_is_replaced_by_the_next_update(app: Shell) -> None:
    before = app.resources("app")["file"].id
    ran = app.good("resource", "mark-unhealthy", "file", "--reason", "it smells")
    assert "`setpoint up` replaces it" in ran.err
    assert app.resources("app")["file"].reason == "it smells"
    app.good("up", "app.yaml", "--yes")
    assert app.resources("app")["file"].id != before


def test_a_mark_can_be_taken_away(app: Shell) -> None:
    app.good("resource", "mark-unhealthy", "file")
    app.good("resource", "mark-unhealthy", "file", "--reset")
    assert app.good("plan", "app.yaml", "--json").json["steps"] == []


def test_a_resource_that_has_another_name_now_is_not_made_anew(app: Shell) -> None:
    before = app.resources("app")["group/3"].id
    app.good("resource", "move", "group", "servers")
    app.write("app.yaml", APP.replace("group:", "servers:"))
    assert app.good("plan", "app.yaml", "--json").json["steps"] == []
    assert app.resources("app")["servers/3"].id == before


def test_a_mark_goes_where_its_resource_goes(app: Shell) -> None:
    app.good("resource", "mark-unhealthy", "file", "--reason", "it smells")
    app.good("resource", "move", "file", "page")
    assert "It is marked unhealthy (it smells)" in app.good("why", "page").out


@pytest.mark.parametrize(
    ("new", "words"),
    (
        ("file", "has a resource 'file' already"),
        ("nowhere/net", "there is no nested stack or group 'nowhere'"),
        ("file/net", "there is no nested stack or group 'file'"),
        ("net/net", "there is no nested stack or group 'net'"),
        ("group/", "is no name"),
    ),
)
def test_a_name_that_leads_nowhere_is_refused(app: Shell, new: str, words: str) -> None:
    ran = app.run("resource", "move", "net", new)
    assert (ran.code, words in ran.err) == (Exit.BAD_INPUT, True)
    assert "net" in app.resources("app")


def test_what_is_forgotten_stays_and_can_be_bound_again(app: Shell) -> None:
    thing = app.resources("app")["file"].physical_id
    path = Path(thing.partition(":")[2])
    assert app.run("resource", "forget", "file").code == Exit.NOT_APPROVED
    assert "file" in app.resources("app")
    assert thing in app.good("resource", "forget", "file", "--yes").out
    assert path.read_text() == "hello"
    assert "file" not in app.resources("app")


def test_a_resource_may_stand_for_another_thing(app: Shell) -> None:
    other = app.folder / "by-hand.html"
    other.write_text("hello")
    ran = app.run("resource", "bind", "file", str(app.folder / "nothing.html"))
    assert (ran.code, "it is not there" in ran.err) == (Exit.BAD_INPUT, True)
    app.good("resource", "bind", "file", str(other))
    assert app.resources("app")["file"].physical_id == str(other)
    assert app.good("drift").code == Exit.DONE


def test_a_group_is_bound_to_nothing(app: Shell) -> None:
    ran = app.run("resource", "bind", "group", "x")
    assert (ran.code, "stands for no thing of its own" in ran.err) == (Exit.BAD_INPUT, True)


def test_nothing_is_mended_under_somebody_elses_hands(app: Shell) -> None:
    """The record is changed under a lease that nobody has."""
    with open_store(app.home) as store:
        stack = app.stacks()["app"]
        lease = store.project(stack.project).lease(stack.id)
        assert lease is not None
        for words in (["mark-unhealthy", "net"], ["forget", "net", "--yes"], ["move", "net", "other"]):
            ran = app.run("resource", *words)
            assert ran.code == Exit.BAD_INPUT
            assert "is being changed just now" in ran.err
        lease.release()
    assert {"net", "file"} <= set(app.resources("app"))
