"""The page docs/conformance.md, from what came of the runs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lab.conformance.reasons import reason
from lab.conformance.suites import SUITES, Suite

RESULTS = Path(__file__).with_name("results")
PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
ENGINES = ("heat", "setpoint")

HEAD = """\
<!-- Written by `make conformance`; changes here are lost. -->
# How compatible the Heat API is

Tests that other people wrote for Heat, run against Setpoint in the lab, and against Heat itself in the same lab as the
measure (Keystone, Neutron, Nova with its fake hypervisor, Cinder, ... are the same for both). No test is edited or left
out. What fails on Heat as well cannot run in the lab, mostly since its servers run nothing.
"""


def page() -> str:
    """All of it."""
    return (
        "\n".join((HEAD.rstrip(), "", *_summary(), *(line for suite in SUITES for line in _suite(suite))))
        + "\n"
    )


def results(engine: str, suite: Suite) -> dict[str, Any]:
    """What came of a suite; nothing where it was not run."""
    file = RESULTS / engine / f"{suite.name}.json"
    found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return found


def keep(engine: str, suite: Suite, found: dict[str, Any]) -> None:
    """Write down what came of a suite."""
    file = RESULTS / engine / f"{suite.name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")


def _summary() -> Iterator[str]:
    yield "| tests | | passed | failed | skipped | time | workers |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    for suite in SUITES:
        for engine in ENGINES:
            found = results(engine, suite)
            if found:
                counts = [_count(found, outcome) for outcome in ("passed", "failed", "skipped")]
                cells = [suite.title, engine.title(), *map(str, counts)]
                yield f"| {' | '.join(cells)} | {found['seconds']:.0f} s | {found['workers']} |"
    yield ""
    for note in dict.fromkeys(results(one, suite).get("note") for one in ENGINES for suite in SUITES):
        if note:
            yield from (note, "")


def _suite(suite: Suite) -> Iterator[str]:
    ours, measure = results("setpoint", suite).get("tests", {}), results("heat", suite).get("tests", {})
    if not ours:
        return
    yield f"## {suite.title}"
    yield ""
    missing = [name for name, one in ours.items() if one["outcome"] == "failed" and _passed_on(measure, name)]
    nowhere = [name for name, one in ours.items() if one["outcome"] != "passed" and name not in missing]
    told = "Passes on Heat, fails on Setpoint" if measure else "Fails on Setpoint"
    yield from _list(f"{told}: {len(missing) or 'none'}", missing, ours)
    yield from _list(f"Not runnable in the lab: {len(nowhere) or 'none'}", nowhere, ours)
    yield from _table(ours, measure)


def _passed_on(measure: dict[str, Any], name: str) -> bool:
    return not measure or measure.get(name, {}).get("outcome") == "passed"


def _list(title: str, names: list[str], ours: dict[str, Any]) -> Iterator[str]:
    yield f"{title}."
    yield ""
    for name in sorted(names):
        why = reason(_short(name), ours[name]["why"]).replace("|", "\\|").replace("<", "&lt;")
        yield f"- `{_short(name)}`: {why}"
    yield from [""] if names else []


def _table(ours: dict[str, Any], measure: dict[str, Any]) -> Iterator[str]:
    yield "| test | Setpoint | s | Heat | s |"
    yield "|---|---|--:|---|--:|"
    for name in sorted(ours):
        own, other = ours[name], measure.get(name, {"outcome": "", "seconds": ""})
        yield f"| {_short(name)} | {own['outcome']} | {own['seconds']} | {other['outcome']} | {other['seconds']} |"
    yield ""


def _short(name: str) -> str:
    for start in ("heat_tempest_plugin.tests.", "heat_integrationtests."):
        name = name.removeprefix(start)
    return name


def _count(found: dict[str, Any], outcome: str) -> int:
    return sum(one["outcome"] == outcome for one in found["tests"].values())
