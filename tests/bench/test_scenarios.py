"""Every scenario runs, at a tiny size, in a process of its own, and gives sane figures."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

from bench.figure import Figure
from bench.scenario import Outcome, Scenario, all_scenarios, carry_out, chosen

# A size that is over at once; half of a resume must take longer than it takes to kill a process.
TINY = {"resume": 400, "hundred-thousand": 100, "parse": 5_000, "help": 2, "beside-heat": 5}

pytestmark = pytest.mark.slow


NEEDS = {"lab-servers": pytest.mark.lab, "beside-heat": pytest.mark.lab}

ALL = [
    pytest.param(one, id=one.name, marks=[NEEDS[one.name]] if one.name in NEEDS else [])
    for one in all_scenarios()
]


@pytest.fixture(params=ALL)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    found: Scenario = request.param
    return found


def _tiny(scenario: Scenario) -> Outcome:
    return carry_out(scenario, TINY.get(scenario.name, 10))


def test_it_gives_sane_figures_and_leaves_nothing_behind(scenario: Scenario, bench_folder: Path) -> None:
    outcome = _tiny(scenario)
    figures = outcome.figures
    if scenario.name.startswith("terraform"):
        assert bool(figures) is (shutil.which("terraform") is not None)
    else:
        assert any(one.most is not None for one in figures)
    assert len({one.name for one in figures}) == len(figures)
    assert all(math.isfinite(one.value) and one.value >= 0 for one in figures)
    assert all(one.value > 0 for one in figures if one.unit)
    assert list(bench_folder.glob("*")) == []


def _figure(outcome: Outcome, name: str) -> Figure:
    return next(one for one in outcome.figures if one.name == name)


def test_a_resumed_run_makes_nothing_twice() -> None:
    (scenario,) = chosen(["resume"])
    outcome = _tiny(scenario)
    assert _figure(outcome, "made twice").value == 0
    assert _figure(outcome, "left without a record").value == 0


def test_no_order_of_calls_beats_the_best() -> None:
    (scenario,) = chosen(["latency"])
    outcome = _tiny(scenario)
    for what in ("create", "delete"):
        at_best = _figure(outcome, f"{what}, at best")
        assert at_best.value == pytest.approx(2 * 0.05)  # a network, then its subnet
        assert at_best.note == "10 calls"
        assert _figure(outcome, f"{what}, times the best").value > 0.95
        assert _figure(outcome, f"{what}, calls at once at most").value == 5
