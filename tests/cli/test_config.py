"""``setpoint config show``: every option, its value, where that comes from, and what it is for."""

import os
import tomllib
from pathlib import Path

import pytest

from setpoint.api.service.config import read_config
from setpoint.api.service.config.options import options
from setpoint.cli.exits import Exit
from tests.cli.shell import Shell

TEXT = """\
[service]
workers = 2
allowed_origins = ["https://a"]

[keystone]
auth_url = "http://127.0.0.1:5000/v3"
username = "setpoint"
password = "unspoken"

[metrics]
listen = "127.0.0.1:9804"
"""


@pytest.fixture(autouse=True)
def no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    for name in [one for one in os.environ if one.startswith("SETPOINT_SERVICE_")]:
        monkeypatch.delenv(name)


def test_every_option_is_told_in_full(shell: Shell) -> None:
    told = shell.good("config", "show", "--defaults", "--json").json
    assert [(one["section"], one["option"]) for one in told] == list(options())
    assert all(one["description"] and one["type"] and one["origin"] == "default" for one in told)
    listen = told[0]
    assert (listen["value"], listen["variable"]) == ("127.0.0.1:8004", "SETPOINT_SERVICE_LISTEN")


def test_values_come_with_their_origin_and_secrets_are_masked(shell: Shell) -> None:
    path = shell.write("setpoint.toml", TEXT)
    path.chmod(0o600)
    env = {"SETPOINT_SERVICE_CLOUD": "simulated", "SETPOINT_CONFIG": str(path)}
    ran = shell.run("config", "show", "--json", env=env)
    told = {f"{one['section']}.{one['option']}": (one["value"], one["origin"]) for one in ran.json}
    assert told["service.workers"] == (2, f"{path}:2")
    assert told["service.cloud"] == ("simulated", "environment SETPOINT_SERVICE_CLOUD")
    assert told["keystone.password"] == ("******", f"{path}:8")
    assert "unspoken" not in ran.out + ran.err + shell.run("config", "show", env=env).out


def test_what_it_prints_is_a_file_that_means_the_same(shell: Shell) -> None:
    path = shell.write("setpoint.toml", TEXT.replace('password = "unspoken"\n', 'password_file = "secret"\n'))
    shell.write("secret", "unspoken").chmod(0o600)
    printed = shell.good("config", "show", "--config", str(path)).out
    assert tomllib.loads(printed)["service"] == {"workers": 2, "allowed_origins": ["https://a"]}
    again = shell.write("again.toml", printed)
    assert read_config(again, {}).config == read_config(path, {}).config


def test_a_broken_file_is_told_with_its_place(shell: Shell) -> None:
    path = shell.write("setpoint.toml", "[service]\nworkers = 0\n")
    ran = shell.run("config", "show", "--config", str(path))
    assert ran.code == Exit.BAD_INPUT
    assert f"{path}:2:1: error: service.workers cannot be 0" in ran.err
    assert "integer, 1 to 128" in ran.err
