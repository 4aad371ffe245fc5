"""A service's engine: what is asked is durable, done in the right order, and taken up after a crash."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from setpoint.certify.simulated.faults import Fault
from setpoint.certify.simulated.timings import Timings
from setpoint.engine.desired import desired
from setpoint.engine.engine import Engine
from setpoint.engine.host import BUG, Host
from setpoint.engine.requests.preview import new_stack
from setpoint.engine.requests.snapshots import find
from setpoint.engine.requests.submitting import (
    ask_to_create,
    ask_to_delete,
    ask_to_restore,
    ask_to_snapshot,
    ask_to_sweep,
    ask_to_update,
)
from setpoint.model.errors import Conflict, InvalidInput
from setpoint.model.incarnation import Action
from setpoint.model.stack import ProjectId, Stack, StackId
from setpoint.store.records import Batch, Records
from tests.lifecycle.kit import Crashed, Fragile, Life, live

NET = "resources:\n  net: {type: OS::Neutron::Net, properties: {name: one}}\n"
TWO = NET + "  other: {type: OS::Neutron::Net, properties: {name: two}}\n"
SLOW = Timings(latency=10.0, pace=0)


class Service:
    """A host over the store and the simulated world of a :class:`Life`, and what a door would do."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.bugs: list[BaseException] = []
        self.refusals: list[str] = []
        """Why stacks cannot be driven, each time that this is tried."""
        self.told: list[str] = []
        """Why stacks had to wait."""
        self.host = Host(
            life.store,
            self._engine,
            life.engine.ears,
            lambda _stack, bug: self.bugs.append(bug),
            waits=lambda _stack, why: self.told.append(str(why)),
        )

    @contextlib.asynccontextmanager
    async def _engine(self, _project: ProjectId, _stack: StackId) -> AsyncIterator[Engine]:
        if self.refusals:
            raise InvalidInput.because(self.refusals.pop(0))
        yield self.life.engine

    @property
    def stack(self) -> Stack:
        return self.life.engine.stack("app")

    @property
    def state(self) -> str:
        return f"{self.stack.action}_{self.stack.status}"

    async def create(self, text: str) -> Stack:
        stack = new_stack(self.life.engine, "app", self.life.cloud.name)
        return await ask_to_create(self.life.engine, stack, desired(self.life.source(text), stack))

    async def update(self, text: str) -> None:
        stack = self.stack
        await ask_to_update(self.life.engine, stack, desired(self.life.source(text), stack), {})

    async def until(self, state: str) -> None:
        await self.life.until(lambda event: not event.address and f"{event.action}_{event.status}" == state)

    def nets(self) -> list[str]:
        return sorted(one.name for one in self.life.world.of_type("OS::Neutron::Net") if one.token)


@contextlib.asynccontextmanager
async def serving(life: Life) -> AsyncIterator[Service]:
    service = Service(life)
    await service.host.open()
    try:
        yield service
    finally:
        await service.host.close()
    assert not service.bugs


def served(scenario: Callable[[Service], Awaitable[None]], timings: Timings | None = None) -> None:
    async def go() -> None:
        life = Life(timings=timings or Timings(pace=0))
        async with serving(life) as service:
            await scenario(service)
        life.check()

    live(go())


class Overtaken:
    """Records in which something happens just before the first revision that is written under a lease."""

    def __init__(self, records: Records, happens: Callable[[], Awaitable[None]]) -> None:
        self._records = records
        self._happens: Callable[[], Awaitable[None]] | None = happens

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    async def commit(self, batch: Batch) -> None:
        writes = {verb for verb, _what in batch.writes}
        if self._happens and batch.epoch is not None and "put_revision" in writes:
            happens, self._happens = self._happens, None
            await happens()
        await self._records.commit(batch)


def test_an_update_that_is_asked_for_at_the_moment_when_a_delete_begins_counts() -> None:
    async def scenario(service: Service) -> None:
        await service.create(NET)
        await service.until("CREATE_COMPLETE")
        engine: Any = service.life.engine
        engine.records = Overtaken(engine.records, lambda: service.update(TWO))
        await ask_to_delete(engine, service.stack)
        await service.until("UPDATE_COMPLETE")
        assert service.nets() == ["one", "two"]
        assert not engine.records.asked()

    served(scenario)


def test_what_is_only_waited_for_is_waited_for_by_the_next_process() -> None:
    """All steps of the plan are begun; there is nothing more to write down."""
    server = "resources:\n  server: {type: OS::Nova::Server, properties: {flavor: small, image: linux, name: NAME}}\n"

    async def scenario() -> None:
        life = Life(timings=Timings(latency=0.01, builds={"OS::Nova::Server": 30}))
        async with serving(life) as service:
            await service.create(server.replace("NAME", "one"))
            await asyncio.sleep(5)  # it is being built
            await service.update(server.replace("NAME", "two"))
            await asyncio.sleep(5)
        life = life.restarted()
        async with serving(life) as service:
            await service.until("UPDATE_COMPLETE")
            assert [one.name for one in life.world.of_type("OS::Nova::Server")] == ["two"]
        life.check()

    live(scenario())


def test_a_snapshot_under_way_is_taken_before_what_is_asked_then() -> None:
    async def scenario(service: Service) -> None:
        volume = "resources:\n  disk: {type: OS::Cinder::Volume, properties: {size: 1}}\n"
        await service.create(volume)
        await service.until("CREATE_COMPLETE")
        saved = await ask_to_snapshot(service.life.engine, service.stack, "saved")
        await service.until("SNAPSHOT_IN_PROGRESS")
        await service.update(volume + "  more: {type: OS::Cinder::Volume, properties: {size: 1}}\n")
        await service.until("UPDATE_COMPLETE")
        assert find(service.life.engine, service.stack, saved.id).saved.keys() == {"disk"}
        await ask_to_delete(service.life.engine, service.stack)
        await service.until("DELETE_COMPLETE")
        assert not service.life.world.of_type("backup")

    served(scenario, Timings(latency=1.0))


def test_a_snapshot_that_was_overtaken_has_failed() -> None:
    async def scenario(service: Service) -> None:
        await service.create(NET)
        await service.until("CREATE_COMPLETE")
        saved = await ask_to_snapshot(service.life.engine, service.stack, "saved")
        await service.update(TWO)
        await service.until("UPDATE_COMPLETE")
        assert find(service.life.engine, service.stack, saved.id).status == "FAILED"

    served(scenario)


def test_what_is_asked_for_is_recorded_before_it_is_done_and_then_done() -> None:
    async def scenario(service: Service) -> None:
        stack = await service.create(NET)
        assert service.state == "CREATE_IN_PROGRESS"
        assert service.nets() == []
        await service.until("CREATE_COMPLETE")
        assert service.nets() == ["one"]
        assert service.stack.id == stack.id
        await service.update(TWO)
        await service.until("UPDATE_COMPLETE")
        assert service.nets() == ["one", "two"]
        assert service.stack.revision == 2
        await ask_to_delete(service.life.engine, service.stack)
        await service.until("DELETE_COMPLETE")
        assert service.nets() == []

    served(scenario)


def test_a_newer_update_ends_the_one_under_way() -> None:
    async def scenario(service: Service) -> None:
        await service.create(NET)
        await asyncio.sleep(1)
        await service.update(TWO)
        await service.update(NET)
        await service.until("UPDATE_COMPLETE")
        assert service.nets() == ["one"]
        assert service.stack.revision == 3
        assert not service.life.engine.records.asked()

    served(scenario, SLOW)


def test_a_delete_ends_whatever_is_under_way() -> None:
    async def scenario(service: Service) -> None:
        await service.create(TWO)
        await asyncio.sleep(1)
        await ask_to_delete(service.life.engine, service.stack)
        await service.until("DELETE_COMPLETE")
        assert service.nets() == []

    served(scenario, SLOW)


def test_the_next_process_takes_up_what_was_asked_and_what_was_begun() -> None:
    async def scenario() -> None:
        life = Life(timings=SLOW)
        await Service(life).create(NET)  # asked, and the process dies before it begins
        life = life.restarted()
        async with serving(life) as service:
            await asyncio.sleep(1)  # begun, and the process dies
            assert service.host.driving == 1
        life = life.restarted()
        async with serving(life) as service:
            await service.until("CREATE_COMPLETE")
            assert service.nets() == ["one"]
        life.check()

    live(scenario())


def test_what_cannot_be_planned_fails_with_the_reason() -> None:
    async def scenario(service: Service) -> None:
        await service.create("resources: {a: {type: OS::Zaqar::Queue}}\n")
        await service.until("CREATE_FAILED")
        assert "no cloud here drives OS::Zaqar::Queue" in service.stack.reason
        assert not service.life.engine.records.asked()
        await service.update(NET)
        await service.until("UPDATE_COMPLETE")

    served(scenario)


def test_what_fails_on_the_cloud_can_be_mended_by_an_update() -> None:
    async def scenario(service: Service) -> None:
        service.life.faults.on("create", Fault.REFUSED)
        await service.create(NET)
        await service.until("CREATE_FAILED")
        await service.update(NET)
        await service.until("UPDATE_COMPLETE")
        assert service.nets() == ["one"]

    served(scenario)


@pytest.mark.parametrize("action", (Action.CHECK, Action.SUSPEND, Action.RESUME))
def test_a_sweep_is_refused_while_something_else_is_being_done(action: Action) -> None:
    async def scenario(service: Service) -> None:
        await service.create(NET)
        with pytest.raises(Conflict, match="CREATE"):
            await ask_to_sweep(service.life.engine, service.stack, action)
        await service.until("CREATE_COMPLETE")
        await ask_to_sweep(service.life.engine, service.stack, action)
        await service.until(f"{action}_COMPLETE")

    served(scenario)


def test_a_snapshot_is_shown_before_it_is_taken_and_can_be_gone_back_to() -> None:
    async def scenario(service: Service) -> None:
        engine: Any = service.life.engine
        await service.create(NET)
        await service.until("CREATE_COMPLETE")
        saved = await ask_to_snapshot(engine, service.stack, "before")
        assert find(engine, service.stack, "before").status == "IN_PROGRESS"
        with pytest.raises(Conflict):
            await ask_to_restore(engine, service.stack, saved)
        await service.until("SNAPSHOT_COMPLETE")
        await service.update(TWO)
        await service.until("UPDATE_COMPLETE")
        service.life.events.clear()
        await ask_to_restore(engine, service.stack, find(engine, service.stack, "before"))
        await service.until("RESTORE_COMPLETE")
        assert service.nets() == ["one"]

    served(scenario)


def test_a_revision_that_cannot_be_compiled_is_refused_at_once() -> None:
    async def scenario(service: Service) -> None:
        await service.create(NET)
        await service.until("CREATE_COMPLETE")
        with pytest.raises(InvalidInput, match="no_such"):
            await service.update("outputs: {a: {value: {get_resource: no_such}}}\n")
        assert service.stack.revision == 1
        assert not service.life.engine.records.asked()

    served(scenario)


class Buggy(Fragile):
    """Records of which one commit runs into a bug."""

    async def commit(self, batch: Batch) -> None:
        try:
            await super().commit(batch)
        except Crashed:
            raise ZeroDivisionError from None


@pytest.mark.parametrize("after", (False, True))
def test_a_bug_at_any_moment_fails_the_stack_and_the_next_update_recovers_it(*, after: bool) -> None:
    """At each commit of a create, one after another, until it is over before that."""

    async def scenario(commit: int) -> bool:
        life = Life(timings=Timings(pace=0))
        buggy = Buggy(life.records, commit, after=after)
        life.engine = life._engine(buggy)
        service = Service(life)
        await service.host.open()
        try:
            await service.create(NET)
        except ZeroDivisionError:
            assert commit == 0  # it is told to whoever asked
            await service.host.close()
            return True
        await asyncio.sleep(1)
        while service.host._driving:
            await asyncio.wait(service.host._driving.values())
        assert not life.engine.records.asked()
        assert service.state in ("CREATE_FAILED", "CREATE_COMPLETE")
        if service.state == "CREATE_FAILED":
            assert service.stack.reason == BUG
            assert len(service.bugs) == 1
        buggy.at = -1
        await service.update(TWO)
        await service.until("UPDATE_COMPLETE")
        assert service.nets() == ["one", "two"]
        await service.host.close()
        life.check()
        return bool(service.bugs)

    commits = 0
    while live(scenario(commits)):
        commits += 1
    assert commits > 3


def test_a_stack_that_cannot_be_driven_yet_is_tried_again_and_each_reason_is_told_once() -> None:
    async def scenario(service: Service) -> None:
        service.refusals = [*["no answer"] * 3, *["no such user"] * 2]
        await service.create(NET)
        await service.until("CREATE_COMPLETE")
        assert service.refusals == []
        assert service.told == ["no answer", "no such user"]
        service.refusals = ["no such user"]
        await service.update(TWO)
        await service.until("UPDATE_COMPLETE")
        assert service.told == ["no answer", "no such user", "no such user"], "it went well between"

    served(scenario)


def test_what_is_asked_while_a_bug_ends_the_work_is_done_all_the_same() -> None:
    async def scenario() -> None:
        life = Life(timings=SLOW)
        buggy = Buggy(life.records, 10**6, after=False)
        life.engine = life._engine(buggy)
        service = Service(life)
        await service.host.open()
        await service.create(NET)
        await service.until("CREATE_IN_PROGRESS")
        await service.update(TWO)
        buggy.at = buggy.commits
        await service.until("UPDATE_COMPLETE")
        assert len(service.bugs) == 1
        assert service.nets() == ["one", "two"]
        await service.host.close()
        life.check()

    live(scenario())
