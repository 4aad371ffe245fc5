"""The processes of a service: how they begin, reload and end, and what becomes of them when one is killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from pathlib import Path

import aiohttp
import pytest

from setpoint.cli.exits import Exit
from tests.api.service.conftest import Serve
from tests.waiting import until, until_true

pytestmark = pytest.mark.slow


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def who(root: str) -> tuple[int, bool]:
    """Which process answers on a new connection, and whether it has the engine."""
    async with aiohttp.ClientSession() as client, client.get(f"{root}/who") as response:
        found = await response.json()
    return found["pid"], found["engine"]


# --- beginning


def test_a_port_that_is_taken_is_told(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        service = serve(f"[service]\nlisten = '127.0.0.1:{port}'\n")
        assert service.ended() == Exit.BAD_INPUT
    told = service.err.read_text()
    assert f"{service.file}:2:1: error: 127.0.0.1:{port} is taken" in told
    assert f"sport = :{port}" in told
    assert "opened" not in told


def test_a_bad_configuration_is_told_with_its_place(serve: Serve) -> None:
    service = serve("[service]\nworkers = 'many'\n")
    assert service.ended() == Exit.BAD_INPUT
    assert f"{service.file}:2:1: error: service.workers cannot be 'many'" in service.err.read_text()


def test_nobody_listens_to_the_world_by_accident(serve: Serve) -> None:
    service = serve("[service]\nlisten = '0.0.0.0:0'\n")
    assert service.ended() == Exit.BAD_INPUT
    assert "0.0.0.0:0 can be reached from other machines, and there is no Keystone and no TLS" in (
        service.err.read_text()
    )
    assert serve("[service]\nlisten = '0.0.0.0:0'\n", "--insecure-listen").port


@pytest.mark.parametrize("workers", (1, 2))
def test_what_cannot_be_opened_is_told_and_not_tried_again(serve: Serve, workers: int) -> None:
    service = serve(f"[service]\nworkers = {workers}\n", env={"EXAMPLE_REFUSES": "1"})
    assert service.ended() == Exit.BAD_INPUT
    assert "error: the store is of another time" in service.err.read_text()


def test_systemd_is_told(serve: Serve, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(20)
        service = serve("[service]\nworkers = 2\n", env={"NOTIFY_SOCKET": str(tmp_path / "notify")})
        assert systemd.recv(100) == b"READY=1"
        assert service.root
        service.signal(signal.SIGTERM)
        assert systemd.recv(100) == b"STOPPING=1"


# --- ending


async def test_a_request_under_way_is_answered_before_the_end(serve: Serve, tmp_path: Path) -> None:
    service = serve()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    async with aiohttp.ClientSession() as client:
        answer = asyncio.create_task(client.get(f"{service.root}/held", params={"pipe": str(pipe)}))
        writer = await asyncio.to_thread(os.open, pipe, os.O_WRONLY)  # opens once the handler reads
        service.signal(signal.SIGTERM)
        await until_true(lambda: not _takes_connections(service.port))
        assert service.process.poll() is None
        os.write(writer, b"held until now")
        os.close(writer)
        async with await answer as response:
            assert (response.status, await response.json()) == (200, "held until now")
    assert service.ended() == Exit.DONE
    assert service.err.read_text().splitlines()[-2:][0] == "closed"


def _takes_connections(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


async def test_a_request_that_takes_too_long_for_the_end_is_told(serve: Serve) -> None:
    service = serve("[service]\ngraceful_shutdown_timeout = 0\n")
    async with aiohttp.ClientSession() as client:
        root = service.root
        answer = asyncio.create_task(client.get(f"{root}/forever"))
        await until_true(lambda: _has_connection(service.process.pid))
        service.signal(signal.SIGTERM)
        async with await answer as response:
            assert response.status == 503
            assert (await response.json())["error"]["type"] == "ServiceUnavailable"
    assert service.ended() == Exit.DONE
    assert "closed" in service.err.read_text()


def _has_connection(pid: int) -> bool:
    """Whether a process holds a connection of TCP over which something was read already."""
    inodes = set()
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            inodes.add(str(one.readlink())[8:-1])
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(row[9] in inodes and row[3] == "01" and row[4].endswith(":00000000") for row in rows)


def test_a_second_signal_does_not_wait(serve: Serve) -> None:
    service = serve()
    with socket.create_connection(("127.0.0.1", service.port)) as held:
        held.sendall(b"GET /forever HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: _has_connection(service.process.pid))
        service.signal(signal.SIGINT)
        until(lambda: not _takes_connections(service.port))
        service.signal(signal.SIGINT)
        assert service.ended() == Exit.DONE


# --- reloading


async def test_what_may_change_is_reloaded(serve: Serve, client: aiohttp.ClientSession) -> None:
    service = serve("[limits]\nmax_json_body_size = 2048\n[logs]\nlevel = 'info'\n")
    async with client.post(f"{service.root}/echo", data=bytes(3000)) as response:
        assert response.status == 413
    service.file.write_text(
        "[limits]\nmax_json_body_size = 4096\n[service]\ncloud = 'simulated'\nrequest_timeout = 5\n"
    )
    service.signal(signal.SIGHUP)
    assert service.will_log(event="reloaded")["changed"] == ["limits.max_json_body_size"]
    left = service.will_log(event="needs a restart")["changed"]
    assert left == ["service.cloud", "service.request_timeout"]
    async with client.post(f"{service.root}/echo", data=bytes(3000)) as response:
        assert response.status == 200
    async with client.get(f"{service.root}/who") as response:
        assert (await response.json())["largest"] == 4096

    service.file.write_text("[logs]\nlevel = 'error'\n")
    service.signal(signal.SIGHUP)
    await until_true(lambda: _is_silent(service.root, service.err))


def _is_silent(root: str, err: Path) -> bool:
    """Whether a request leaves no line in the log."""
    port = int(root.rpartition(":")[2])
    before = err.stat().st_size
    with socket.create_connection(("127.0.0.1", port)) as asked:
        asked.sendall(b"GET /who HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        while asked.recv(4096):
            pass
    return err.stat().st_size == before


async def test_a_broken_file_is_told_and_changes_nothing(serve: Serve, client: aiohttp.ClientSession) -> None:
    service = serve("[limits]\nmax_json_body_size = 2048\n")
    root = service.root
    service.file.write_text("[limits]\nmax_json_body_size = 1\n")
    service.signal(signal.SIGHUP)
    (told,) = service.will_log(event="not reloaded")["problems"]
    assert told.startswith(f"{service.file}:2:1: limits.max_json_body_size cannot be 1")
    async with client.get(f"{root}/who") as response:
        assert (await response.json())["largest"] == 2048


# --- several


async def test_a_process_that_is_killed_is_replaced(serve: Serve) -> None:
    service = serve("[service]\nworkers = 2\n")
    root = service.root
    found: dict[int, bool] = {}

    async def both() -> bool:
        pid, engine = await who(root)
        found[pid] = engine
        return len(found) == 2

    while not await both():
        pass
    assert sorted(found.values()) == [False, True]
    driver = next(pid for pid, engine in found.items() if engine)
    os.kill(driver, signal.SIGKILL)
    line = service.will_log(level="error")
    assert line["event"] == "process 0 was killed by signal 9; another one starts in 0.5 s"
    del found[driver]
    while not await both():  # nobody who asks is refused meanwhile
        pass
    assert sorted(found.values()) == [False, True]
    assert driver not in found
    service.signal(signal.SIGTERM)
    assert service.ended() == Exit.DONE
    assert not any(is_alive(pid) for pid in found)


async def test_processes_reload_and_end_with_their_supervisor(serve: Serve) -> None:
    service = serve("[service]\nworkers = 2\n[limits]\nmax_json_body_size = 2048\n")
    root = service.root
    service.file.write_text("[limits]\nmax_json_body_size = 4096\n[service]\nworkers = 2\n")
    service.signal(signal.SIGHUP)
    until(lambda: len(service.logged(event="reloaded")) == 2)
    pids = {(await who(root))[0] for _ in range(20)}
    service.process.kill()
    service.ended()
    until(lambda: not any(is_alive(pid) for pid in pids))
    until(lambda: not _takes_connections(int(root.rpartition(":")[2])))
    assert len(service.logged(event="ended")) == 2
