"""Parts that can only be planned on the way: what they delete needs a yes of its own."""

import pytest

from setpoint.cli.exits import Exit
from tests.cli.shell import Shell
from tests.cli.terminal import Start

TEMPLATE = """
resources:
  size: {type: OS::Heat::TestResource, properties: {value: "COUNT"}}
  web:
    type: OS::Heat::ResourceGroup
    properties: {count: {get_attr: [size, output]}, resource_def: {type: OS::Heat::TestResource}}
"""


@pytest.fixture
def three(shell: Shell) -> Shell:
    """A stack with three members, about to lose two of them."""
    shell.write("web.yaml", TEMPLATE.replace("COUNT", "3"))
    shell.good("up", "web.yaml", "--yes")
    shell.write("web.yaml", TEMPLATE.replace("COUNT", "1"))
    return shell


def test_yes_is_a_yes_to_what_comes_on_the_way_too(three: Shell) -> None:
    ran = three.good("up", "web.yaml", "--yes")
    assert "its members are planned when size.output is known" in ran.out
    assert set(three.resources("web")) == {"size", "web", "web/0"}


def test_a_saved_plan_stops_before_an_unseen_part_that_deletes(three: Shell) -> None:
    three.good("plan", "web.yaml", "--out", "web.plan")
    ran = three.run("up", "--plan", "web.plan")
    assert ran.code == Exit.FAILED
    assert "expanding web would delete web/1, web/2" in ran.err
    assert {"web/1", "web/2"} <= set(three.resources("web"))


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "left"), (("y", 1), ("n", 3)))
def test_on_a_terminal_it_is_asked(three: Shell, start: Start, answer: str, left: int) -> None:
    terminal = start("up", "web.yaml")
    terminal.wait_for("Carry this plan out?")
    terminal.type("y\n")
    terminal.wait_for("- web/2")
    terminal.wait_for("This part was not known before. Carry it out?")
    terminal.type(f"{answer}\n")
    assert terminal.end() == (Exit.DONE if answer == "y" else Exit.FAILED)
    assert len([address for address in three.resources("web") if "/" in address]) == left
