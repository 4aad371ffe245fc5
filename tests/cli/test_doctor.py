import json
import stat
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from setpoint.cli.exits import Exit
from tests.cli.shell import Shell
from tests.waiting import until

APP = """
resources:
  page: {type: Setpoint::Local::File, properties: {path: page.html, content: hello}}
"""


@pytest.fixture
def app(shell: Shell) -> Shell:
    """Return a shell in which the stack ``app`` stands."""
    shell.write("app.yaml", APP)
    shell.good("up", "app.yaml", "--yes")
    return shell


def test_nothing_is_wrong_and_nothing_is_made(shell: Shell) -> None:
    assert "nothing is wrong" in shell.good("doctor").out
    assert not shell.home.exists()


def test_a_sound_stack_is_nothing_to_tell(app: Shell) -> None:
    found = app.good("doctor", "--json").json
    assert (found["diagnostics"], found["without_record"]) == ([], [])
    assert found["facts"]["key"].startswith("mode 0600")


def test_a_key_that_others_can_read_is_damage_and_mended_on_request(app: Shell) -> None:
    (app.home / "key").chmod(0o644)
    ran = app.run("doctor")
    assert ran.code == Exit.FAILED
    assert "chmod 600" in ran.err
    assert app.run("doctor", "--json").json["diagnostics"][0]["severity"] == "error"
    mended = app.good("doctor", "--repair")
    assert "mended: " in mended.out
    assert (app.home / "key").stat().st_mode & 0o777 == 0o600


SECRET = """
resources:
  password: {type: OS::Heat::RandomString}
outputs:
  password: {value: {get_attr: [password, value]}}
"""


def test_the_key_is_exchanged_on_request_and_secrets_stay_what_they_are(shell: Shell) -> None:
    shell.write("app.yaml", SECRET)
    shell.good("up", "app.yaml", "--yes")
    key, password = (
        (shell.home / "key").read_bytes(),
        shell.good("output", "app", "password", "--show-secrets").out,
    )
    assert "sealed_with_new_key" not in shell.good("doctor", "--json").json
    assert (shell.home / "key").read_bytes() == key
    assert shell.good("doctor", "--rotate-key", "--json").json["sealed_with_new_key"] > 0
    assert (shell.home / "key").read_bytes() != key
    assert stat.S_IMODE((shell.home / "key").stat().st_mode) == 0o600
    assert shell.good("output", "app", "password", "--show-secrets").out == password
    assert "the key is exchanged" in shell.good("doctor", "--rotate-key").out


def test_where_there_is_no_store_there_is_no_key_to_exchange(shell: Shell) -> None:
    ran = shell.run("doctor", "--rotate-key")
    assert (ran.code, "there is no key to exchange" in ran.err) == (Exit.BAD_INPUT, True)
    assert not shell.home.exists()


def test_what_a_killed_process_left_is_told(shell: Shell) -> None:
    shell.write(
        "slow.yaml", "resources: {slow: {type: OS::Heat::TestResource, properties: {wait_secs: 600}}}"
    )
    command = [sys.executable, "-m", "setpoint", "up", "slow.yaml", "--yes"]
    with Popen(command, cwd=shell.folder, stdout=PIPE, stderr=PIPE) as up:
        until(lambda: "slow" in (shell.resources("slow") if (shell.home / "setpoint.db").exists() else {}))
        up.kill()
    ran = shell.run("doctor")
    assert ran.code == Exit.CHANGES
    assert "no process is at it" in ran.err


def test_a_file_without_a_record_is_found_and_left_alone_until_it_is_named(app: Shell) -> None:
    token, _, path = app.resources("app")["page"].physical_id.partition(":")
    app.good("resource", "forget", "page", "--yes")
    ran = app.run("doctor", "--repair")
    assert ran.code == Exit.CHANGES
    assert token in ran.out
    assert Path(path).exists()
    assert app.run("doctor", "--json").json["without_record"] == [
        {
            "token": token,
            "resource_type": "Setpoint::Local::File",
            "physical_resource_id": f"{token}:{path}",
            "detail": path,
        }
    ]
    app.good("doctor", "--remove", token)
    assert not Path(path).exists()


@pytest.mark.parametrize("deed", ("brought back", "replaced", "forgotten"))
def test_of_a_file_that_somebody_has_removed_nothing_is_left(app: Shell, deed: str) -> None:
    Path(app.resources("app")["page"].attributes["path"]).unlink()
    if deed == "forgotten":
        app.good("resource", "forget", "page", "--yes")
    else:
        app.write("app.yaml", APP.replace("page.html", "index.html") if deed == "replaced" else APP)
        app.good("up", "app.yaml", "--yes")
    assert app.good("doctor", "--json").json["without_record"] == []


def test_what_was_adopted_under_another_token_has_a_record(app: Shell) -> None:
    app.good("stack", "abandon", "app", "--out", "app.json", "--yes")
    carried = json.loads((app.folder / "app.json").read_text())
    del carried["resources"]["page"]["id"]
    (app.folder / "app.json").write_text(json.dumps(carried))
    app.good("stack", "adopt", "app.json")
    page = app.resources("app")["page"]
    assert not page.physical_id.startswith(page.id)
    assert app.good("doctor", "--json").json["without_record"] == []


def test_only_what_has_no_record_can_be_removed(app: Shell) -> None:
    token, _, path = app.resources("app")["page"].physical_id.partition(":")
    ran = app.run("doctor", "--remove", token)
    assert ran.code == Exit.BAD_INPUT
    assert Path(path).exists()


@pytest.mark.local
def test_a_process_without_a_record_is_found_and_ended(shell: Shell) -> None:
    shell.write(
        "app.yaml",
        "resources: {web: {type: Setpoint::Local::Process, properties: {command: [sleep, '600']}}}",
    )
    shell.good("up", "app.yaml", "--yes")
    one = shell.resources("app")["web"]
    assert shell.good("doctor").code == Exit.DONE
    shell.good("resource", "forget", "web", "--yes")
    (found,) = shell.run("doctor", "--json").json["without_record"]
    assert (found["token"], found["detail"]) == (one.id, f"running, pid {one.attributes['pid']}")
    shell.good("doctor", "--remove", one.id)
    assert not Path(f"/proc/{one.attributes['pid']}").exists()
    shell.good("down", "app", "--yes")
