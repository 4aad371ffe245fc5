"""Tables on a terminal, and times in words."""

import pytest

from setpoint.cli.times import ago, span
from tests.cli.shell import Shell
from tests.cli.terminal import Terminal


@pytest.mark.slow
def test_a_terminal_gets_a_drawn_table_with_coloured_statuses(shell: Shell) -> None:
    shell.write("app.yaml", "resources: {one: {type: OS::Heat::TestResource}}")
    shell.good("up", "app.yaml", "--yes")
    terminal = Terminal(shell.folder, "stack", "list")
    assert terminal.end() == 0
    assert "─" in terminal.text
    assert "\x1b[32mCREATE_COMPLETE" in terminal.raw
    plain = Terminal(shell.folder, "stack", "list", env={"NO_COLOR": "1"})
    assert plain.end() == 0
    assert "\x1b[32m" not in plain.raw


@pytest.mark.parametrize(
    ("seconds", "words"),
    (
        (-1, "0.0 s"),
        (0.44, "0.4 s"),
        (12.4, "12 s"),
        (119, "119 s"),
        (121, "2 min"),
        (7_300, "2 h"),
        (400_000, "5 days"),
    ),
)
def test_a_span_has_one_unit(seconds: float, words: str) -> None:
    assert span(seconds) == words


def test_never_is_a_dash() -> None:
    assert ago(0) == "-"
    assert ago(100, now=160) == "60 s ago"
