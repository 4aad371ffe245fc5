"""Figures as people and programs see them."""

from __future__ import annotations

import msgspec

from bench.figure import Figure, count, megabytes, ratio, seconds
from bench.machine import in_words, this_machine
from bench.report import as_json, ending, table
from bench.scenario import Outcome

GOOD = seconds("plan", 0.5, 3, "0.40 s of CPU")
BAD = ratio("create, times the best", 1.43, 1.1)
FREE = megabytes("memory", 101.6)
OUTCOME = Outcome("ten", "Ten resources.", 10, (GOOD, BAD, FREE))
BROKEN = Outcome("eleven", "Eleven resources.", 11, broke="it ended with 1")


def test_a_figure_meets_a_bound_below_which_it_stays() -> None:
    assert (GOOD.is_met, BAD.is_met, FREE.is_met) == (True, False, None)
    assert Figure("exactly", 3, "s", 3).is_met is False
    assert count("made twice", 0, 1).is_met is True


def test_the_table_says_figure_bound_and_whether_it_was_met() -> None:
    title, plan, create, memory = table(OUTCOME).strip().splitlines()
    assert title == "ten: Ten resources."
    assert plan.split() == ["plan", "0.500", "s", "<", "3", "s", "met", "0.40", "s", "of", "CPU"]
    assert create.split()[-6:] == ["x", "<", "1.10", "x", "NOT", "MET"]
    assert memory.split() == ["memory", "102", "MB"]


def test_the_table_says_what_broke() -> None:
    assert "it broke: it ended with 1" in table(BROKEN)


def test_a_scenario_without_figures_is_named_all_the_same() -> None:
    assert table(Outcome("none", "Nothing.", 1)).strip().splitlines()[0] == "none: Nothing."


def test_the_end_counts_bounds_and_names_those_that_were_not_met() -> None:
    assert ending([OUTCOME, BROKEN]).strip() == "1 of 2 bounds were met; not met: ten: create, times the best"


def test_json_has_everything() -> None:
    whole = msgspec.json.decode(as_json(this_machine(), [OUTCOME, BROKEN]))
    assert whole["machine"]["cores"] >= 1
    ten, eleven = whole["scenarios"]
    assert [one.get("met") for one in ten["figures"]] == [True, False, None]
    assert ten["figures"][0] | {"name": "plan", "value": 0.5, "unit": "s", "most": 3.0} == ten["figures"][0]
    assert (ten["size"], eleven["broke"]) == (10, "it ended with 1")


def test_the_machine_is_told_in_two_lines() -> None:
    assert len(in_words(this_machine()).splitlines()) == 2
