"""The life of the demo's application: opened, used, changed, damaged, repaired, cut off, removed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from tests.demo.shop import Shop, as_options
from tests.waiting import until, until_true

pytestmark = pytest.mark.local
CLIENTS = 8
WEBS = [f"webs/{number}" for number in range(3)]


def differing(shop: Shop) -> dict[str, str]:
    """What ``drift`` tells, by resource."""
    found = json.loads(shop.run("drift", "shop", "--json", code=5))
    return {one["address"]: one["drift"] for one in found}


def test_the_shop_takes_orders_and_the_worker_packs_them(shop: Shop) -> None:
    shop.up()
    assert "Welcome to the shop" in shop.get()
    assert "pear: ordered" in shop.order("pear")
    until(lambda: "pear: packed" in shop.get())
    names = {json.loads(shop.get("/version"))["name"] for _ in range(12)}
    assert names == {"web 0", "web 1", "web 2"}


def test_nobody_orders_from_the_worker_without_the_secret(shop: Shop) -> None:
    shop.up()
    worker, secret = shop.attributes()["worker"]["url"], shop.output("secret")
    assert len(secret) == 40
    assert asked(f"{worker}/orders", "guessed") == 403
    assert asked(f"{worker}/orders", secret) == 200
    assert secret.encode() not in (shop.home / "setpoint.db").read_bytes()


def asked(url: str, secret: str) -> int:
    """The status that the worker answers with."""

    async def ask() -> int:
        headers = {"Authorization": f"Bearer {secret}"}
        async with aiohttp.ClientSession(headers=headers) as client, client.get(url) as answer:
            return answer.status

    return asyncio.run(ask())


def test_opening_it_again_changes_nothing(shop: Shop) -> None:
    shop.up()
    before = shop.pids()
    shop.up()
    assert shop.pids() == before


def test_a_killed_web_process_shows_as_drift_and_is_repaired_alone(shop: Shop) -> None:
    shop.up()
    before = shop.pids()
    shop.run("drift", "shop")
    os.kill(before["webs/1"], signal.SIGKILL)
    until(lambda: before["webs/1"] not in shop.processes())
    assert differing(shop) == {"webs/1": "broken"}
    shop.up()
    after = shop.pids()
    assert [name for name in before if before[name] != after[name]] == ["webs/1"]
    shop.run("drift", "shop")
    assert {json.loads(shop.get("/version"))["pid"] for _ in range(12)} == {after[name] for name in WEBS}


def test_a_settings_file_that_somebody_has_changed_is_put_back(shop: Shop) -> None:
    shop.up()
    before, path = shop.pids(), Path(shop.attributes()["settings"]["path"])
    path.write_text(path.read_text() + "lemon = sour\n")
    assert "lemon" in shop.get()
    assert differing(shop).keys() == {"settings"}
    shop.up()
    assert "lemon" not in shop.get()
    assert shop.pids() == before


def test_another_greeting_changes_one_file_and_no_process(shop: Shop) -> None:
    shop.up()
    before = shop.pids()
    shop.up(greeting="Hello there")
    assert "Hello there" in shop.get()
    assert shop.pids() == before


def test_a_changed_program_exchanges_only_the_processes_that_run_it(shop: Shop) -> None:
    shop.up()
    before = shop.pids()
    program = shop.template.parent / "web.py"
    program.write_text(program.read_text().replace("<title>", "<title>New: "))
    shop.up()
    after = shop.pids()
    assert "<title>New: " in shop.get()
    assert {name for name in before if before[name] != after[name]} == set(WEBS)


async def test_no_request_is_lost_while_all_web_processes_are_exchanged(shop: Shop) -> None:
    await asyncio.to_thread(shop.up)
    before, url = shop.pids(), shop.address
    answers: Counter[str] = Counter()
    ended = asyncio.Event()
    async with asyncio.timeout(90), asyncio.TaskGroup() as group:
        for _ in range(CLIENTS):
            group.create_task(keep_asking(f"{url}/version", answers, ended))
        await until_true(lambda: answers.total() >= 500, within=30)
        await asyncio.to_thread(shop.up, colour="teal")
        goal = max(2500, answers.total() + 500)
        await until_true(lambda: answers.total() >= goal, within=30)
        ended.set()
    assert answers.keys() == {"seagreen", "teal"}
    assert answers.total() >= 2500
    after = shop.pids()
    assert {name for name in before if before[name] != after[name]} == set(WEBS)


async def keep_asking(url: str, answers: Counter[str], ended: asyncio.Event) -> None:
    """Ask until all is over. A request that fails in any way fails the test."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as client:
        client._retry_connection = False  # a failure that the client makes good would go unseen
        while not ended.is_set():
            async with client.get(url) as answer:
                assert answer.status == 200, await answer.text()
                answers[(await answer.json())["colour"]] += 1


@pytest.mark.parametrize("resource", ("settings", "worker", "webs/1", "route"))
def test_an_opening_that_was_cut_off_carries_on_and_makes_nothing_twice(shop: Shop, resource: str) -> None:
    command = shop.start("up", str(shop.template), "--yes")
    try:
        until(lambda: resource in shop.attributes(), within=30)
    finally:
        command.kill()
        command.communicate()
    assert command.returncode == -signal.SIGKILL
    made = {path.name for path in (shop.home / "local/local").glob("*-*-*")}
    shop.up()
    assert made <= {path.name for path in (shop.home / "local/local").glob("*-*-*")}
    assert sorted(programs(shop)) == ["router", "web.py", "web.py", "web.py", "worker.py"]
    assert "Welcome to the shop" in shop.get()
    shop.run("drift", "shop")


def programs(shop: Shop) -> list[str]:
    """What runs for the shop, apart from the shims."""
    lines = [line for line in shop.processes().values() if "shim" not in line]
    return [next(name for name in ("web.py", "worker.py", "router") if name in line) for line in lines]


def test_nothing_is_left_of_it(shop: Shop) -> None:
    shop.up(webs="2")
    assert shop.processes()
    shop.run("down", "shop", "--yes")
    until(lambda: not shop.processes())  # a shim ends a moment after all that it kept is gone
    assert list((shop.home / "local/local").glob("*-*-*")) == []
    assert list((shop.home / "local/local/files").iterdir()) == []


def test_what_it_refuses_changes_nothing(shop: Shop) -> None:
    shop.up()
    before = shop.pids()
    shop.run("up", str(shop.template), "--yes", *as_options({"colour": "#ff0000"}), code=2)
    assert shop.pids() == before
