import pytest

from setpoint.cli.exits import Exit
from tests.cli.shell import Shell

APP = """
resources:
  web: {type: OS::Heat::TestResource}
  worker: {type: OS::Heat::TestResource}
"""


@pytest.mark.parametrize("name", ("bash", "zsh", "fish"))
def test_a_script_for_each_shell(shell: Shell, name: str) -> None:
    script = shell.good("completion", name).out
    assert "_SETPOINT_COMPLETE" in script
    assert f"{name}_complete" in script


def test_an_unknown_shell_is_refused(shell: Shell) -> None:
    assert shell.run("completion", "tcsh").code == Exit.BAD_INPUT


def completed(shell: Shell, *words: str) -> list[str]:
    """What bash would be told to offer for the last of ``words``."""
    typed = {"COMP_WORDS": " ".join(["setpoint", *words]), "COMP_CWORD": str(len(words))}
    ran = shell.run(env={"_SETPOINT_COMPLETE": "bash_complete", **typed})
    return [line.partition(",")[2] for line in ran.out.splitlines() if line]


def test_commands_stacks_and_resources_are_completed(shell: Shell) -> None:
    shell.write("app.yaml", APP)
    shell.good("up", "app.yaml", "--yes")
    shell.good("up", "app.yaml", "--yes", "--name", "api")
    assert completed(shell, "dri") == ["drift"]
    assert completed(shell, "stack", "sn") == ["snapshot"]
    assert completed(shell, "drift", "ap") == ["app", "api"]
    assert completed(shell, "why", "app", "wo") == ["worker"]
    assert completed(shell, "graph", "--stack", "api") == ["api"]


def test_where_there_is_one_stack_its_resources_are_offered_at_once(shell: Shell) -> None:
    shell.write("app.yaml", APP)
    shell.good("up", "app.yaml", "--yes")
    assert completed(shell, "why", "w") == ["web", "worker"]


def test_completing_makes_no_data_folder(shell: Shell) -> None:
    assert completed(shell, "drift", "a") == []
    assert not shell.home.exists()
