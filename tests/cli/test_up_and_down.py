"""``up`` and ``down`` without a terminal: what they print, change and answer."""

import json
import stat
from pathlib import Path

import pytest

from setpoint.cli.exits import Exit
from tests.cli.shell import Shell

PAIR = """
resources:
  first: {type: OS::Heat::TestResource, properties: {value: one}}
  second: {type: OS::Heat::TestResource, properties: {value: {get_attr: [first, output]}}}
outputs:
  said: {value: {get_attr: [second, output]}}
"""
BROKEN = PAIR.replace(
    "{value: {get_attr: [first, output]}}", "{value: {get_attr: [first, output]}, fail: true}"
)
SECRET = """
parameters:
  password: {type: string, hidden: true}
resources:
  database: {type: OS::Heat::TestResource, properties: {value: {get_param: password}}}
outputs:
  password: {value: {get_attr: [database, output]}}
"""


def test_up_shows_the_plan_carries_it_out_and_shows_outputs(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    ran = shell.good("up", "pair.yaml", "--yes")
    lines = ran.out.splitlines()
    assert lines[0] == "stack pair  revision 1, new"
    assert "2 to create" in lines
    assert any(line.endswith(" CREATE_COMPLETE second OS::Heat::TestResource") for line in lines)
    assert "  said  one" in lines
    assert {str(one.status) for one in shell.resources("pair").values()} == {"COMPLETE"}
    assert not shell.findings()


def test_without_a_terminal_and_without_yes_nothing_is_changed(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    ran = shell.run("up", "pair.yaml")
    assert ran.code == Exit.NOT_APPROVED
    assert "2 to create" in ran.out
    assert "no terminal to ask on" in ran.err
    assert "--yes" in ran.err
    assert not shell.stacks()


def test_down_without_yes_removes_nothing(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    shell.good("up", "pair.yaml", "--yes")
    ran = shell.run("down", "pair")
    assert ran.code == Exit.NOT_APPROVED
    assert len(shell.resources("pair")) == 2


def test_an_update_that_changes_nothing_needs_no_yes(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    shell.good("up", "pair.yaml", "--yes")
    ran = shell.good("up", "pair.yaml")
    assert "nothing to do, 2 unchanged" in ran.out
    assert shell.stacks()["pair"].revision == 1


def test_down_removes_everything(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    shell.good("up", "pair.yaml", "--yes")
    ran = shell.good("down", "pair", "--yes")
    assert "2 to delete" in ran.out
    assert not shell.stacks()
    assert not shell.findings()


def test_a_failure_is_told_where_it_stands_in_the_template(shell: Shell) -> None:
    shell.write("pair.yaml", BROKEN)
    ran = shell.run("up", "pair.yaml", "--yes")
    assert ran.code == Exit.FAILED
    assert "pair.yaml:5:3: error: Test Resource failed second" in ran.err
    assert "stack pair CREATE_FAILED" in ran.out
    assert shell.stacks()["pair"].status == "FAILED"


def test_a_failed_stack_is_mended_by_another_up(shell: Shell) -> None:
    shell.write("pair.yaml", BROKEN)
    shell.run("up", "pair.yaml", "--yes")
    shell.write("pair.yaml", PAIR)
    shell.good("up", "pair.yaml", "--yes")
    assert shell.stacks()["pair"].status == "COMPLETE"


def test_rollback_goes_back_to_what_was_good_and_counts_as_failed(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    shell.good("up", "pair.yaml", "--yes", "--rollback")
    shell.write("pair.yaml", BROKEN.replace("value: one", "value: two"))
    ran = shell.run("up", "pair.yaml", "--yes")
    assert ran.code == Exit.FAILED
    assert "ROLLBACK_COMPLETE, rolled back" in ran.out
    assert shell.resources("pair")["first"].properties["value"] == "one"


def test_what_is_said_of_a_stack_itself_is_kept_until_something_else_is_said(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    shell.good("up", "pair.yaml", "--yes", "--rollback", "--timeout", "10m", "--tag", "blue")
    shell.good("up", "pair.yaml", "--yes", "--no-rollback")
    stack = shell.stacks()["pair"]
    assert (stack.rollback, stack.timeout, stack.tags) == (False, 600, ("blue",))


def test_up_by_name_repairs_a_failed_stack_from_its_own_revision(shell: Shell) -> None:
    shell.write("pair.yaml", BROKEN)
    shell.run("up", "pair.yaml", "--yes")
    ran = shell.run("up", "--name", "pair", "--yes")
    assert ran.code == Exit.FAILED
    assert "± second" in ran.out


def test_a_secret_is_shown_nowhere(shell: Shell) -> None:
    shell.write("vault.yaml", SECRET)
    shown = [
        shell.good("plan", "vault.yaml", "-P", "password=open-sesame", "--out", "vault.plan"),
        shell.good("up", "--plan", "vault.plan"),
        shell.good("plan", "vault.yaml", "-P", "password=close-sesame", "--json"),
        shell.good("up", "vault.yaml", "-P", "password=close-sesame", "--yes", "--json"),
        shell.good("up", "vault.yaml", "-P", "password=open-sesame", "--yes", "--json-lines"),
    ]
    assert not [ran for ran in shown if "sesame" in ran.out + ran.err]
    kept = [*shell.home.rglob("*"), shell.folder / "vault.plan"]
    assert not [path for path in kept if path.is_file() and b"sesame" in path.read_bytes()]
    assert shell.resources("vault")["database"].properties["value"].reveal() == "open-sesame"


def test_json_is_one_document_with_heats_names(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    found = shell.good("up", "pair.yaml", "--yes", "--json").json
    assert found["stack_name"] == "pair"
    assert found["stack_status"] == "CREATE_COMPLETE"
    assert found["outputs"] == [{"output_key": "said", "output_value": "one", "description": ""}]
    assert found["verdict"] == "complete"
    assert [one["resource_name"] for one in found["plan"]["resource_changes"]["added"]] == ["first", "second"]


def test_json_of_a_failure_says_where(shell: Shell) -> None:
    shell.write("pair.yaml", BROKEN)
    ran = shell.run("up", "pair.yaml", "--yes", "--json")
    (failure,) = ran.json["failures"]
    assert (failure["address"], failure["file"], failure["line"]) == ("second", "pair.yaml", 5)


def test_json_lines_are_events_and_the_stack_at_the_end(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    *events, last = shell.good("up", "pair.yaml", "--yes", "--json-lines").lines
    seen = [(one["event"]["resource_name"], one["event"]["resource_status"]) for one in events]
    assert seen[0] == ("pair", "CREATE_IN_PROGRESS")
    assert seen[-1] == ("pair", "CREATE_COMPLETE")
    assert ("second", "CREATE_COMPLETE") in seen
    assert last["stack"]["stack_status"] == "CREATE_COMPLETE"


# --- saved plans


def test_a_saved_plan_is_carried_out_as_it_is(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    shell.good("plan", "pair.yaml", "--out", "pair.plan")
    path = shell.folder / "pair.plan"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    shell.write("pair.yaml", "resources: {}")  # the plan holds its own source
    shell.good("up", "--plan", "pair.plan")
    assert set(shell.resources("pair")) == {"first", "second"}


def test_a_saved_plan_is_refused_when_the_stack_has_moved_on(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    shell.good("plan", "pair.yaml", "--out", "pair.plan")
    shell.good("up", "pair.yaml", "--yes")
    before = shell.stacks()["pair"]
    ran = shell.run("up", "--plan", "pair.plan")
    assert ran.code == Exit.STALE
    assert "stale" in ran.err
    assert shell.stacks()["pair"] == before


@pytest.mark.parametrize(
    ("content", "why"),
    (
        ("", "does not say that it is one"),
        ("heat_template_version: 2021-04-16", "does not say that it is one"),
        ('{"setpoint_plan": 99}', "its format is 99"),
        ('{"setpoint_plan": 1}', "missing required field"),
    ),
)
def test_what_is_no_saved_plan_is_refused(shell: Shell, content: str, why: str) -> None:
    shell.write("some.plan", content)
    ran = shell.run("up", "--plan", "some.plan")
    assert ran.code == Exit.BAD_INPUT
    assert "'some.plan' is no saved plan" in ran.err
    assert why in ran.err


def test_a_saved_plan_of_another_data_folder_is_refused(shell: Shell, tmp_path: Path) -> None:
    shell.write("vault.yaml", SECRET)
    shell.good("plan", "vault.yaml", "-P", "password=open-sesame", "--out", "vault.plan")
    other = {"SETPOINT_HOME": str(tmp_path / "other")}
    shell.run("plan", "vault.yaml", "-P", "password=x", env=other)  # makes its key
    ran = shell.run("up", "--plan", "vault.plan", env=other)
    assert ran.code == Exit.BAD_INPUT
    assert "cannot be decrypted" in ran.err


def test_a_saved_plan_shows_no_secret_in_its_json(shell: Shell) -> None:
    shell.write("vault.yaml", SECRET)
    shell.good("plan", "vault.yaml", "-P", "password=open-sesame", "--out", "vault.plan")
    kept = json.loads((shell.folder / "vault.plan").read_text())
    assert list(kept["source"]["parameters"]["password"]) == ["$secret"]


# --- plan


def test_plan_changes_nothing(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    shell.good("plan", "pair.yaml")
    assert not shell.stacks()


def test_plan_tells_by_its_exit_code_whether_there_is_something_to_do(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    assert shell.run("plan", "pair.yaml", "--detailed-exitcode").code == Exit.CHANGES
    shell.good("up", "pair.yaml", "--yes")
    assert shell.run("plan", "pair.yaml", "--detailed-exitcode").code == Exit.DONE


# --- names, clouds, and what does not go together


@pytest.mark.parametrize(
    ("path", "name"),
    (
        ("web.yaml", "web"),
        ("shop/web.yaml", "web"),
        ("shop/stack.yaml", "shop"),
        ("my shop/template.yaml", "my-shop"),
        ("2nd_try.yaml", "nd_try"),
    ),
)
def test_a_stack_is_called_as_its_template_or_folder(shell: Shell, path: str, name: str) -> None:
    shell.write(path, PAIR)
    assert shell.good("plan", path, "--json").json["stack_name"] == name


def test_a_folder_stands_for_the_template_in_it(shell: Shell) -> None:
    shell.write("shop/stack.yaml", PAIR)
    assert shell.good("plan", "shop", "--json").json["stack_name"] == "shop"


def test_a_template_may_come_from_standard_input(shell: Shell) -> None:
    text = shell.write("pair.yaml", PAIR).read_text()
    ran = shell.run("plan", "-", "--name", "typed", given=text)
    assert ran.code == Exit.DONE, ran.err
    assert "stack typed" in ran.out
    assert shell.run("plan", "-", given=text).code == Exit.BAD_INPUT


def test_a_stack_stays_on_its_cloud(shell: Shell) -> None:
    shell.write("net.yaml", "resources: {net: {type: OS::Neutron::Net}}")
    shell.good("up", "net.yaml", "--yes", "--cloud", "simulated")
    assert shell.run("up", "net.yaml", "--cloud", "local").code == Exit.BAD_INPUT
    shell.good("down", "net", "--yes")


def test_a_type_that_the_cloud_does_not_drive_is_told_before_anything_is_made(shell: Shell) -> None:
    shell.write(
        "net.yaml", "resources:\n  net: {type: OS::Neutron::Net}\n  one: {type: OS::Heat::TestResource}\n"
    )
    ran = shell.run("up", "net.yaml", "--yes")
    assert ran.code == Exit.BAD_INPUT
    assert "net.yaml:3:3: error: net: no cloud here drives OS::Neutron::Net" in ran.err
    assert not shell.stacks()


def test_clouds_that_there_are_not(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    ran = shell.run("plan", "pair.yaml", "--cloud", "simualted")
    assert (ran.code, "did you mean 'simulated'?" in ran.err) == (Exit.BAD_INPUT, True)
    shell.write("clouds.yaml", "clouds: {big: {auth: {username: ada}}}", header=False)
    ran = shell.run("plan", "pair.yaml", "--cloud", "big")
    assert (ran.code, "no auth_url is told" in ran.err) == (Exit.BAD_INPUT, True)
    shell.write("clouds.yaml", "clouds: {big: {}", header=False)
    ran = shell.run("plan", "pair.yaml", "--cloud", "big")
    assert ran.code == Exit.BAD_INPUT
    assert "there is no cloud 'big'" in ran.err
    assert "clouds.yaml:1:17: error: this is no YAML" in ran.err


def test_what_is_doubtful_in_what_a_cloud_is_told_of_is_told_once(shell: Shell) -> None:
    shell.write("pair.yaml", PAIR)
    auth = "auth_url: 'http://:1/v3', username: ada, project_name: p, password: 0123"
    shell.write("clouds.yaml", f"clouds: {{big: {{region_name: r, auth: {{{auth}}}}}}}", header=False)
    ran = shell.run("plan", "pair.yaml", "--cloud", "big")
    assert "the identity service has no usable address" in ran.err
    warning = "clouds.yaml:1:107: warning: cloud 'big': 'password' is not read as it is written"
    assert ran.err.count("warning:") == ran.err.count(warning) == 1
    assert "83" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    (
        ("up",),
        ("up", "--name", "x", "-P", "a=b"),
        ("up", "pair.yaml", "--plan", "file"),
        ("up", "pair.yaml", "--timeout", "soon"),
        ("plan",),
        ("down",),
        ("donw", "x"),
    ),
)
def test_arguments_that_make_no_sense(shell: Shell, arguments: tuple[str, ...]) -> None:
    ran = shell.run(*arguments)
    assert ran.code == Exit.BAD_INPUT
    assert "Error: " in ran.err
    assert not shell.stacks()
