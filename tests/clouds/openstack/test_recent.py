"""Answers that may be some seconds old."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from setpoint.clouds.openstack.client.service import CHUNK
from setpoint.clouds.openstack.recent import Recent


class Asked:
    """Answers for every id but those that begin with ``no``, and remembers what it was asked for."""

    def __init__(self, fresh: float = 60.0) -> None:
        self.calls: list[list[str]] = []
        self.recent: Recent[str] = Recent(self._answer, fresh)

    async def _answer(self, ids: Sequence[str]) -> dict[str, str]:
        self.calls.append(list(ids))
        await asyncio.sleep(0)
        return {one: one.upper() for one in ids if not one.startswith("no")}


async def test_what_was_answered_a_moment_ago_is_not_asked_for_again() -> None:
    asked = Asked()
    assert await asked.recent.of({"a", "b", "no"}) == {"a": "A", "b": "B"}
    assert await asked.recent.of(["b", "c", "no"]) == {"b": "B", "c": "C"}
    assert asked.calls == [["a", "b", "no"], ["c"]]


async def test_who_asks_for_the_same_meanwhile_makes_no_call() -> None:
    asked = Asked()
    await asyncio.gather(*(asked.recent.of(["a"]) for _ in range(5)))
    assert asked.calls == [["a"]]


async def test_a_call_that_has_to_be_made_asks_for_what_will_be_needed_too() -> None:
    asked = Asked()
    others = [f"other-{number}" for number in range(2 * CHUNK)]
    assert await asked.recent.of(["a"], others) == {"a": "A"}
    assert asked.calls == [["a", *others[: CHUNK - 1]]]
    assert len(await asked.recent.of(others[: CHUNK - 1], others)) == CHUNK - 1
    assert len(asked.calls) == 1


async def test_what_others_were_answered_is_known() -> None:
    asked = Asked()
    asked.recent.know({"a": "told"})
    assert await asked.recent.of(["a"]) == {"a": "told"}
    assert not asked.calls


async def test_what_is_old_is_asked_for_anew() -> None:
    asked = Asked(fresh=0.0)
    await asked.recent.of(["a"])
    await asked.recent.of(["a"])
    assert asked.calls == [["a"], ["a"]]
