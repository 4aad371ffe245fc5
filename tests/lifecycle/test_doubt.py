"""A slow service: what it was asked for comes when nobody waits for it any more, and has been looked for in vain."""

from __future__ import annotations

import asyncio

from setpoint.certify.simulated.faults import Fault
from setpoint.certify.simulated.wire import LATE_BY
from setpoint.engine.requests.update import Options
from setpoint.engine.result import Verdict
from tests.lifecycle.kit import Life, complete, live

APP = "resources:\n  net: {type: OS::Neutron::Net, properties: {name: one}}\n"


def late() -> Life:
    life = Life()
    life.faults.on("create", Fault.LATE)
    return life


def nets(life: Life) -> list[str]:
    return [one.id for one in life.world.of_type("OS::Neutron::Net") if one.labels]


def calls(life: Life, verb: str) -> int:
    return sum(call.verb == verb and call.type == "OS::Neutron::Net" for call in life.world.calls)


def test_what_comes_late_is_found_and_not_made_again() -> None:
    async def scenario() -> None:
        life = late()
        complete(await life.up(APP))
        await asyncio.sleep(2 * LATE_BY)
        assert nets(life) == [life.one("net").physical_id]
        assert calls(life, "create") == 1
        life.check()

    live(scenario())


def test_the_next_process_waits_for_it_as_well() -> None:
    async def scenario() -> None:
        life = late()
        going = asyncio.ensure_future(life.up(APP))
        await life.until(lambda event: event.address == "net")
        await asyncio.sleep(1)
        assert calls(life, "create") == 1
        going.cancel()
        await asyncio.wait([going])
        life = life.restarted()
        complete(await life.up(APP))
        await asyncio.sleep(2 * LATE_BY)
        assert nets(life) == [life.one("net").physical_id]
        life.check()

    live(scenario())


def test_what_is_removed_before_it_comes_leaves_nothing() -> None:
    async def scenario() -> None:
        life = late()
        options = Options(step_timeout=1)
        assert (await life.up(APP, options=options)).verdict is Verdict.FAILED
        complete(await life.down())
        await asyncio.sleep(2 * LATE_BY)
        assert nets(life) == []

    live(scenario())


def test_where_nothing_comes_it_is_made_after_all() -> None:
    async def scenario() -> None:
        life = Life()
        life.faults.on("create", Fault.CUT)
        complete(await life.up(APP))
        assert calls(life, "create") == 2
        assert 3 <= calls(life, "find") <= 6
        life.check()

    live(scenario())


def test_a_service_that_never_answers_is_given_up() -> None:
    async def scenario() -> None:
        life = Life()
        life.faults.on("create", Fault.CRASHED, times=1000)
        result = await life.up(APP)
        assert result.verdict is Verdict.FAILED
        assert "500" in result.failures[0].summary
        assert calls(life, "create") == 8

    live(scenario())


def test_patience_does_not_use_up_the_tries_of_a_lost_answer() -> None:
    async def scenario() -> None:
        life = Life()
        life.faults.on("create", Fault.UNAVAILABLE, times=20)
        life.faults.on("create", Fault.LOST)
        complete(await life.up(APP))
        assert nets(life) == [life.one("net").physical_id]

    live(scenario())


def test_what_was_refused_is_removed_without_a_call() -> None:
    async def scenario() -> None:
        life = Life()
        life.faults.on("create", Fault.REFUSED)
        assert (await life.up(APP)).verdict is Verdict.FAILED
        complete(await life.down())
        assert calls(life, "find") == calls(life, "delete") == 0
        life.check()

    live(scenario())


def test_a_delete_that_fails_leaves_the_doubt() -> None:
    async def scenario() -> None:
        life = late()
        life.faults.on("find", Fault.REFUSED, times=2)
        assert (await life.up(APP)).verdict is Verdict.FAILED
        assert (await life.down()).verdict is Verdict.FAILED
        complete(await life.down())
        await asyncio.sleep(2 * LATE_BY)
        assert nets(life) == []

    live(scenario())
