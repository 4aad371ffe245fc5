"""How many calls a cloud is given at once, and what becomes of those that wait for room."""

from __future__ import annotations

import asyncio
from bisect import bisect_left

import msgspec

from setpoint.certify.simulated.cloud import SimulatedCloud
from setpoint.certify.simulated.timings import Timings
from setpoint.engine.clouds import Clouds
from setpoint.engine.requests.update import DEFAULTS
from setpoint.engine.result import Verdict
from tests.lifecycle.kit import Life, complete, live

NETS = "resources:\n" + "".join(f"  net{one}: {{type: OS::Neutron::Net}}\n" for one in range(12))
LATENCY = 10.0


def _life(width: int, unfindable: tuple[str, ...] = ()) -> Life:
    """A life whose cloud takes so many calls at once, 10 seconds each."""
    life = Life()
    timings = Timings(latency=LATENCY, pace=0)
    life.cloud = SimulatedCloud(life.world, timings=timings, width=width, unfindable=unfindable)
    life.engine.clouds = Clouds([life.cloud, life.builtin])
    return life


def _at_once(life: Life) -> int:
    """How many calls were under way at the same time, at the most."""
    begun = sorted(call.at for call in life.world.calls)
    return max(number - bisect_left(begun, at - LATENCY + 1) for number, at in enumerate(begun, 1))


def test_a_cloud_is_given_no_more_calls_at_once_than_its_width() -> None:
    async def scenario() -> None:
        life = _life(3)
        began = asyncio.get_running_loop().time()
        complete(await life.up(NETS))
        assert len(life.world.things) == 12
        assert _at_once(life) <= 4  # it has grown by one after a whole width of good answers
        assert asyncio.get_running_loop().time() - began <= 4 * LATENCY
        life.check()

    live(scenario())


def test_what_ran_into_its_timeout_while_it_waited_for_room_is_not_called() -> None:
    async def scenario() -> None:
        life = _life(4)
        result = await life.up(NETS, options=msgspec.structs.replace(DEFAULTS, step_timeout=5))
        assert result.verdict is Verdict.FAILED
        called = {call.subject for call in life.world.calls}
        timed_out = {one.id for one in life.recorded if one.reason.startswith("not done within")}
        assert len(timed_out) > len(timed_out & called) > 0
        assert called <= {one.id for one in life.recorded}

    live(scenario())


def test_an_intent_to_make_what_cannot_be_found_is_not_written_before_there_is_room_for_its_call() -> None:
    async def scenario() -> None:
        life = _life(4, unfindable=("OS::Neutron::Net",))
        running = asyncio.create_task(life.up(NETS))
        await asyncio.sleep(LATENCY / 2)
        assert len(life.world.calls) == 4
        assert len(list(life.recorded)) == 4
        complete(await running)

    live(scenario())


def test_intents_are_written_ahead_of_the_calls_that_they_wait_for() -> None:
    async def scenario() -> None:
        life = _life(4)
        running = asyncio.create_task(life.up(NETS))
        await asyncio.sleep(LATENCY / 2)
        assert len(life.world.calls) == 4
        assert len(list(life.recorded)) == 8
        complete(await running)

    live(scenario())


def test_one_commit_makes_durable_what_the_first_calls_wait_for() -> None:
    async def scenario() -> None:
        life = _life(100)
        counting = life.crash_at(1_000_000, after=True)
        nets = "resources:\n" + "".join(f"  net{one}: {{type: OS::Neutron::Net}}\n" for one in range(100))
        running = asyncio.create_task(life.up(nets))
        await asyncio.sleep(LATENCY / 2)
        assert len(life.world.calls) == 100
        assert counting.commits == len(["the stack", "its plan", "a hundred intents"])
        complete(await running)

    live(scenario())
