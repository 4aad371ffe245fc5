"""On a terminal: questions, the live tree, colours and interrupts, in real processes."""

import pytest

from setpoint.cli.exits import Exit
from tests.cli.shell import Shell
from tests.cli.terminal import INTERRUPT, Start

QUICK = (
    "resources: {first: {type: OS::Heat::TestResource}, group: {type: OS::Heat::ResourceGroup, properties: "
)
QUICK += "{count: 2, resource_def: {type: OS::Heat::TestResource}}}}\n"
SLOW = """
resources:
  first: {type: OS::Heat::TestResource, properties: {wait_secs: SECONDS}}
  second: {type: OS::Heat::TestResource, depends_on: first}
"""

pytestmark = pytest.mark.slow


def test_a_plan_is_asked_for_and_a_tree_shows_what_is_done(shell: Shell, start: Start) -> None:
    shell.write("quick.yaml", QUICK)
    terminal = start("up", "quick.yaml")
    terminal.wait_for("Carry this plan out? [y/N]")
    terminal.type("y\n")
    assert terminal.end() == Exit.DONE
    terminal.wait_for("quick  create  4 of 4 steps done")
    terminal.wait_for("✓ group")
    terminal.wait_for("✓ 0")
    terminal.wait_for("stack quick CREATE_COMPLETE")
    assert len(shell.resources("quick")) == 4


@pytest.mark.parametrize("answer", ("n\n", "\n", "perhaps\n", "\x04"))
def test_only_a_clear_yes_is_one(shell: Shell, start: Start, answer: str) -> None:
    shell.write("quick.yaml", QUICK)
    terminal = start("up", "quick.yaml")
    terminal.wait_for("[y/N]")
    terminal.type(answer)
    assert terminal.end() == Exit.NOT_APPROVED
    assert not shell.stacks()


def test_an_interrupt_at_the_question_changes_nothing(shell: Shell, start: Start) -> None:
    shell.write("quick.yaml", QUICK)
    terminal = start("up", "quick.yaml")
    terminal.wait_for("[y/N]")
    terminal.type(INTERRUPT)
    assert terminal.end() == Exit.INTERRUPTED
    assert not shell.stacks()


def test_one_interrupt_ends_in_good_order_and_up_goes_on(shell: Shell, start: Start) -> None:
    shell.write("slow.yaml", SLOW.replace("SECONDS", "2"))
    terminal = start("up", "slow.yaml", "--yes")
    terminal.wait_for("○ second")
    terminal.type(INTERRUPT)
    assert terminal.end() == Exit.INTERRUPTED
    assert "`setpoint up --name slow` goes on from here" in terminal.text
    cut_off = shell.stacks()["slow"]
    assert (cut_off.status, bool(cut_off.plan)) == ("IN_PROGRESS", True)
    first = shell.resources("slow")["first"]

    again = start("up", "--name", "slow")  # it was approved before: nobody is asked
    assert again.end() == Exit.DONE
    assert "CREATE_COMPLETE" in again.text
    assert shell.stacks()["slow"].revision == cut_off.revision
    assert shell.resources("slow")["first"].physical_id == first.physical_id
    assert not shell.findings()


def test_two_interrupts_leave_now_and_up_goes_on(shell: Shell, start: Start) -> None:
    shell.write("slow.yaml", SLOW.replace("SECONDS", "3"))
    terminal = start("up", "slow.yaml", "--yes")
    terminal.wait_for("○ second")
    terminal.interrupt_twice()
    assert terminal.end() == Exit.INTERRUPTED
    assert "left; what was under way is in the journal" in terminal.text
    assert terminal.raw.rindex("\x1b[?25h") > terminal.raw.rindex("\x1b[?25l")  # the cursor is back
    first = shell.resources("slow")["first"]
    shell.good("up", "--name", "slow")
    assert shell.resources("slow")["first"].id == first.id
    assert shell.stacks()["slow"].status == "COMPLETE"
    assert not shell.findings()


def test_colours_are_left_out_where_none_are_wanted(shell: Shell, start: Start) -> None:
    shell.write("quick.yaml", QUICK)
    coloured = start("plan", "quick.yaml")
    plain = start("plan", "quick.yaml", env={"NO_COLOR": "1"})
    dumb = start("plan", "quick.yaml", env={"TERM": "dumb"})
    assert coloured.end() == plain.end() == dumb.end() == Exit.DONE
    assert "\x1b[32m" in coloured.raw
    assert "\x1b[" not in plain.raw + dumb.raw
    assert coloured.text == plain.text == dumb.text


def test_a_big_stack_stays_within_the_terminal(shell: Shell, start: Start) -> None:
    shell.write("big.yaml", QUICK.replace("count: 2", "count: 60"))
    terminal = start("up", "big.yaml", "--yes", rows=20)
    assert terminal.end() == Exit.DONE
    drawing = terminal.text[terminal.text.rindex("big  create") : terminal.text.rindex("stack big")]
    assert len(drawing.splitlines()) < 20
    assert "more" in drawing.splitlines()[-1]
