"""Ports are handed out once, however many ask at the same time, and are let go with the folder of who held them."""

from __future__ import annotations

import socket
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from setpoint.clouds.local.ports import PortTaken, is_free, reserve

HERE = "127.0.0.1"


def holder(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    return folder


def reserve_some(tmp_path: Path, name: str) -> list[int]:
    folder = holder(tmp_path, name)
    return list(reserve(tmp_path / "ports.json", folder, HERE, {"a": 0, "b": 0, "c": 0}).values())


def test_asked_again_the_answer_is_the_same(tmp_path: Path) -> None:
    folder = holder(tmp_path, "one")
    first = reserve(tmp_path / "ports.json", folder, HERE, {"web": 0, "admin": 0})
    assert reserve(tmp_path / "ports.json", folder, HERE, {"web": 0, "admin": 0}) == first
    assert len(set(first.values())) == 2
    assert all(is_free(HERE, port) for port in first.values())


@pytest.mark.local
def test_many_at_once_never_get_the_same(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, get_context("spawn")) as pool:
        answers = list(pool.map(reserve_some, [tmp_path] * 40, [f"p{n}" for n in range(40)]))
    ports = [port for answer in answers for port in answer]
    assert len(set(ports)) == len(ports) == 120


def test_ports_that_are_in_use_are_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((HERE, 0)) as server:
        taken = server.getsockname()[1]
        monkeypatch.setattr("setpoint.clouds.local.ports.LOWEST", taken)
        monkeypatch.setattr("setpoint.clouds.local.ports._lowest_ephemeral", lambda: taken + 1)
        found = reserve(tmp_path / "ports.json", holder(tmp_path, "one"), HERE, {"web": 0})
    assert found["web"] != taken


def test_a_fixed_port_that_a_stranger_uses_is_refused_and_nothing_is_taken(tmp_path: Path) -> None:
    file, folder = tmp_path / "ports.json", holder(tmp_path, "one")
    with socket.create_server((HERE, 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} is in use"):
            reserve(file, folder, HERE, {"admin": 0, "web": port})
    assert not file.exists()
    assert reserve(file, folder, HERE, {"web": port}) == {"web": port}


@pytest.mark.parametrize("port", (0, 30000))
def test_an_address_of_another_machine_is_refused(tmp_path: Path, port: int) -> None:
    with pytest.raises(PortTaken, match=r"192\.0\.2\.1 is no address of this machine"):
        reserve(tmp_path / "ports.json", holder(tmp_path, "one"), "192.0.2.1", {"web": port})


def test_a_fixed_port_has_one_holder_until_its_folder_is_gone(tmp_path: Path) -> None:
    file, one, other = tmp_path / "ports.json", holder(tmp_path, "one"), holder(tmp_path, "other")
    port = reserve(file, one, HERE, {"web": 0})["web"]
    with pytest.raises(PortTaken, match="another process of this cloud"):
        reserve(file, other, HERE, {"web": port})
    one.rmdir()
    assert reserve(file, other, HERE, {"web": port}) == {"web": port}
