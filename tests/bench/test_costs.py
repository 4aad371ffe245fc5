"""What something cost: of this process, and of commands."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bench.cost import Cost, measured, of_command, peak, typical
from bench.fresh import in_fresh_process


def test_work_costs_processor_time() -> None:
    with measured() as cost:
        sum(range(300_000))
    assert cost.seconds > 0
    assert cost.cpu > 0
    assert cost.megabytes > 5


def test_a_command_is_charged_for_its_own_work_and_memory() -> None:
    idle = of_command([sys.executable, "-c", "pass"])
    busy = of_command([sys.executable, "-c", "held = bytearray(64 << 20); sum(range(5_000_000))"])
    assert busy.cpu > idle.cpu
    assert busy.megabytes - idle.megabytes == pytest.approx(64, abs=8)


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        of_command([sys.executable, "-c", "import sys; sys.exit('no disk')"])
    assert failed.value.returncode == 1
    assert failed.value.stderr.strip() == "no disk"


def test_the_typical_cost_is_the_median() -> None:
    costs = iter([Cost(9, 1, 5), Cost(1, 2, 7), Cost(2, 9, 6)])
    assert typical(3, lambda: next(costs)) == Cost(2, 2, 7)


def test_a_fresh_process_does_not_inherit_memory() -> None:
    held = bytearray(96 << 20)
    assert in_fresh_process(peak) < 60 < len(held) >> 20
