"""The life of a process under its shim, as the driver sees it."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
from pathlib import Path
from typing import Any

import pytest
import uvloop

from setpoint.clouds.driver import Facts, Subject, Suspendable
from setpoint.clouds.local.turn import turn_at_once
from setpoint.model.errors import Conflict, NotFound, ResourceError
from setpoint.model.observation import Accepted, Broken, Gone, Pending, Ready
from tests.clouds.local.world import PROCESS, PYTHON, World, ended, is_running, kill, program

pytestmark = pytest.mark.local
SLEEP = ["sleep", "1000"]


async def test_a_process_runs_and_is_told_its_ports(world: World) -> None:
    command = ["sh", "-c", 'echo "$1 $PORT $PORT_ADMIN_UI $MORE"; exec sleep 1000', "sh", "{port:web}"]
    ports = {"web": "auto", "admin-ui": "auto"}
    subject = await world.make(
        PROCESS, command=command, ports=ports, environment={"MORE": "at {port:admin-ui}"}
    )
    seen = await world.ready(PROCESS, subject)
    web, admin = seen["ports"]["web"], seen["ports"]["admin-ui"]
    assert world.log(subject) == f"{web} {web} {admin} at {admin}\n"
    assert seen["log"] == str(world.folder(subject) / "log")
    assert seen["url"] == seen["urls"]["web"] == f"http://127.0.0.1:{web}"
    assert seen["phase"] == "running"
    assert seen["exit_code"] == -1
    assert is_running(seen["pid"])


async def test_deleting_ends_it_and_leaves_nothing(world: World) -> None:
    subject = await world.make(PROCESS, command=SLEEP)
    pid, shim = world.pid(subject), world.shim(subject)
    await world.end(PROCESS, subject)
    await ended(shim)
    assert not is_running(pid)
    assert {path.name for path in world.project.root.iterdir() if path.is_dir()} == {"wakes", "files"}
    with pytest.raises(NotFound):
        await world.driver(PROCESS).delete(subject)


async def test_it_outlives_the_cloud_that_made_it_and_is_found_by_token(world: World) -> None:
    subject = await world.make(PROCESS, command=SLEEP)
    later = World(world.home)
    found = await later.driver(PROCESS).find(subject.token, later.want(PROCESS, {"command": SLEEP}))
    assert found == Accepted(subject.token)
    assert isinstance(await later.look(PROCESS, subject), Ready)


async def test_creating_twice_with_one_token_makes_one(world: World) -> None:
    subject = await world.make(PROCESS, command=SLEEP, ports={"web": "auto"})
    before = await world.ready(PROCESS, subject)
    await world.create(PROCESS, token=subject.token, command=SLEEP, ports={"web": "auto"})
    assert await world.ready(PROCESS, subject) == before


async def test_a_create_that_got_nowhere_is_not_found_and_cleared_up(world: World) -> None:
    folder = world.project.folder("half-made")
    (folder / "work").mkdir(parents=True)
    (folder / "spec.json").write_text("{}")
    assert await world.driver(PROCESS).find("half-made", world.want(PROCESS, {"command": SLEEP})) is None
    assert not folder.exists()


@pytest.mark.parametrize(
    ("script", "exit_code", "why"),
    (
        ("exit 3", 3, "with exit code 3"),
        ("exit 0", 0, "with exit code 0"),
        ("kill -9 $$", 137, "by SIGKILL"),
        ("kill -TERM $$", 143, "by SIGTERM"),
    ),
)
async def test_how_it_ended_is_recorded(world: World, script: str, exit_code: int, why: str) -> None:
    subject = await world.create(PROCESS, command=["sh", "-c", script])
    seen = await world.broken(PROCESS, subject)
    assert seen.why == f"it ended {why}"
    assert seen.attributes["exit_code"] == exit_code
    assert seen.attributes["phase"] == "exited"


@pytest.mark.parametrize(
    ("properties", "why"),
    (
        ({"command": ["no-such-program"]}, "no-such-program: No such file or directory"),
        ({"command": ["/etc/passwd"]}, "/etc/passwd: Permission denied"),
        (
            {"command": ["true"], "working_dir": "/no/such/folder"},
            "/no/such/folder: No such file or directory",
        ),
    ),
)
async def test_what_cannot_be_started_is_refused_and_leaves_nothing(
    world: World, properties: dict[str, Any], why: str
) -> None:
    with pytest.raises(ResourceError) as caught:
        await world.create(PROCESS, token="refused", **properties)
    assert caught.value.diagnostic.detail == why
    assert not world.project.folder("refused").exists()


async def test_killing_it_is_heard_of_at_once(world: World) -> None:
    subject = await world.make(PROCESS, command=SLEEP)
    world.heard.clear()
    await kill(world.pid(subject))
    seen = await world.broken(PROCESS, subject)
    assert subject.token in world.heard
    assert isinstance(seen, Broken)
    assert seen.why == "it ended by SIGKILL"


async def test_when_the_shim_is_killed_the_process_goes_with_it(world: World) -> None:
    script = "(setsid sleep 1000 & echo $! >grandchild); sync; echo ready; exec sleep 1000"
    subject = await world.make(PROCESS, command=["sh", "-c", script])
    await world.says(subject, "ready")
    pid = world.pid(subject)
    grandchild = int((world.folder(subject) / "work/grandchild").read_text())
    await kill(world.shim(subject))
    await ended(pid)
    seen = await world.look(PROCESS, subject)
    assert isinstance(seen, Broken)
    assert seen.why == "its shim was killed, and it with it"
    assert is_running(grandchild)
    await world.end(PROCESS, subject)
    await ended(grandchild)
    assert not world.folder(subject).exists()


async def test_a_pid_that_is_used_again_fools_nobody(world: World) -> None:
    innocent = await world.make(PROCESS, command=SLEEP)
    subject = await world.make(PROCESS, command=SLEEP)
    forged = (world.folder(innocent) / "state.json").read_text().replace(innocent.token, subject.token)
    await kill(world.shim(subject))
    (world.folder(subject) / "state.json").write_text(forged)
    assert world.state(subject).child == world.state(innocent).child
    assert isinstance(await world.look(PROCESS, subject), Broken)
    await world.end(PROCESS, subject)
    assert isinstance(await world.look(PROCESS, innocent), Ready)


async def test_a_state_that_the_living_shim_did_not_write_is_not_believed(world: World) -> None:
    one, other = await world.make(PROCESS, command=SLEEP), await world.make(PROCESS, command=SLEEP)
    (world.folder(one) / "state.json").write_bytes((world.folder(other) / "state.json").read_bytes())
    seen = await world.look(PROCESS, one)
    assert isinstance(seen, Broken)
    assert "not written by the shim" in seen.why


async def test_a_machine_that_was_started_anew_has_lost_its_processes(world: World) -> None:
    subject = await world.make(PROCESS, command=SLEEP)
    state = world.state(subject)
    await kill(world.shim(subject))
    file = world.folder(subject) / "state.json"
    file.write_text(file.read_text().replace(state.boot, "another boot"))
    seen = await world.look(PROCESS, subject)
    assert isinstance(seen, Broken)
    assert seen.why == "it ended when this machine was started anew"


async def test_it_may_end_gracefully(world: World) -> None:
    script = "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 1000 & wait; done"
    subject = await world.make(PROCESS, command=["sh", "-c", script])
    await world.says(subject, "ready")
    log = (world.folder(subject) / "log").open()
    os.kill(world.shim(subject), signal.SIGTERM)
    seen = await world.broken(PROCESS, subject)
    assert seen.attributes["exit_code"] == 7
    assert log.read() == "ready\nbye\n"
    assert not world.state(subject).killed
    log.close()


async def test_it_is_asked_by_the_signal_that_it_wants(world: World) -> None:
    script = "trap 'exit 5' INT; trap '' TERM; echo ready; while :; do sleep 1000 & wait; done"
    subject = await world.make(PROCESS, command=["sh", "-c", script], stop={"signal": "INT", "grace": 60})
    await world.says(subject, "ready")
    os.kill(world.shim(subject), signal.SIGTERM)
    seen = await world.broken(PROCESS, subject)
    assert seen.attributes["exit_code"] == 5


async def test_what_does_not_end_is_killed_with_all_that_it_started(world: World) -> None:
    script = "trap '' TERM; sleep 1000 & echo $! >child; setsid sleep 1000 & echo $! >other; echo ready; wait; wait"
    subject = await world.make(PROCESS, command=["sh", "-c", script], stop={"grace": 0.1})
    await world.says(subject, "ready")
    children = [int((world.folder(subject) / "work" / name).read_text()) for name in ("child", "other")]
    os.kill(world.shim(subject), signal.SIGTERM)
    await world.broken(PROCESS, subject)
    assert world.state(subject).killed
    assert not any(is_running(pid) for pid in children)


async def test_what_it_leaves_behind_is_ended(world: World) -> None:
    script = "setsid sleep 1000 & echo $! >child; sleep 0; exit 0"
    subject = await world.create(PROCESS, command=["sh", "-c", script])
    await world.broken(PROCESS, subject)
    assert not is_running(int((world.folder(subject) / "work/child").read_text()))


async def test_orphans_are_reaped(world: World) -> None:
    script = "sh -c 'true & echo $! >orphan; exec true'; echo ready; read line <gate"
    subject = await world.create(PROCESS, command=["sh", "-c", f"mkfifo gate; {script}"], min_uptime=0)
    await world.says(subject, "ready")
    work = world.folder(subject) / "work"
    await world.ready(PROCESS, subject)
    gate = work / "gate"
    with gate.open("w"):  # blocks until the script has come to it
        pass
    await world.broken(PROCESS, subject)
    assert not Path(f"/proc/{int((work / 'orphan').read_text())}").exists()


async def test_its_settings_change_while_it_runs(world: World) -> None:
    subject = await world.make(
        PROCESS, command=["sh", "-c", "trap '' TERM; echo ready; sleep 1000; sleep 1000"]
    )
    await world.says(subject, "ready")
    pid = world.pid(subject)
    changed = {
        **subject.properties,
        "stop": {"signal": "TERM", "grace": 0},
        "log": {"max_size": 1, "keep": 1},
    }
    assert await world.driver(PROCESS).update(subject, subject.properties, changed) == Accepted(subject.token)
    assert (await world.ready(PROCESS, subject))["pid"] == pid
    os.kill(world.shim(subject), signal.SIGTERM)
    await world.broken(PROCESS, subject)
    assert world.state(subject).killed


async def test_what_does_not_run_cannot_be_changed(world: World) -> None:
    subject = await world.create(PROCESS, command=["true"])
    await world.settled(PROCESS, subject)
    await ended(world.state(subject).shim.pid)
    with pytest.raises(ResourceError, match="does not run"):
        await world.driver(PROCESS).update(subject, subject.properties, subject.properties)


async def test_it_sleeps_and_wakes_at_the_same_port(world: World) -> None:
    subject = await world.make(
        PROCESS, command=program("web", "w", "{port:web}"), ports={"web": "auto"}, health={}
    )
    before = await world.ready(PROCESS, subject)
    driver = world.driver(PROCESS)
    assert isinstance(driver, Suspendable)
    await driver.suspend(subject)
    asleep = await world.ready(PROCESS, subject)
    assert asleep["phase"] == "suspended"
    assert not is_running(before["pid"])
    await driver.resume(subject)
    awake = await world.ready(PROCESS, subject)
    assert awake["phase"] == "healthy"
    assert awake["url"] == before["url"]
    assert awake["pid"] != before["pid"]


async def test_a_fixed_port_is_refused_while_another_has_it(world: World) -> None:
    first = await world.make(PROCESS, command=SLEEP, ports={"web": "auto"})
    port = str((await world.ready(PROCESS, first))["ports"]["web"])
    with pytest.raises(Conflict, match="held by another process of this cloud"):
        await world.create(PROCESS, command=SLEEP, ports={"web": port})
    await world.end(PROCESS, first)
    await world.make(PROCESS, command=SLEEP, ports={"web": port})


async def test_secrets_do_not_touch_the_disk(world: World) -> None:
    command = ["sleep", "1000.0001"]
    subject = await world.make(PROCESS, command=command, environment={"PASSWORD": "hunter2"})
    environ = Path(f"/proc/{world.pid(subject)}/environ").read_text()
    assert "PASSWORD=hunter2" in environ
    files = [path for path in world.folder(subject).iterdir() if path.is_file()]
    assert {"spec.json", "state.json", "log"} <= {path.name for path in files}
    for path in files:
        assert b"hunter2" not in path.read_bytes()
        assert b"1000.0001" not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(world.project.root.stat().st_mode) == 0o700


async def test_nothing_is_inherited_but_what_everybody_needs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_PASSWORD", "secret")
    script = "import os, signal; print(sorted(os.environ), os.listdir('/proc/self/fd')); signal.pause()"
    subject = await world.make(PROCESS, command=[*PYTHON, "-c", script])
    await world.says(subject, "\n")
    said = world.log(subject)
    assert "SETPOINT_TOKEN" in said
    assert "OS_PASSWORD" not in said
    assert "['0', '1', '2', '3']" in said
    assert "OS_PASSWORD" not in Path(f"/proc/{world.shim(subject)}/environ").read_text()


def test_several_are_started_at_once_under_uvloop_too(tmp_path: Path) -> None:
    """Its subprocesses inherit more than those of asyncio's own loop, and the command line runs on it."""

    async def start_and_end() -> None:
        world = World(tmp_path)
        await world.open()
        try:
            async with asyncio.timeout(30), asyncio.TaskGroup() as group:
                for _ in range(4):
                    group.create_task(world.make(PROCESS, command=SLEEP))
            assert len(world.made) == 4
        finally:
            await world.close()

    uvloop.run(start_and_end())


async def test_who_looks_while_it_ends_sees_it_on_its_way(world: World) -> None:
    script = (
        "trap 'read line <gate; exit 0' TERM; mkfifo gate; echo ready; while :; do sleep 1000 & wait; done"
    )
    subject = await world.make(PROCESS, command=["sh", "-c", script])
    await world.says(subject, "ready")
    gate = world.folder(subject) / "work/gate"
    await world.driver(PROCESS).delete(subject)
    removal = Pending("it is being removed")
    assert await world.until(world.driver(PROCESS), subject, lambda seen: seen == removal) == removal
    gate.write_text("go\n")
    await world.until(world.driver(PROCESS), subject, lambda seen: isinstance(seen, Gone))


async def test_one_that_has_ended_is_on_its_way_while_its_shim_clears_up(world: World) -> None:
    subject = await world.make(PROCESS, command=SLEEP)
    driver, shim = world.driver(PROCESS), world.shim(subject)
    os.kill(shim, signal.SIGSTOP)
    try:
        os.kill(world.pid(subject), signal.SIGKILL)
        await driver.delete(subject)
        seen = await driver.observe([subject], Facts(now=0))
        assert seen[subject.token] == Pending("it is being removed")
    finally:
        os.kill(shim, signal.SIGCONT)
    await world.until(driver, subject, lambda one: isinstance(one, Gone))


async def test_who_looks_while_the_last_of_it_is_removed_never_sees_it_lost(world: World) -> None:
    leaving = "import os, sys\nfor line in sys.stdin: os.rename(line.strip(), f'{line.strip()}.gone')"
    shim = await asyncio.create_subprocess_exec(*PYTHON, "-c", leaving, stdin=asyncio.subprocess.PIPE)
    assert shim.stdin is not None
    world.project.make()
    properties = world.properties(PROCESS, {"command": SLEEP})
    for number in range(500):
        token = f"token-{number}"
        folder = world.project.folder(token)
        folder.mkdir(parents=True)
        (folder / "remove").touch()
        with turn_at_once(folder):  # as while the shim is at it
            shim.stdin.write(f"{folder}\n".encode())
            await shim.stdin.drain()
            subject = Subject(token, token, properties)
            while not isinstance(found := await world.look(PROCESS, subject), Gone):
                assert found == Pending("it is being removed")
    shim.stdin.close()
    await shim.wait()
