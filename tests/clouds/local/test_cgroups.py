"""Where control groups are made: below us or in what was delegated to us, in either version of the hierarchy.

The hierarchies here are folders that are laid out as the kernel lays them out; that its files do what they say is
seen in test_limits, on machines that have them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from setpoint.clouds.local.cgroups import Groups, Machine


@pytest.fixture
def mount(tmp_path: Path) -> Path:
    return tmp_path / "cgroup"


def group(folder: Path, **files: str) -> Path:
    """A control group as the kernel shows it; ``memory__max`` becomes ``memory.max``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"cgroup__procs": "", **files}.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def test_version_1_makes_one_below_ours_in_each_hierarchy(mount: Path) -> None:
    own = group(mount / "memory/session/ours")
    group(own / "setpoint-t", memory__limit_in_bytes="max")
    group(mount / "cpu/setpoint-t", cpu__cfs_quota_us="-1")
    group(mount / "cpu")
    machine = Machine(mount, "4:memory:/session/ours\n1:cpu:/\n0::/\n")
    made = machine.make("t", memory=1 << 20, cpu=0.5)
    assert made == Groups((str(own / "setpoint-t"), str(mount / "cpu/setpoint-t")))
    assert (own / "setpoint-t/memory.limit_in_bytes").read_text() == "1048576"
    assert (mount / "cpu/setpoint-t/cpu.cfs_quota_us").read_text() == "50000"


def test_version_2_goes_up_to_the_group_that_hands_down_its_controllers(mount: Path) -> None:
    group(mount, cgroup__controllers="cpu memory")
    delegated = group(mount / "user.service", cgroup__subtree_control="cpu memory")
    group(delegated / "terminal")
    leaf = group(delegated / "setpoint-t", memory__max="max", cpu__max="max 100000")
    made = Machine(mount, "0::/user.service/terminal\n").make("t", memory=4096, cpu=2)
    assert made == Groups((str(leaf),))
    assert (leaf / "memory.max").read_text() == "4096"
    assert (leaf / "cpu.max").read_text() == "200000 100000"


def test_what_is_not_there_is_missing(mount: Path) -> None:
    group(mount / "memory")
    made = Machine(mount, "4:memory:/\n").make("t", memory=4096, cpu=1)
    assert made == Groups(missing=frozenset({"memory", "cpu"}))
    assert not (mount / "memory/setpoint-t").exists()


def test_without_limits_nothing_is_made(mount: Path) -> None:
    own = group(mount / "memory")
    assert Machine(mount, "4:memory:/\n").make("t", memory=None, cpu=None) == Groups()
    assert [path.name for path in own.iterdir()] == ["cgroup.procs"]
