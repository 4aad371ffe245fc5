"""The root command: quick help, nouns found by name, problems told as they are, bugs written down."""

import os
import re
import stat
import subprocess
import sys
from typing import Any

import pytest

from setpoint import __version__
from setpoint.cli import trouble
from setpoint.cli.exits import Exit
from setpoint.cli.home import bug_log, data_folder
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import InvalidInput, NotApproved, NotFound, StalePlan, Superseded
from tests.cli.shell import Shell

HEAVY = (
    "asyncio",
    "sqlite3",
    "aiohttp",
    "uvloop",
    "yaml",
    "rich",
    "msgspec",
    "cryptography",
    "setpoint.engine",
)


@pytest.mark.parametrize("arguments", ((), ("--help",), ("--version",), ("up", "--help"), ("plan", "--help")))
def test_help_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom setpoint.cli.main import main\n"
        f"try: main({list(arguments)!r})\nexcept SystemExit: pass\n"
        f"print('loaded:', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "loaded: []" in ran.stdout


def test_every_command_is_in_the_help_with_a_sentence(shell: Shell) -> None:
    lines = shell.good("--help").out.partition("Commands:\n")[2].splitlines()
    told = {line.split()[0]: line.split()[1:] for line in lines if re.match(r"  \w", line)}
    assert {"up", "plan", "down", "validate"} <= set(told)
    assert all(told.values())


def test_the_version(shell: Shell) -> None:
    assert shell.good("--version").out == f"setpoint {__version__}\n"


def test_python_dash_m(shell: Shell) -> None:
    command = [sys.executable, "-m", "setpoint", "--version"]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=shell.folder)
    assert ran.stdout == f"setpoint {__version__}\n"


def test_a_misspelt_command_is_guessed(shell: Shell) -> None:
    ran = shell.run("valdiate", "x")
    assert ran.code == Exit.BAD_INPUT
    assert "did you mean 'validate'?" in ran.err


def test_exit_codes_are_different_and_said_in_words() -> None:
    assert len({int(one) for one in Exit}) == len(Exit)
    assert all(one.meaning for one in Exit)


@pytest.mark.parametrize(
    ("problem", "code"),
    (
        (InvalidInput([Diagnostic("no")]), Exit.BAD_INPUT),
        (NotApproved([Diagnostic("no")]), Exit.NOT_APPROVED),
        (StalePlan([Diagnostic("no")]), Exit.STALE),
        (NotFound("gone"), Exit.FAILED),
        (Superseded("another"), Exit.OVERTAKEN),
        (KeyboardInterrupt(), Exit.INTERRUPTED),
        (ExceptionGroup("several", [InvalidInput([Diagnostic("no")])]), Exit.BAD_INPUT),
        (ExceptionGroup("several", [InvalidInput([Diagnostic("no")]), ValueError("bug")]), Exit.BUG),
    ),
)
def test_each_problem_has_its_exit_code(
    problem: BaseException, code: Exit, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trouble.tell(problem) is code
    assert capsys.readouterr().err


def test_a_bug_is_written_down_and_not_thrown_at_users(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError) as bug:
        raise ZeroDivisionError("an example")
    assert trouble.tell(bug.value) is Exit.BUG
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert str(bug_log()) in told
    assert "ZeroDivisionError: an example" in bug_log().read_text()
    assert stat.S_IMODE(bug_log().stat().st_mode) == 0o600
    assert stat.S_IMODE(data_folder().stat().st_mode) == 0o700


def test_a_reader_that_goes_away_is_no_bug(shell: Shell) -> None:
    shell.write(
        "big.yaml",
        "resources: {g: {type: OS::Heat::ResourceGroup, properties: "
        "{count: 3000, resource_def: {type: OS::Heat::TestResource}}}}\n",
    )
    command = [sys.executable, "-m", "setpoint", "plan", "big.yaml"]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}  # it loses errors
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=shell.folder, env=env, **pipes) as ran:
        assert ran.stdout
        assert ran.stderr
        ran.stdout.readline()
        ran.stdout.close()
        assert ran.stderr.read() == b""
    assert ran.returncode == Exit.BROKEN_PIPE


# --- where data is kept


def test_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.delenv("SETPOINT_HOME")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert str(data_folder()) == "/home/somebody/.local/share/setpoint"
    monkeypatch.setenv("XDG_DATA_HOME", "not/absolute")  # is to be ignored, says the specification
    assert str(data_folder()) == "/home/somebody/.local/share/setpoint"
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert str(data_folder()) == "/data/setpoint"
    monkeypatch.setenv("SETPOINT_HOME", "~/mine")
    assert str(data_folder()) == "/home/somebody/mine"


def test_a_data_folder_that_cannot_be_made_is_told(shell: Shell) -> None:
    shell.write("t.yaml", "resources: {}\n")
    shell.write("file", "")
    ran = shell.run("up", "t.yaml", "--yes", env={"SETPOINT_HOME": str(shell.folder / "file" / "home")})
    assert ran.code == Exit.BAD_INPUT
    assert "SETPOINT_HOME" in ran.err
