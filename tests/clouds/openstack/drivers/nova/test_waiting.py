"""How many calls it takes to wait for servers, and that none is ever missed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from setpoint.clouds.openstack.drivers.nova.servers import waiting
from setpoint.clouds.openstack.drivers.nova.servers.waiting import Changes

START = 1_700_000_000.0


class Nova:
    """Servers, and what was asked for."""

    def __init__(self, count: int) -> None:
        self.servers = {f"s{number}": self._server(f"s{number}", "BUILD", START) for number in range(count)}
        self.asked: list[str] = []

    @staticmethod
    def _server(id: str, status: str, at: float) -> dict[str, Any]:
        return {"id": id, "status": status, "updated": waiting._iso(at)}

    def becomes(self, id: str, status: str, at: float) -> None:
        self.servers[id] = self._server(id, status, at)

    async def shows(self, id: str) -> dict[str, Any] | None:
        self.asked.append(id)
        return self.servers.get(id)

    async def lists(self, since: str, statuses: Sequence[str]) -> list[dict[str, Any]]:
        found = [one for one in self.servers.values() if one["updated"] >= since]
        found = [one for one in found if not statuses or one["status"] in statuses]
        self.asked.append(f"{len(found)} since {since}" if since else "all")
        return [one for one in found if since or one["status"] != "DELETED"]


def statuses(found: Any) -> dict[str, str]:
    return {server: one["status"] for server, one in found.items()}


def test_after_the_first_look_only_changes_are_asked_for() -> None:
    async def scenario() -> None:
        nova = Nova(50)
        changes, everyone = Changes(nova.shows, nova.lists), set(nova.servers)
        assert len(await changes.look(everyone, START)) == 50
        for number in range(50):
            nova.becomes(f"s{number}", "BUILD", START + 10)
        await changes.look(everyone, START)
        nova.becomes("s1", "ACTIVE", START + 20)
        await changes.look(everyone, START)
        nova.becomes("s2", "DELETED", START + 40)
        found = statuses(await changes.look(everyone, START))
        assert (found["s0"], found["s1"], found["s2"]) == ("BUILD", "ACTIVE", "DELETED")
        assert len(nova.asked) == 4, "one call a look"
        assert nova.asked[1].startswith("0 since"), (
            "and a small one: nothing of those that are still being built"
        )
        assert nova.asked[2].startswith("1 since")

    asyncio.run(scenario())


def test_what_was_begun_just_now_is_known_to_be_built() -> None:
    async def scenario() -> None:
        nova = Nova(10)
        changes = Changes(nova.shows, nova.lists)
        for server in nova.servers:
            changes.begun(server)
        nova.becomes("s1", "ACTIVE", START + 5)
        found = statuses(await changes.look(set(nova.servers), START))
        assert found == {**dict.fromkeys(nova.servers, "BUILD"), "s1": "ACTIVE"}
        assert len(nova.asked) == 1
        assert nova.asked[0].startswith("1 since")

    asyncio.run(scenario())


def test_who_is_not_among_the_changes_is_asked_for() -> None:
    async def scenario() -> None:
        nova = Nova(10)
        changes = Changes(nova.shows, nova.lists)
        assert len(await changes.look(set(nova.servers), START + 3600)) == 10
        assert nova.asked[-1] == "all"
        nova.becomes("s9", "ACTIVE", START + 3600)
        await changes.look({"s9"}, START + 3600)
        changes.forget("s3")
        found = await changes.look({"s3", "s4", "gone"}, START + 3600)
        assert found.keys() == {"s3", "s4"}
        assert nova.asked[-1] == "all"
        changes.forget("s3")
        await changes.look({"s3", "s4"}, START + 3600)
        assert nova.asked[-1] == "s3"

    asyncio.run(scenario())


def test_once_in_a_while_everything_is_looked_at(monkeypatch: Any) -> None:
    async def scenario() -> None:
        nova = Nova(10)
        changes = Changes(nova.shows, nova.lists)
        await changes.look(set(nova.servers), START + 3600)
        nova.becomes("s1", "ACTIVE", START - 3600)
        assert statuses(await changes.look({"s1"}, START + 3600))["s1"] == "BUILD", "its time is wrong"
        monkeypatch.setattr(waiting, "WHOLE", -1.0)
        assert statuses(await changes.look({"s1"}, START + 3600))["s1"] == "ACTIVE"

    asyncio.run(scenario())
