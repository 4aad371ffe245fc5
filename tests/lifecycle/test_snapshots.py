"""Snapshots outlive the process that takes them, or brings them back; and go with their stack."""

from __future__ import annotations

import pytest

from setpoint.certify.simulated.faults import Fault
from setpoint.engine.requests.carry_on import carry_on
from setpoint.engine.requests.snapshots import drop, find, restore, snapshot
from setpoint.engine.result import Result, Verdict
from setpoint.model.incarnation import Action, Status
from tests.lifecycle.kit import Life, complete, live, until_killed

VOLUMES = """
resources:
  one: {type: OS::Cinder::Volume, properties: {size: 1, metadata: {content: WORD}}}
  two: {type: OS::Cinder::Volume, depends_on: one, properties: {size: 1}}
"""
SAVED = "backup"


async def _going_on(life: Life) -> Result | None:
    """Carry on with what is under way, where anything is."""
    return complete(await carry_on(life.engine, "app")) if life.stack().status is Status.IN_PROGRESS else None


@pytest.mark.parametrize("after", (False, True))
@pytest.mark.parametrize("commit", range(5))
def test_a_snapshot_is_whole_after_a_crash(commit: int, *, after: bool) -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(VOLUMES))
        fragile = life.crash_at(commit, after=after)
        assert await until_killed(snapshot(life.engine, "app", "saved"))
        assert fragile.commits == commit + 1
        life = life.restarted()
        if await _going_on(life) is None:
            assert (commit, after) in ((0, False), (4, True))
        for saved in life.records.snapshots(life.stack().id):
            assert (saved.status, saved.saved.keys()) == ("COMPLETE", {"one", "two"})
            await drop(life.engine, "app", saved.id)
        assert not life.world.of_type(SAVED)
        life.check()

    live(scenario())


@pytest.mark.parametrize("after", (False, True))
@pytest.mark.parametrize("commit", range(7))
def test_what_was_saved_is_brought_back_after_a_crash(commit: int, *, after: bool) -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(VOLUMES.replace("WORD", "before")))
        await snapshot(life.engine, "app", "saved")
        calls = len(life.world.calls)
        life.crash_at(commit, after=after)
        await until_killed(restore(life.engine, "app", "saved"))
        life = life.restarted()
        went_on = await _going_on(life)
        if went_on is None or went_on.stack.action is not Action.RESTORE:
            return
        restored = [call.subject for call in life.world.calls[calls:] if call.verb == "restore"]
        assert set(restored) == {life.one(name).physical_id for name in ("one", "two")}
        life.check()

    live(scenario())


def test_what_was_saved_goes_with_its_stack() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(VOLUMES))
        await snapshot(life.engine, "app", "saved")
        assert len(life.world.of_type(SAVED)) == 2
        complete(await life.down())
        assert not life.world.of_type(SAVED)
        life.check()

    live(scenario())


def test_a_stack_is_not_gone_while_what_was_saved_of_it_is_there() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(VOLUMES))
        await snapshot(life.engine, "app", "saved")
        life.faults.on("drop_snapshot", Fault.REFUSED)
        result = await life.down()
        assert result.verdict is Verdict.FAILED
        assert "snapshot saved could not be removed" in result.stack.reason
        assert find(life.engine, life.stack(), "saved").saved
        complete(await life.down())
        assert not life.world.of_type(SAVED)

    live(scenario())


def test_a_stack_that_is_brought_back_says_so() -> None:
    async def scenario() -> None:
        life = Life()
        for template, saves in ((VOLUMES, True), ("resources:\n  net: {type: OS::Neutron::Net}\n", False)):
            complete(await life.up(template))
            saved, _ = await snapshot(life.engine, "app", "saved")
            assert bool(saved.saved) is saves
            result = complete(await restore(life.engine, "app", saved.id))
            assert (result.stack.action, result.stack.status) == (Action.RESTORE, Status.COMPLETE)

    live(scenario())
