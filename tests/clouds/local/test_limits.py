"""Limits, namespaces and users: enforced by what this machine and this user can do, and told honestly where not."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import pytest

from setpoint.clouds.driver import Subject
from setpoint.clouds.local.cgroups import Machine
from setpoint.model.errors import ResourceError
from tests.clouds.local.world import PROCESS, PYTHON, World, kill

pytestmark = pytest.mark.local
IS_ROOT = os.geteuid() == 0
HUNGRY = "kept = []\nfor n in range(400): kept.append(b'x' * (1 << 20))"


async def test_files(world: World) -> None:
    subject = await world.make(
        PROCESS, command=["sh", "-c", "ulimit -n; exec sleep 1000"], limits={"files": 100}
    )
    await world.says(subject, "100\n")
    assert (await world.ready(PROCESS, subject))["limits"] == {"files": "rlimit"}


async def test_memory(world: World) -> None:
    """By a control group where there is one: the kernel kills. Else by an rlimit: the program hears of it."""
    subject = await world.create(PROCESS, command=[*PYTHON, "-c", HUNGRY], limits={"memory": 64})
    seen = await world.broken(PROCESS, subject)
    if Machine.present().parent("memory"):
        assert seen.why == "it ended by SIGKILL (out of memory: it needed more than its limit)"
        assert seen.attributes["limits"] == {"memory": "cgroup"}
    else:
        assert "MemoryError" in world.log(subject)
        assert seen.attributes["limits"] == {"memory": "rlimit"}


async def test_memory_without_control_groups(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Machine, "parent", lambda _self, _controller: None)
    subject = await world.create(PROCESS, command=[*PYTHON, "-c", HUNGRY], limits={"memory": 64, "cpu": 0.5})
    seen = await world.broken(PROCESS, subject)
    assert "MemoryError" in world.log(subject)
    assert seen.attributes["limits"] == {"memory": "rlimit", "cpu": "not enforced"}


async def test_cpu(world: World) -> None:
    subject = await world.make(PROCESS, command=["sleep", "1000"], limits={"cpu": 0.25})
    how = (await world.ready(PROCESS, subject))["limits"]
    if Machine.present().parent("cpu"):
        assert how == {"cpu": "cgroup"}
        (group,) = map(Path, world.state(subject).cgroups)
        assert str(world.pid(subject)) in (group / "cgroup.procs").read_text().split()
        quota = group / "cpu.max"
        text = quota.read_text() if quota.exists() else (group / "cpu.cfs_quota_us").read_text()
        assert text.split()[0] == "25000"
        await world.end(PROCESS, subject)
        assert not group.exists()
    else:
        assert how == {"cpu": "not enforced"}


async def test_control_groups_go_with_a_process_whose_shim_was_killed(world: World) -> None:
    subject = await world.make(PROCESS, command=["sleep", "1000"], limits={"cpu": 0.25, "memory": 100})
    groups = list(map(Path, world.state(subject).cgroups))
    await kill(world.shim(subject))
    await world.end(PROCESS, subject)
    assert not any(group.exists() for group in groups)


async def make_apart(world: World, command: list[str], *namespaces: str) -> Subject | None:
    """A process in namespaces of its own; None where this machine refuses, as it says itself."""
    order = ["unshare", *([] if IS_ROOT else ["--user"]), "--fork", "--pid", "--mount-proc", "true"]
    trial = await asyncio.create_subprocess_exec(*order, stderr=asyncio.subprocess.DEVNULL)
    if await trial.wait() == 0:
        return await world.create(PROCESS, command=command, namespaces=list(namespaces))
    with pytest.raises(ResourceError, match=r"of its own|user namespace"):
        await world.create(PROCESS, command=command, namespaces=list(namespaces))
    return None


async def test_namespaces(world: World) -> None:
    """It is process 2 of its own PID namespace (1 is its init) and sees nobody else; or that is refused, and why."""
    command = [
        "sh",
        "-c",
        "echo $$ $(ls /proc | grep -c '^[0-9]') $(id -u) ready; trap 'exit 9' TERM; while :; do :; done",
    ]
    if (subject := await make_apart(world, command, "pid", "mount")) is None:
        return
    await world.says(subject, "ready")
    pid, processes, uid, _ = world.log(subject).split()
    assert pid == "2"
    assert int(processes) <= 5
    assert uid == str(os.geteuid())
    os.kill(world.shim(subject), 15)
    seen = await world.broken(PROCESS, subject)
    assert seen.attributes["exit_code"] == 9


async def test_nothing_outlives_a_pid_namespace(world: World) -> None:
    command = ["sh", "-c", "setsid sleep 1234.5 & sleep 0.2; kill -9 $$"]
    if (subject := await make_apart(world, command, "pid")) is None:
        return
    seen = await world.broken(PROCESS, subject)
    assert seen.attributes["exit_code"] == 137
    assert not [line for line in _command_lines() if b"1234.5" in line]


def _command_lines() -> Iterator[bytes]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            yield path.read_bytes()


async def test_another_user(world: World) -> None:
    daemon = pwd.getpwnam("daemon")
    command = ["sh", "-c", 'echo "$(id -u) $(id -g) $USER" >here; cat here; exec sleep 1000']
    if not IS_ROOT:
        with pytest.raises(ResourceError, match="only root may"):
            await world.create(PROCESS, command=command, user="daemon")
        return
    subject = await world.make(PROCESS, command=command, user="daemon")
    await world.says(subject, f"{daemon.pw_uid} {daemon.pw_gid} daemon\n")


async def test_an_unknown_user(world: World) -> None:
    with pytest.raises(ResourceError, match="no user 'nobody-at-all'"):
        await world.create(PROCESS, token="t", command=["true"], user="nobody-at-all")
    assert not world.project.folder("t").exists()


async def test_naming_oneself_takes_no_root(world: World) -> None:
    me = pwd.getpwuid(os.geteuid()).pw_name
    await world.make(PROCESS, command=["sleep", "1000"], user=me)
