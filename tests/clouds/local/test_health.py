"""Health checks by HTTP, TCP and command: grace, verdicts and their reasons."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from setpoint.clouds.local.shim import Probe
from setpoint.model.observation import Observation, Pending, Ready
from tests.clouds.local.world import PROCESS, PYTHON, World, program

pytestmark = pytest.mark.local
QUICK = {"interval": 0.02, "timeout": 5, "failures": 2}
WEB = program("web", "w", "{port:web}")


async def make_web(world: World, **health: Any) -> Any:
    return await world.make(PROCESS, command=WEB, ports={"web": "auto"}, health={**QUICK, **health})


def is_ready(seen: Observation) -> bool:
    return isinstance(seen, Ready)


async def test_it_is_ready_when_it_answers(world: World) -> None:
    subject = await world.create(PROCESS, command=WEB, ports={"web": "auto"}, health=QUICK)
    assert isinstance(await world.look(PROCESS, subject), Pending)
    assert (await world.ready(PROCESS, subject))["phase"] == "healthy"


async def test_it_falls_ill_and_recovers(world: World) -> None:
    subject = await make_web(world, path="/health")
    sick = world.folder(subject) / "work/sick"
    sick.touch()
    driver = world.driver(PROCESS)
    ill = await world.broken(PROCESS, subject)
    assert ill.why == "it is unhealthy: it answered 503"
    assert ill.attributes["phase"] == "unhealthy"
    sick.unlink()
    await world.until(driver, subject, is_ready)


async def test_a_status_outside_the_range_is_a_failure(world: World) -> None:
    subject = await world.create(
        PROCESS, command=WEB, ports={"web": "auto"}, health={**QUICK, "status": "404", "grace": 0.3}
    )
    await world.until(  # on a slow machine it does not answer at all at first
        world.driver(PROCESS),
        subject,
        lambda seen: getattr(seen, "why", "") == "it is unhealthy: it answered 200",
    )


async def test_failures_do_not_count_during_grace(world: World) -> None:
    """It opens its port only when it is told to, long after the failures that would have been too many."""
    script = f"read line <gate; exec {' '.join(WEB)}"
    subject = await world.create(
        PROCESS,
        command=["sh", "-c", f"mkfifo gate; {script}"],
        ports={"web": "auto"},
        health={**QUICK, "grace": 60},
    )
    pending = await world.until(
        world.driver(PROCESS), subject, lambda seen: isinstance(seen, Pending) and "refused" in seen.why
    )
    assert isinstance(pending, Pending)
    assert (world.folder(subject) / "work/gate").write_text("go\n")
    assert (await world.ready(PROCESS, subject))["phase"] == "healthy"


async def test_grace_comes_to_an_end(world: World) -> None:
    subject = await world.create(
        PROCESS,
        command=["sleep", "1000"],
        ports={"web": "auto"},
        health={**QUICK, "type": "tcp", "grace": 0.1},
    )
    seen = await world.broken(PROCESS, subject)
    assert seen.why.endswith("Connection refused")


async def test_by_tcp(world: World) -> None:
    subject = await make_web(world, type="tcp")
    assert (await world.ready(PROCESS, subject))["phase"] == "healthy"


def test_a_connection_to_itself_is_no_answer() -> None:
    """TCP makes one where nobody listens and the kernel picks, for our end, the very port that we ask for."""
    with socket.socket() as itself:
        itself.bind(("127.0.0.1", 0))
        host, port = itself.getsockname()
        itself.connect((host, port))
        probe = Probe({"kind": "tcp", "host": host, "port": port})
        probe.socket.close()
        probe.socket = itself
        assert probe.step() == (False, f"port {port}: Connection refused")


async def test_by_command(world: World) -> None:
    health = {**QUICK, "type": "command", "command": ["sh", "-c", 'test "$PORT" = {port:web} -a ! -e sick']}
    subject = await world.make(PROCESS, command=["sleep", "1000"], ports={"web": "auto"}, health=health)
    (world.folder(subject) / "work/sick").touch()
    ill = await world.broken(PROCESS, subject)
    assert ill.why == "it is unhealthy: the command ended with 1"


@pytest.mark.parametrize(
    ("command", "why"),
    (
        (["sleep", "1000"], "no answer within 0.05 s"),
        (["no-such-program"], "no-such-program: No such file or directory"),
    ),
)
async def test_a_command_that_does_not_end_or_begin_is_a_failure(
    world: World, command: list[str], why: str
) -> None:
    health = {**QUICK, "type": "command", "command": command, "timeout": 0.05, "grace": 0}
    subject = await world.create(PROCESS, command=["sleep", "1000"], health=health)
    seen = await world.broken(PROCESS, subject)
    assert seen.why == f"it is unhealthy: {why}"


async def test_a_silent_server_is_a_failure(world: World) -> None:
    script = "import signal, socket, sys; kept = socket.create_server(('127.0.0.1', int(sys.argv[1]))); signal.pause()"
    command = [*PYTHON, "-c", script, "{port:web}"]
    subject = await world.create(
        PROCESS, command=command, ports={"web": "auto"}, health={**QUICK, "timeout": 0.1, "grace": 0.3}
    )
    seen = await world.broken(PROCESS, subject)
    assert seen.why == "it is unhealthy: no answer within 0.1 s"


async def test_a_changed_check_is_asked_anew(world: World) -> None:
    subject = await make_web(world)
    pid = world.pid(subject)
    changed = world.properties(
        PROCESS, {**subject.properties, "health": {**QUICK, "status": "404", "grace": 0.2}}
    )
    driver = world.driver(PROCESS)
    await driver.update(subject, subject.properties, changed)
    await world.until(  # on a slow machine it does not answer at all at first
        world.driver(PROCESS),
        subject,
        lambda seen: getattr(seen, "why", "") == "it is unhealthy: it answered 200",
    )
    await driver.update(subject, changed, subject.properties)
    assert (await world.ready(PROCESS, subject))["pid"] == pid
