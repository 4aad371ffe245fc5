"""``python -m bench``."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from bench.__main__ import main
from bench.scenario import all_scenarios, chosen


def test_scenarios_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == [one.name for one in all_scenarios()]
    assert "ten-thousand" in listed


def test_every_scenario_has_a_title_that_is_a_sentence() -> None:
    assert all(one.title.endswith(".") and one.size > 0 for one in all_scenarios())


def test_patterns_choose_scenarios() -> None:
    assert [one.name for one in chosen(["*thousand", "help"])] == ["help", "hundred-thousand", "ten-thousand"]
    assert chosen([]) == all_scenarios()


def test_a_word_that_names_no_scenario_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hepl"]) == 2
    assert "no scenario 'hepl'; there are: around-a-request, beside-heat," in capsys.readouterr().err


def test_it_prints_a_table_and_writes_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new" / "figures.json"
    assert main(["parse", "--size", "2000", "--json", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "parse: A HOT template of 1 MB parsed" in shown
    assert "1 of 1 bounds were met" in shown
    (scenario,) = msgspec.json.decode(file.read_bytes())["scenarios"]
    assert (scenario["name"], scenario["size"]) == ("parse", 2000)


def test_a_scenario_that_breaks_fails_the_run_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "figures.json"
    no_group_can_be_of = "-1"
    assert main(["group", "parse", "--size", no_group_can_be_of, "--json", str(file)]) == 1
    group, parse = msgspec.json.decode(file.read_bytes())["scenarios"]
    assert group["broke"]
    assert parse["figures"]
    assert "it broke" in capsys.readouterr().out
