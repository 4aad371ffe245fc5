"""Breakpoints hold a composite as they hold one thing: before any of its members is touched, and before it lands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from setpoint.engine.requests.signalling import signal
from setpoint.engine.requests.surgery import mark_unhealthy
from setpoint.engine.result import Result
from setpoint.model.address import Address
from setpoint.model.plan_rows import rows
from tests.lifecycle.kit import HEADER, Life, complete, live

AROUND = """
parameters:
  size: {type: string, default: "2"}
  value: {type: string, default: one}
resources:
  before: {type: OS::Heat::TestResource, properties: {value: {get_param: size}}}
  whole: WHOLE
  after: {type: OS::Heat::TestResource, properties: {value: {get_resource: whole}}, depends_on: whole}
"""
MEMBER = "{type: OS::Heat::TestResource, properties: {value: {get_param: value}}}"
GROUP = f"{{type: OS::Heat::ResourceGroup, properties: {{count: COUNT, resource_def: {MEMBER}}}, depends_on: before}}"

KINDS = {
    "group": GROUP.replace("COUNT", "{get_param: size}"),
    "group whose size is known late": GROUP.replace("COUNT", "{get_attr: [before, output]}"),
    "nested template": "{type: inner.yaml, properties: {value: {get_param: value}}, depends_on: before}",
}
INNER = f"{HEADER}parameters:\n  value: {{type: string}}\nresources:\n  '0': {MEMBER}\n  '1': {MEMBER}\n"

HOOKS = ["pre-create", "post-create", "pre-update", "post-update", "pre-delete", "post-delete"]
HOOKED = {"resource_registry": {"resources": {"whole": {"hooks": HOOKS}}}}


class _World:
    """A life, and what is recorded of the members of ``whole`` and around it."""

    def __init__(self, kind: str) -> None:
        self.life = Life()
        self.life.files = {"inner.yaml": INNER}
        self.text = AROUND.replace("WHOLE", KINDS[kind])

    def up(self, **parameters: Any) -> Awaitable[Result]:
        return self.life.up(self.text, HOOKED, **parameters)

    @property
    def values(self) -> dict[str, Any]:
        """What there is, with what it says."""
        return {
            str(one.address): one.attributes.get("output")
            for one in self.life.recorded
            if one.address != "whole" and one.physical_id
        }

    async def stands_at(self, hook: str) -> None:
        """Wait until ``whole`` stands there, and see that it stays so until the hook is cleared."""
        await self.life.until(
            lambda event: event.address == "whole" and event.reason.endswith(f"{hook} is cleared")
        )
        await asyncio.sleep(600)

    async def clear(self, hook: str) -> None:
        await signal(self.life.engine, "app", Address("whole"), {"unset_hook": hook})


@pytest.mark.parametrize("kind", KINDS)
def test_a_create_stands_before_the_first_member_and_after_the_last(kind: str) -> None:
    async def scenario() -> None:
        world = _World(kind)
        row = next(row for row in rows(await world.life.plan(world.text, HOOKED)) if row.address == "whole")
        assert row.hooks == ("pre-create", "post-create")
        task = asyncio.ensure_future(world.up())
        await world.stands_at("pre-create")
        assert set(world.values) == {"before"}
        await world.clear("pre-create")
        await world.stands_at("post-create")
        assert set(world.values) == {"before", "whole/0", "whole/1"}
        await world.clear("post-create")
        complete(await task)
        assert set(world.values) == {"before", "whole/0", "whole/1", "after"}
        assert (await world.life.plan(world.text, HOOKED)).is_empty
        world.life.check()

    live(scenario())


async def _made(world: _World) -> None:
    task = asyncio.ensure_future(world.up())
    for hook in ("pre-create", "post-create"):
        await world.stands_at(hook)
        await world.clear(hook)
    complete(await task)


@pytest.mark.parametrize("kind", KINDS)
def test_an_update_stands_before_the_first_member_and_after_the_last(kind: str) -> None:
    async def scenario() -> None:
        world = _World(kind)
        await _made(world)
        task = asyncio.ensure_future(world.up(value="two", size="2"))
        await world.stands_at("pre-update")
        assert world.values["whole/0"] == world.values["whole/1"] == "one"
        await world.clear("pre-update")
        await world.stands_at("post-update")
        assert world.values["whole/0"] == world.values["whole/1"] == "two"
        await world.clear("post-update")
        complete(await task)
        assert (await world.life.plan(world.text, HOOKED, value="two", size="2")).is_empty
        world.life.check()

    live(scenario())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "group" in kind])
def test_growing_and_shrinking_are_updates(kind: str) -> None:
    async def scenario() -> None:
        world = _World(kind)
        await _made(world)
        for size in (3, 1):
            had = len(world.values)
            world.life.events.clear()
            task = asyncio.ensure_future(world.up(size=str(size)))
            await world.stands_at("pre-update")
            assert len(world.values) == had
            await world.clear("pre-update")
            await world.stands_at("post-update")
            await world.clear("post-update")
            complete(await task)
            assert len(world.values) == size + 2
        world.life.check()

    live(scenario())


@pytest.mark.parametrize("kind", KINDS)
def test_what_changes_nothing_stands_nowhere(kind: str) -> None:
    async def scenario() -> None:
        world = _World(kind)
        await _made(world)
        world.life.events.clear()
        await mark_unhealthy(world.life.engine, "app", Address("after"), "answers slowly")
        complete(await world.up())
        assert not [event for event in world.life.events if "paused" in event.reason]

    live(scenario())


def test_one_thing_stands_before_and_after_its_delete() -> None:
    environment = {"resource_registry": {"resources": {"net": {"hooks": ["pre-delete", "post-delete"]}}}}

    async def scenario() -> None:
        life = Life()
        complete(await life.up("resources:\n  net: {type: OS::Neutron::Net}\n", environment))
        task = asyncio.ensure_future(life.down())
        for hook, left in (("pre-delete", 1), ("post-delete", 0)):
            await life.until(lambda event, hook=hook: hook in event.reason)  # type: ignore[misc]
            assert len(life.world.things) == left
            await signal(life.engine, "app", Address("net"), {"unset_hook": hook})
        complete(await task)

    live(scenario())


@pytest.mark.parametrize("kind", KINDS)
def test_a_delete_stands_before_the_first_member_and_after_the_last(kind: str) -> None:
    async def scenario() -> None:
        world = _World(kind)
        await _made(world)
        task = asyncio.ensure_future(world.life.down())
        await world.stands_at("pre-delete")
        assert set(world.values) == {"before", "whole/0", "whole/1"}
        await world.clear("pre-delete")
        await world.stands_at("post-delete")
        assert set(world.values) == {"before"}
        await world.clear("post-delete")
        complete(await task)
        assert not world.life.recorded.addresses()

    live(scenario())


def test_a_member_that_goes_first_does_not_go_before_its_hook_is_cleared() -> None:
    key = '{name: admin, public_key: "ssh-ed25519 KEY"}'
    keys = (
        "AAAAC3NzaC1lZDI1NTE5AAAAIGTBbXTiPoWXyfRPz6Mpvy3bXoyBPt8bGHL8KlWHLp3y one",
        "AAAAC3NzaC1lZDI1NTE5AAAAIGTBbXTiPoWXyfRPz6Mpvy3bXoyBPt8bGHL8KlWHLp3z two",
    )
    hooks = {"resource_registry": {"resources": {"whole": {"hooks": ["pre-update"]}}}}

    async def scenario() -> None:
        life = Life()
        life.files = {
            "inner.yaml": f"{HEADER}resources:\n  key: {{type: OS::Nova::KeyPair, properties: {key}}}\n"
        }
        life.files["inner.yaml"] = life.files["inner.yaml"].replace("KEY", keys[0])
        text = "resources:\n  whole: {type: inner.yaml}\n"
        complete(await life.up(text, hooks))
        old = life.one("whole/key").id
        life.files = {"inner.yaml": life.files["inner.yaml"].replace(*keys)}
        task = asyncio.ensure_future(life.up(text, hooks))
        await life.until(lambda event: "pre-update" in event.reason)
        await asyncio.sleep(600)
        assert life.one("whole/key").id == old
        assert len(life.world.things) == 1
        await signal(life.engine, "app", Address("whole"), {"unset_hook": "pre-update"})
        complete(await task)
        assert life.one("whole/key").id != old
        life.check()

    live(scenario())


@pytest.mark.parametrize("kind", KINDS)
def test_killed_while_it_stands_it_stands_there_again(kind: str) -> None:
    async def scenario() -> None:
        world = _World(kind)
        task = asyncio.ensure_future(world.up())
        await world.stands_at("pre-create")
        task.cancel()
        await asyncio.wait([task])
        world.life = world.life.restarted()
        world.life.files = {"inner.yaml": INNER}
        await _made(world)
        assert set(world.values) == {"before", "whole/0", "whole/1", "after"}
        world.life.check()

    live(scenario())


def test_events_at_a_hook_tell_how_the_resource_is_and_that_it_goes_on() -> None:
    async def scenario() -> None:
        world = _World("group")
        creating = asyncio.create_task(_through(world, "pre-create", "post-create"))
        complete(await world.up())
        await creating
        world.life.events.clear()
        updating = asyncio.create_task(_through(world, "pre-update", "post-update"))
        complete(await world.up(value="two"))
        await updating
        assert _told(world)[:2] == [
            ("CREATE_COMPLETE", "UPDATE paused until Hook pre-update is cleared"),
            ("CREATE_COMPLETE", "Hook pre-update is cleared"),
        ]

    live(scenario())


def test_what_is_not_made_yet_stands_at_its_hook_as_if_nothing_was_done_to_it() -> None:
    async def scenario() -> None:
        world = _World("group")
        creating = asyncio.create_task(_through(world, "pre-create", "post-create"))
        complete(await world.up())
        await creating
        assert _told(world)[:2] == [
            ("INIT_COMPLETE", "CREATE paused until Hook pre-create is cleared"),
            ("INIT_COMPLETE", "Hook pre-create is cleared"),
        ]

    live(scenario())


async def _through(world: _World, *hooks: str) -> None:
    for hook in hooks:
        await world.stands_at(hook)
        await world.clear(hook)


def _told(world: _World) -> list[tuple[str, str]]:
    """What was told of ``whole``, as clients of Heat's API read it."""
    return [
        (f"{event.action}_{event.status}", event.reason)
        for event in world.life.events
        if event.address == "whole"
    ]
