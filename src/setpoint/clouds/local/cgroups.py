"""Control groups: where this machine lets us make some, and the one or two that limit a single process.

Made only below the group that we are in (version 1), or in the nearest group above us that we may write to and whose
controllers can be handed down (version 2: a delegated subtree, such as systemd's ``user@UID.service``). Never
elsewhere: a group beside ours would escape the limits that somebody set for us.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

CPU_PERIOD = 100_000
"""Microseconds; a limit of half a processor is half of it in every period."""


class Groups(msgspec.Struct, frozen=True):
    """The groups that were made for a process, and the controllers that this machine did not grant."""

    folders: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()


class Machine(msgspec.Struct, frozen=True):
    """Where the hierarchies are mounted, and where we are in them (the text of ``/proc/self/cgroup``)."""

    mount: Path = Path("/sys/fs/cgroup")
    where_we_are: str = ""

    @classmethod
    def present(cls) -> Machine:
        """This one."""
        return cls(where_we_are=Path("/proc/self/cgroup").read_text())

    def parent(self, controller: str) -> Path | None:
        """The group in which we may make one that ``controller`` limits; None where there is none."""
        for line in self.where_we_are.splitlines():
            number, controllers, path = line.split(":", 2)
            if number == "0" and (self.mount / "cgroup.controllers").exists():
                return _delegated(self.mount, self.mount / path.lstrip("/"), controller)
            if controller in controllers.split(","):
                own = self.mount / controller / path.lstrip("/")
                return own if _is_ours(own) else None
        return None

    def groups(self, token: str) -> list[Path]:
        """Where the groups of a process are, if it has any."""
        parents = {self.parent(controller) for controller in ("memory", "cpu")}
        return [parent / f"setpoint-{token}" for parent in parents if parent is not None]

    def make(self, token: str, *, memory: int | None, cpu: float | None) -> Groups:
        """Make the groups that hold a process to ``memory`` bytes and ``cpu`` processors."""
        made: dict[Path, None] = {}
        missing = set()
        for controller, files in (("memory", _memory_files(memory)), ("cpu", _cpu_files(cpu))):
            if not files:
                continue
            parent = self.parent(controller)
            group = parent / f"setpoint-{token}" if parent else None
            if group is not None and _limited(group, files):
                made[group] = None
            else:
                missing.add(controller)
        return Groups(tuple(map(str, made)), frozenset(missing))


def _memory_files(limit: int | None) -> dict[str, str]:
    """What to write where, in either version."""
    return {"memory.max": str(limit), "memory.limit_in_bytes": str(limit)} if limit else {}


def _cpu_files(limit: float | None) -> dict[str, str]:
    if not limit:
        return {}
    quota = max(int(limit * CPU_PERIOD), 1000)  # the kernel takes no less
    return {"cpu.max": f"{quota} {CPU_PERIOD}", "cpu.cfs_quota_us": str(quota)}


def _limited(group: Path, files: dict[str, str]) -> bool:
    """Make the group and write the limit that it has a file for; whether that worked."""
    with contextlib.suppress(OSError):
        group.mkdir(exist_ok=True)
        there = [name for name in files if (group / name).exists()]
        for name in there:
            (group / name).write_text(files[name])
        if there:
            return True
    with contextlib.suppress(OSError):
        group.rmdir()
    return False


def _delegated(mount: Path, own: Path, controller: str) -> Path | None:
    """The nearest group from ours upwards that can hand down the controller to a group that we make in it.

    One with processes in it cannot (cgroups(7), "no internal processes"): the kernel refuses, and we go on upwards.
    """
    for group in (own, *own.parents):
        if not _is_ours(group):
            continue
        control = group / "cgroup.subtree_control"
        with contextlib.suppress(OSError):
            if controller not in control.read_text().split():
                control.write_text(f"+{controller}")
            return group
        if group == mount:
            break
    return None


def _is_ours(group: Path) -> bool:
    return group.is_dir() and all(os.access(path, os.W_OK) for path in (group, group / "cgroup.procs"))


def processes(group: Path) -> Iterator[int]:
    """Those that are in it."""
    with contextlib.suppress(OSError):
        yield from map(int, (group / "cgroup.procs").read_text().split())
