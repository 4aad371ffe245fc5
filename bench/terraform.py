"""The same graph by ``setpoint`` and by ``terraform``, command against command, in one run.

Both are what a user would type, output thrown away: ``plan``, ``up`` or ``apply``, ``plan`` again, ``down`` or
``destroy``. Terraform's resource is ``terraform_data``, which is built in: nothing is downloaded, and ``init`` (not
measured) works offline.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench.cost import Cost, of_command
from bench.figure import Figure, ratio, seconds
from bench.folders import scratch
from bench.graphs import Graph
from bench.scenarios.help import installed

_QUIET = {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_CLI_ARGS": "-no-color"}
_UNASKED = ("-input=false", "-auto-approve")


class Side(msgspec.Struct):
    """What each command cost, by what it did."""

    costs: dict[str, Cost] = {}


def compare(graph: Graph, size: int, *, only_plan: bool = False) -> list[Figure]:
    """Figures of both and their ratios; none where terraform is not on PATH. ``only_plan`` makes nothing."""
    terraform = shutil.which("terraform")
    if terraform is None:
        return []
    with scratch() as ours, scratch() as theirs:
        own = _setpoint(graph, size, ours, only_plan=only_plan)
        other = _terraform(terraform, graph, size, theirs, only_plan=only_plan)
    return [figure for name in own for figure in _beside(name, own[name], other[name])]


def _beside(name: str, own: Cost, other: Cost) -> list[Figure]:
    cpu = f"of CPU: {other.cpu / own.cpu:.1f}; of memory: {other.megabytes / own.megabytes:.1f}"
    return [
        seconds(f"{name}, setpoint", own.seconds, note=_note(own)),
        seconds(f"{name}, terraform", other.seconds, note=_note(other)),
        ratio(f"{name}, terraform / setpoint", other.seconds / own.seconds, note=cpu),
    ]


def _note(cost: Cost) -> str:
    return f"{cost.cpu:.2f} s of CPU, {cost.megabytes:.0f} MB"


def _setpoint(graph: Graph, size: int, folder: Path, *, only_plan: bool) -> dict[str, Cost]:
    template = folder / "app.yaml"
    template.write_text(graph.hot(size), encoding="utf-8")
    on = ["--name", "app", "--cloud", "simulated"]
    plan = ["plan", str(template), *on]
    commands = {"create": ["up", str(template), *on, "--yes"], "delete": ["down", "app", "--yes"]}
    environment = {"SETPOINT_HOME": str(folder / "home")}
    return _life([str(installed())], plan, commands, folder, environment, only_plan=only_plan)


def _terraform(binary: str, graph: Graph, size: int, folder: Path, *, only_plan: bool) -> dict[str, Cost]:
    configuration = {"resource": {"terraform_data": graph.terraform(size)}}
    (folder / "main.tf.json").write_bytes(msgspec.json.encode(configuration))
    of_command([binary, "init", "-input=false"], cwd=folder, environment=_QUIET)
    plan = ["plan", "-input=false"]
    commands = {"create": ["apply", *_UNASKED], "delete": ["destroy", *_UNASKED]}
    return _life([binary], plan, commands, folder, _QUIET, only_plan=only_plan)


def _life(
    binary: Sequence[str],
    plan: Sequence[str],
    commands: dict[str, list[str]],
    folder: Path,
    environment: dict[str, str],
    *,
    only_plan: bool,
) -> dict[str, Cost]:
    def cost(words: Sequence[str]) -> Cost:
        return of_command([*binary, *words], cwd=folder, environment=environment)

    found = {"plan": cost(plan)}
    if not only_plan:
        found["create"] = cost(commands["create"])
        found["plan with nothing to do"] = cost(plan)
        found["delete"] = cost(commands["delete"])
    return found
