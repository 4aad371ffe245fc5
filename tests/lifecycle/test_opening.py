"""A nested stack, or a group, is recorded when the first of its members begins, and tells how it goes in there."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from setpoint.engine.result import Verdict
from setpoint.model.incarnation import Status
from tests.lifecycle.kit import HEADER, Life, complete, live

MEMBER = "{type: OS::Heat::TestResource, properties: {value: {get_param: value}, fail: {get_param: fails}}}"
INNER = f"""{HEADER}
parameters:
  value: {{type: string}}
  fails: {{type: boolean}}
resources:
  group: {{type: OS::Heat::ResourceGroup, properties: {{count: 2, resource_def: {MEMBER}}}}}
"""
KINDS = {
    "group": f"{{type: OS::Heat::ResourceGroup, properties: {{count: 2, resource_def: {MEMBER}}}}}",
    "group whose size is known late": "{type: OS::Heat::ResourceGroup, properties: "
    f"{{count: {{get_attr: [before, output]}}, resource_def: {MEMBER}}}}}",
    "nested template": "{type: inner.yaml, properties: {value: {get_param: value}, fails: {get_param: fails}}}",
}


class _World:
    def __init__(self, kind: str) -> None:
        self.life = Life()
        self.life.files = {"inner.yaml": INNER}
        self.text = f"""
parameters:
  value: {{type: string, default: one}}
  fails: {{type: boolean, default: false}}
resources:
  before: {{type: OS::Heat::TestResource, properties: {{value: "2"}}}}
  whole: {KINDS[kind]}
"""

    async def up(self, **parameters: Any) -> Any:
        self.life.events.clear()
        return await self.life.up(self.text, **parameters)

    def told(self, address: str = "whole") -> list[str]:
        return [
            f"{event.action}_{event.status}"
            for event in self.life.events
            if event.address == address and event.status is not None
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_it_begins_with_the_first_of_its_members_and_ends_with_the_last(kind: str) -> None:
    async def scenario() -> None:
        world = _World(kind)
        complete(await world.up())
        assert world.told() == ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"]
        inside = [index for index, one in enumerate(world.life.events) if one.address.startswith("whole/")]
        begins, ends = (index for index, one in enumerate(world.life.events) if one.address == "whole")
        assert begins < min(inside)
        assert max(inside) < ends
        complete(await world.up(value="two"))
        assert world.told() == ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"]
        complete(await world.up(value="two"))
        assert world.told() == []
        world.life.check()

    live(scenario())


@pytest.mark.parametrize("kind", KINDS)
def test_what_failed_in_it_failed_it_and_the_next_update_goes_on_with_the_same_one(kind: str) -> None:
    async def scenario() -> None:
        world = _World(kind)
        result = await world.up(fails="true")
        assert result.verdict is Verdict.FAILED
        failed = world.life.one("whole")
        assert failed.status is Status.FAILED
        assert failed.reason.startswith("Resource CREATE failed: ")
        assert world.told() == ["CREATE_IN_PROGRESS", "CREATE_FAILED"]
        complete(await world.up())
        assert world.told() == ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"]
        made = world.life.one("whole")
        assert (made.id, made.status, made.reason) == (failed.id, Status.COMPLETE, "")
        assert (await world.life.plan(world.text)).is_empty
        world.life.check()
        complete(await world.life.down())
        assert not world.life.world.things

    live(scenario())


@pytest.mark.parametrize("kind", KINDS)
def test_a_rollback_of_the_first_making_leaves_nothing_of_it(kind: str) -> None:
    async def scenario() -> None:
        world = _World(kind)
        complete(
            await world.life.up(
                'resources:\n  before: {type: OS::Heat::TestResource, properties: {value: "2"}}\n'
            )
        )
        result = await world.life.up(world.text, rollback=True, fails="true")
        assert result.verdict is Verdict.ROLLED_BACK
        assert set(world.life.recorded.addresses()) == {"before"}
        world.life.check()

    live(scenario())


def test_an_update_that_fails_in_it_is_seen_on_all_that_it_stands_in() -> None:
    async def scenario() -> None:
        world = _World("nested template")
        complete(await world.up())
        result = await world.up(value="two", fails="true")
        assert result.verdict is Verdict.FAILED
        for address in ("whole", "whole/group"):
            assert world.told(address) == ["UPDATE_IN_PROGRESS", "UPDATE_FAILED"]
        assert world.life.one("whole").reason.startswith(
            "Resource UPDATE failed: ValueError: resources.group.resources."
        )
        complete(await world.up(value="three"))
        assert world.told() == ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"]
        world.life.check()

    live(scenario())


def test_what_is_cut_off_is_in_progress_until_it_is_carried_on() -> None:
    async def scenario() -> None:
        world = _World("nested template")
        world.text += (
            "  slow: {type: OS::Heat::TestResource, properties: {wait_secs: 60}, depends_on: whole}\n"
        )
        world.life.files = {
            "inner.yaml": INNER + "  slow: {type: OS::Heat::TestResource, properties: {wait_secs: 60}}\n"
        }
        task = asyncio.ensure_future(world.up())
        await world.life.until(lambda event: event.address == "whole/slow")
        task.cancel()
        await asyncio.wait([task])
        assert world.life.one("whole").status is Status.IN_PROGRESS
        files, world.life = world.life.files, world.life.restarted()
        world.life.files = files
        complete(await world.up())
        assert world.told() == ["CREATE_COMPLETE"]
        world.life.check()

    live(scenario())
