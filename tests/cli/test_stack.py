"""Stacks looked at, swept, rolled back, saved and carried over."""

import json
import stat
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from setpoint.cli.exits import Exit
from setpoint.model.value import MASK
from tests.cli.shell import Shell
from tests.waiting import until

APP = """
description: A little shop
parameters:
  password: {type: string, hidden: true, default: correct horse}
  note: {type: string, default: first}
resources:
  token: {type: OS::Heat::RandomString}
  page: {type: OS::Heat::TestResource, properties: {value: {get_param: note}}}
  file: {type: Setpoint::Local::File, properties: {path: page.html, content: {get_param: note}}}
outputs:
  note: {value: {get_attr: [page, output]}, description: what it says}
  token: {value: {get_attr: [token, value]}}
"""

SLOW = """
resources:
  slow: {type: OS::Heat::TestResource, properties: {wait_secs: 600}}
"""


@pytest.fixture
def shop(shell: Shell) -> Shell:
    """Return a shell in which the stack ``shop`` stands."""
    shell.write("shop.yaml", APP)
    shell.good("up", "shop.yaml", "--yes", "-P", "password=battery staple")
    return shell


def _file(shell: Shell) -> Path:
    return Path(shell.resources("shop")["file"].physical_id.partition(":")[2])


# --- looking


def test_list_is_a_table_and_with_json_speaks_heat(shop: Shell) -> None:
    lines = shop.good("stack", "list").out.splitlines()
    assert lines[0].split() == ["NAME", "STATUS", "REVISION", "CLOUD", "UPDATED"]
    assert lines[1].split()[:4] == ["shop", "CREATE_COMPLETE", "1", "local"]
    (found,) = shop.good("stack", "list", "--json").json
    assert (found["stack_name"], found["stack_status"]) == ("shop", "CREATE_COMPLETE")


def test_list_knows_tags_and_deleted_ones(shop: Shell) -> None:
    shop.write("other.yaml", SLOW.replace("600", "0"))
    shop.good("up", "other.yaml", "--yes", "--tag", "web", "--tag", "test")
    shop.good("down", "shop", "--yes")

    def names(*options: str) -> list[str]:
        return [one["stack_name"] for one in shop.good("stack", "list", "--json", *options).json]

    assert names() == ["other"]
    assert names("--deleted") == ["shop", "other"]
    assert names("--tag", "web", "--tag", "test") == ["other"]
    assert names("--tag", "web", "--tag", "db") == []


def test_show_tells_everything_but_secrets(shop: Shell) -> None:
    shown = shop.good("stack", "show")
    found = shop.good("stack", "show", "shop", "--json").json
    for words in ("A little shop", "CREATE_COMPLETE", "note = first", f"token = {MASK}", "3 CREATE_COMPLETE"):
        assert words in shown.out
    assert found["description"] == "A little shop"
    assert found["parameters"] == {"password": MASK}
    assert {one["output_key"]: one["output_value"] for one in found["outputs"]} == {
        "note": "first",
        "token": MASK,
    }
    assert "battery staple" not in shown.out + json.dumps(found)


def test_the_name_may_be_left_out_only_where_there_is_one_stack(shop: Shell) -> None:
    shop.write("other.yaml", SLOW.replace("600", "0"))
    shop.good("up", "other.yaml", "--yes")
    ran = shop.run("stack", "show")
    assert ran.code == Exit.BAD_INPUT
    assert "which stack?" in ran.err
    assert "other, shop" in ran.err


def test_a_misspelt_name_is_answered_with_the_nearest(shop: Shell) -> None:
    ran = shop.run("stack", "show", "shopp")
    assert ran.code == Exit.BAD_INPUT
    assert "did you mean 'shop'?" in ran.err
    refused = shop.run("stack", "show", "shopp", "--json")
    assert refused.json["diagnostics"][0]["summary"] == "there is no stack 'shopp'"


def test_a_misspelt_verb_is_answered_with_the_nearest(shell: Shell) -> None:
    ran = shell.run("stack", "lits")
    assert ran.code == Exit.BAD_INPUT
    assert "did you mean 'list'?" in ran.err


def test_without_stacks_it_says_how_to_make_one(shell: Shell) -> None:
    assert "there are no stacks yet" in shell.good("stack", "list").err
    ran = shell.run("stack", "show")
    assert (ran.code, "`setpoint up TEMPLATE` makes one" in ran.err) == (Exit.BAD_INPUT, True)


# --- sweeping


def test_suspend_resume_and_check_reach_every_resource(shop: Shell) -> None:
    for verb, action in (("suspend", "SUSPEND"), ("resume", "RESUME"), ("check", "CHECK")):
        found = shop.good("stack", verb, "--json").json
        assert found["stack_status"] == f"{action}_COMPLETE"
        assert {one.action for one in shop.resources("shop").values()} == {action}


def test_a_check_that_finds_something_gone_ends_with_1(shop: Shell) -> None:
    _file(shop).unlink()
    ran = shop.run("stack", "check")
    assert ran.code == Exit.FAILED
    assert "file" in ran.err
    assert shop.resources("shop")["file"].status == "FAILED"
    shop.good("up", "shop.yaml", "--yes")
    assert _file(shop).read_text() == "first"


def test_rollback_goes_to_the_revision_before_after_it_was_approved(shop: Shell) -> None:
    shop.good("up", "shop.yaml", "--yes", "-P", "note=second")
    assert _file(shop).read_text() == "second"
    assert shop.run("stack", "rollback").code == Exit.NOT_APPROVED
    assert _file(shop).read_text() == "second"
    shop.good("stack", "rollback", "--yes")
    assert _file(shop).read_text() == "first"
    assert shop.stacks()["shop"].revision == 1


@pytest.mark.slow
def test_cancel_ends_what_another_process_does(shell: Shell) -> None:
    shell.write("slow.yaml", SLOW)
    command = [sys.executable, "-m", "setpoint", "up", "slow.yaml", "--yes"]
    with Popen(command, cwd=shell.folder, stdout=PIPE, stderr=PIPE, text=True) as up:
        try:
            until(
                lambda: "slow" in (shell.resources("slow") if (shell.home / "setpoint.db").exists() else {})
            )
            assert "asked whoever works on stack slow to end" in shell.good("stack", "cancel", "slow").out
            up.communicate(timeout=20)
        finally:
            up.kill()
    assert up.returncode == Exit.OVERTAKEN
    assert shell.stacks()["slow"].reason == "cancelled"


def test_there_is_nothing_to_cancel_at_rest(shop: Shell) -> None:
    ran = shop.run("stack", "cancel")
    assert ran.code == Exit.BAD_INPUT
    assert "nothing is being done to stack shop" in ran.err


# --- carrying over


def test_an_export_shows_everything_but_secrets(shop: Shell) -> None:
    found = shop.good("stack", "export").json
    assert found["resources"]["page"]["properties"] == {"value": "first"}
    assert found["environment"]["parameters"] == {"password": MASK}
    text = json.dumps(found)
    assert "battery staple" not in text
    assert "correct horse" not in text  # the default of a hidden parameter


def test_abandon_and_adopt_carry_a_stack_over_without_touching_it(shop: Shell) -> None:
    before = {address: one.physical_id for address, one in shop.resources("shop").items()}
    file = _file(shop)
    file_id = file.stat().st_ino
    shop.good("stack", "abandon", "shop", "--out", "carried.json", "--yes")
    assert shop.stacks() == {}
    assert file.stat().st_ino == file_id
    assert stat.S_IMODE((shop.folder / "carried.json").stat().st_mode) == 0o600
    shop.good("stack", "adopt", "carried.json")
    assert {address: one.physical_id for address, one in shop.resources("shop").items()} == before
    assert file.stat().st_ino == file_id
    plan = shop.good("plan", "shop.yaml", "-P", "password=battery staple", "--json").json
    assert plan["steps"] == []
    assert not shop.findings()


def test_adopting_by_another_template_tells_that_there_is_something_to_do(shop: Shell) -> None:
    shop.good("stack", "abandon", "shop", "--out", "carried.json", "--yes")
    words = "not all of it is as the template says"
    given = ("shop.yaml", "-P", "password=battery staple")
    assert words not in shop.good("stack", "adopt", "carried.json", *given).err
    shop.good("stack", "abandon", "shop", "--out", "again.json", "--yes")
    assert words in shop.good("stack", "adopt", "again.json", *given, "-P", "note=second").err


def test_abandon_asks_and_writes_to_a_new_file_only(shop: Shell) -> None:
    assert shop.run("stack", "abandon", "shop", "--out", "carried.json").code == Exit.NOT_APPROVED
    (shop.folder / "taken.json").write_text("mine")
    ran = shop.run("stack", "abandon", "shop", "--out", "taken.json", "--yes")
    assert ran.code == Exit.BAD_INPUT
    assert "cannot write 'taken.json'" in ran.err
    assert (shop.folder / "taken.json").read_text() == "mine"
    assert "shop" in shop.stacks()
    assert len(shop.resources("shop")) == 3


def test_adopting_an_export_wants_the_secrets_that_were_masked(shop: Shell) -> None:
    shop.good("stack", "export", "--out", "export.json")
    shop.good("stack", "abandon", "shop", "--out", "carried.json", "--yes")
    ran = shop.run("stack", "adopt", "export.json")
    assert ran.code == Exit.BAD_INPUT
    assert "-P password=..." in ran.err
    assert shop.stacks() == {}
    ran = shop.run("stack", "adopt", "export.json", "-P", "password=battery staple")
    assert (ran.code, "token: its value is not in the file" in ran.err) == (Exit.BAD_INPUT, True)
    assert shop.stacks() == {}
    shop.good("stack", "adopt", "carried.json", "--name", "again", "-P", "password=another")
    assert len(shop.resources("again")) == 3


def test_asterisks_in_a_nested_template_are_not_taken_for_a_secret(shell: Shell) -> None:
    inner = "parameters:\n  key: {type: string, hidden: true, default: correct horse}\n"
    shell.write("inner.yaml", inner)
    shell.write("outer.yaml", "resources: {nested: {type: inner.yaml}}\n")
    shell.good("up", "outer.yaml", "--yes")
    shell.good("stack", "export", "--out", "export.json")
    assert "correct horse" not in Path("export.json").read_text()
    shell.good("stack", "abandon", "outer", "--out", "carried.json", "--yes")
    ran = shell.run("stack", "adopt", "export.json")
    assert ran.code == Exit.BAD_INPUT
    assert "the default of parameter 'key' is masked in inner.yaml" in ran.err
    shell.good("stack", "adopt", "carried.json")


def test_adopting_what_is_not_there_makes_nothing(shop: Shell) -> None:
    file = _file(shop)
    shop.good("stack", "abandon", "shop", "--out", "carried.json", "--yes")
    file.unlink()
    ran = shop.run("stack", "adopt", "carried.json")
    assert ran.code == Exit.BAD_INPUT
    assert "file" in ran.err
    assert shop.stacks() == {}


@pytest.mark.parametrize(
    ("text", "words"),
    (
        ("{", "is no abandoned stack"),
        ("[]", "Expected `object`, got `array`"),
        ("{}", "required field `resources`"),
        ('{"resources": {"a": 1}}', "Expected `object`, got `int`"),
        ('{"resources": {}, "name": "1"}', "'1' is no name for a stack"),
        ('{"resources": {}, "name": "a"}', "holds no template"),
    ),
)
def test_what_is_no_carried_stack_is_refused(shell: Shell, text: str, words: str) -> None:
    shell.write("it.json", text)
    ran = shell.run("stack", "adopt", "it.json")
    assert (ran.code, words in ran.err) == (Exit.BAD_INPUT, True)


def test_adopting_under_a_name_that_is_taken_is_refused(shop: Shell) -> None:
    shop.good("stack", "export", "--out", "export.json")
    ran = shop.run("stack", "adopt", "export.json", "-P", "password=x")
    assert (ran.code, "there is a stack shop already" in ran.err) == (Exit.BAD_INPUT, True)
    assert shop.stacks()["shop"].action == "CREATE"


def test_adopting_what_a_living_stack_owns_is_refused_and_names_it(shop: Shell) -> None:
    shop.good("stack", "export", "--out", "export.json")
    ran = shop.run("stack", "adopt", "export.json", "--name", "twin", "-P", "password=battery staple")
    assert (ran.code, "file of stack shop" in ran.err) == (Exit.BAD_INPUT, True)
    assert shop.stacks().keys() == {"shop"}


# --- snapshots


def test_a_snapshot_brings_the_stack_back(shop: Shell) -> None:
    shop.good("stack", "snapshot", "create", "--label", "before")
    shop.good("up", "shop.yaml", "--yes", "-P", "note=second", "-P", "password=battery staple")
    assert "before" in shop.good("stack", "snapshot", "list").out
    shown = shop.good("stack", "snapshot", "show", "before", "--json").json
    assert (shown["name"], shown["status"], shown["revision"]) == ("before", "COMPLETE", 1)
    shop.good("stack", "restore", "before", "--yes")
    assert _file(shop).read_text() == "first"
    shop.good("stack", "snapshot", "delete", "before", "--yes")
    assert shop.good("stack", "snapshot", "list", "--json").json == []


def test_an_unknown_snapshot_is_answered_with_the_nearest(shop: Shell) -> None:
    shop.good("stack", "snapshot", "create", "--label", "before")
    for command in (["restore"], ["snapshot", "show"], ["snapshot", "delete", "--yes"]):
        ran = shop.run("stack", *command, "befor")
        assert ran.code == Exit.BAD_INPUT
        assert "did you mean 'before'?" in ran.err
