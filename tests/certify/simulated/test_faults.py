"""What goes wrong: each fault by script, chance by seed; and in every case the world tells what really happened."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from setpoint.certify.simulated.faults import Fault, Faults
from setpoint.certify.simulated.invariants import broken_rules
from setpoint.certify.simulated.saved import encode
from setpoint.certify.simulated.timings import INSTANT, REALISTIC, Timings
from setpoint.certify.virtual_time import EPOCH, clock, run
from setpoint.clouds.driver import Subject
from setpoint.model.errors import LostAnswer, NotFound, ResourceError, Retry, SetpointError
from setpoint.model.observation import Accepted, Broken, Gone, Pending, Ready
from tests.certify.simulated.hand import GROUP, NET, SERVER, VOLUME, Hand, hand, refusal

SERVER_PROPERTIES = {"flavor": "m1.small", "image": "cirros", "networks": [{"allocate_network": "none"}]}


@pytest.mark.parametrize(
    ("fault", "kind"),
    (
        (Fault.TOO_MANY, Retry),
        (Fault.UNAVAILABLE, Retry),
        (Fault.BUSY, Retry),
        (Fault.REFUSED, ResourceError),
        (Fault.CRASHED, LostAnswer),
        (Fault.CUT, LostAnswer),
    ),
)
def test_a_create_that_goes_wrong_makes_nothing(fault: Fault, kind: type[SetpointError]) -> None:
    async def main() -> None:
        faults = Faults()
        faults.on("create", fault)
        me = hand(faults=faults)
        assert type(await refusal(me.make(NET, "net", token="the-token"))) is kind
        assert not me.world.of_token("the-token")
        assert me.world.calls[0].fault == fault
        await me.make(NET, "net", token="the-token")

    run(main())


def test_a_lost_answer_to_a_create_leaves_the_thing() -> None:
    async def main() -> None:
        faults = Faults()
        faults.on("create", Fault.LOST)
        me = hand(faults=faults)
        assert isinstance(await refusal(me.make(NET, "net", token="the-token")), LostAnswer)
        assert len(me.world.of_token("the-token")) == 1

    run(main())


def test_who_does_not_look_before_creating_again_makes_it_twice() -> None:
    async def main() -> None:
        faults = Faults()
        faults.on("create", Fault.LOST)
        me = hand(faults=faults)
        await refusal(me.make(NET, "net", token="the-token"))
        await me.make(NET, "net", token="the-token")
        assert [one.summary for one in broken_rules(me.world)] == ["network net was made 2 times"]

    run(main())


def test_lost_answers_to_update_and_delete_have_been_done() -> None:
    async def main() -> None:
        faults = Faults()
        me = hand(faults=faults)
        net = await me.make(NET, "net")
        faults.on("update", Fault.LOST)
        faults.on("delete", Fault.LOST)
        wanted = {**net.properties, "shared": True}
        assert isinstance(await refusal(me.driver(NET).update(net, net.properties, wanted)), LostAnswer)
        assert me.thing(net).properties["shared"] is True
        assert isinstance(await refusal(me.driver(NET).delete(net)), LostAnswer)
        assert isinstance(await refusal(me.driver(NET).delete(net)), NotFound)

    run(main())


def test_a_build_that_fails_ends_in_error() -> None:
    async def main() -> None:
        faults = Faults()
        faults.on("create", Fault.ERROR, SERVER)
        me = hand(REALISTIC, faults)
        want = me.want(SERVER, dict(SERVER_PROPERTIES), "server")
        outcome = await me.driver(SERVER).create(want, "server")
        subject = Subject(outcome.physical_id, "server", want.properties)
        assert isinstance(outcome, Accepted)
        assert await me.look(SERVER, subject) == Pending("BUILD")
        broken = await me.look_until(SERVER, subject, (Broken,))
        assert isinstance(broken, Broken)
        assert broken.why == "its create failed"
        await me.remove(SERVER, subject)

    run(main())


def test_an_update_and_a_delete_that_fail_end_in_error() -> None:
    async def main() -> None:
        faults = Faults()
        me = hand(REALISTIC, faults)
        volume = await me.make(VOLUME, size=1)
        faults.on("update", Fault.ERROR)
        outcome = await me.driver(VOLUME).update(volume, {}, {**volume.properties, "size": 2})
        assert isinstance(outcome, Accepted)
        assert isinstance(await me.look_until(VOLUME, volume, (Broken,)), Broken)
        faults.on("delete", Fault.ERROR)
        await me.driver(VOLUME).delete(volume)
        assert isinstance(await me.look_until(VOLUME, volume, (Broken,)), Broken)
        await me.remove(VOLUME, volume)

    run(main())


def test_even_what_takes_no_time_can_end_in_error() -> None:
    async def main() -> None:
        faults = Faults()
        faults.on("create", Fault.ERROR)
        me = hand(INSTANT, faults)
        outcome = await me.driver(NET).create(me.want(NET, {}, "net"), "net")
        assert isinstance(outcome, Accepted)
        assert isinstance(await me.look(NET, Subject(outcome.physical_id, "net")), Broken)

    run(main())


def test_what_cannot_be_in_error_is_refused_instead() -> None:
    async def main() -> None:
        faults = Faults()
        faults.on("create", Fault.ERROR)
        me = hand(INSTANT, faults)
        assert type(await refusal(me.make(GROUP, "group"))) is ResourceError
        assert not me.world.of_type(GROUP)

    run(main())


def test_a_rebuild_mends_a_server_that_is_in_error() -> None:
    async def main() -> None:
        faults = Faults()
        faults.on("create", Fault.ERROR, SERVER)
        me = hand(REALISTIC, faults)
        want = me.want(SERVER, dict(SERVER_PROPERTIES), "server")
        outcome = await me.driver(SERVER).create(want, "server")
        server = Subject(outcome.physical_id, "server", want.properties)
        await me.look_until(SERVER, server, (Broken,))
        await me.driver(SERVER).update(server, {}, {**want.properties, "image": "jammy"})
        assert isinstance(await me.look_until(SERVER, server, (Ready,)), Ready)

    run(main())


def test_a_thing_that_vanishes_is_there_first_and_gone_later() -> None:
    async def main() -> None:
        faults = Faults()
        faults.on("create", Fault.VANISH)
        me = hand(REALISTIC, faults)
        await me.open()
        server = await me.server()
        me.woken.clear()
        await asyncio.sleep(60)
        assert await me.look(SERVER, server) == Gone()
        assert me.woken == [server.token]

    run(main())


def test_a_slow_deed_takes_ten_times_as_long() -> None:
    async def seconds(*slow: str) -> float:
        faults = Faults()
        for verb in slow:
            faults.on(verb, Fault.SLOW)
        me = hand(Timings(builds={SERVER: 6.0}, deletes={SERVER: 4.0}), faults)
        begun = clock()
        await me.remove(SERVER, await me.server())
        return clock() - begun

    assert run(seconds()) == 10
    assert run(seconds("create")) == 64
    assert run(seconds("delete")) == 46


def test_a_deed_that_is_stuck_never_ends() -> None:
    async def main() -> None:
        faults = Faults()
        faults.on("create", Fault.STUCK)
        me = hand(REALISTIC, faults)
        outcome = await me.driver(SERVER).create(me.want(SERVER, dict(SERVER_PROPERTIES)), "server")
        await asyncio.sleep(30 * 86400)
        assert await me.look(SERVER, Subject(outcome.physical_id, "server")) == Pending("BUILD")

    run(main())


# --- being told


def test_whoever_listens_is_told_when_a_build_and_a_delete_end() -> None:
    async def main() -> list[str]:
        me = hand(Timings(builds={SERVER: 6.0}, deletes={SERVER: 4.0}))
        await me.open()
        server = await me.server()
        await asyncio.sleep(10)
        assert me.woken == [server.token]
        await me.driver(SERVER).delete(server)
        await asyncio.sleep(3.9)
        assert me.woken == [server.token]
        await asyncio.sleep(0.2)
        return me.woken

    assert run(main()) == ["token-server", "token-server"]


def test_a_notification_can_be_lost() -> None:
    async def main() -> None:
        faults = Faults()
        faults.on("create", Fault.UNHEARD)
        me = hand(REALISTIC, faults)
        await me.open()
        await me.server()
        assert me.woken == []

    run(main())


def test_after_closing_nobody_is_told_and_no_alarm_is_left() -> None:
    async def main() -> None:
        wrong: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: wrong.append(context))
        me = hand(Timings(builds={SERVER: 6.0}))
        await me.open()
        await me.driver(SERVER).create(me.want(SERVER, dict(SERVER_PROPERTIES)), "server")
        await me.cloud.close()
        await asyncio.sleep(60)
        assert me.woken == []
        assert wrong == []

    run(main())


def test_who_opens_later_is_told_of_what_was_under_way() -> None:
    async def main() -> None:
        first = hand(Timings(builds={SERVER: 6.0}))
        await first.driver(SERVER).create(first.want(SERVER, dict(SERVER_PROPERTIES)), "server")
        await asyncio.sleep(1)
        second = Hand(first.cloud)
        await second.open()
        await asyncio.sleep(5.1)
        assert second.woken == ["server"]

    run(main())


# --- time, lists and crowds


def test_a_call_takes_its_latency_and_the_deed_is_done_half_way() -> None:
    async def main() -> None:
        me = hand(Timings(latency=1.0, latencies={"create": 4.0}, pace=0))
        creating = asyncio.create_task(me.make(NET, "net", token="the-token"))
        await asyncio.sleep(1.9)
        assert not me.world.of_token("the-token")
        await asyncio.sleep(0.2)
        assert me.world.of_token("the-token")
        net = await creating
        assert clock() == EPOCH + 4
        await me.look(NET, net)
        assert clock() == EPOCH + 5

    run(main())


def test_nothing_is_awaited_when_nothing_takes_time() -> None:
    me = hand(INSTANT)
    creating = me.driver(NET).create(me.want(NET, {}), "token")
    with pytest.raises(StopIteration) as done:
        creating.send(None)
    assert done.value.value.physical_id in me.world.things


def test_a_list_that_lags_behind_shows_things_late() -> None:
    async def main() -> None:
        me = hand(Timings(pace=0, lag=5.0))
        want = me.want(NET, {}, "net")
        outcome = await me.driver(NET).create(want, "net")
        net = Subject(outcome.physical_id, "net", want.properties)
        assert isinstance(await me.look(NET, net), Pending)
        await asyncio.sleep(5)
        assert isinstance(await me.look(NET, net), Ready)
        await me.driver(NET).delete(net)
        assert isinstance(await me.look(NET, net), Pending)
        await asyncio.sleep(5)
        assert await me.look(NET, net) == Gone()

    run(main())


def test_looking_for_a_token_waits_until_the_list_has_caught_up() -> None:
    async def main() -> None:
        me = hand(Timings(pace=0, lag=5.0))
        want = me.want(NET, {}, "net")
        made = await me.driver(NET).create(want, "net")
        found = await me.driver(NET).find("net", want)
        assert found is not None
        assert found.physical_id == made.physical_id
        assert clock() >= EPOCH + 5

    run(main())


def test_too_many_calls_at_once_are_refused() -> None:
    async def main() -> list[str]:
        me = hand(Timings(latency=1.0, pace=0), Faults(bears=3))
        doing = (me.driver(NET).create(me.want(NET, {}), f"token-{n}") for n in range(5))
        answers = await asyncio.gather(*doing, return_exceptions=True)
        assert len(me.world.of_type(NET)) == 1 + 3
        return [type(answer).__name__ for answer in answers]

    assert run(main()) == ["Done", "Done", "Done", "Retry", "Retry"]


# --- chance


async def a_busy_hour(seed: int, faults: Callable[[int], Faults]) -> tuple[bytes, list[Any]]:
    """Forty servers and volumes, made and half of them deleted, by somebody who gives up at any refusal."""
    me = hand(REALISTIC, faults(seed), seed)

    async def live(number: int) -> None:
        server = await me.server(f"server-{number}")
        await me.make(VOLUME, f"volume-{number}", size=1)
        if number % 2:
            await me.remove(SERVER, server)

    doing = [asyncio.create_task(live(number)) for number in range(40)]
    await asyncio.wait(doing)
    for one in doing:
        one.exception()
    calls = [
        (call.number, call.at, call.verb, call.subject, call.fault, call.answer) for call in me.world.calls
    ]
    return encode(me.world), calls


@pytest.mark.parametrize("faults", (Faults.mild, Faults.storm))
def test_the_same_seed_gives_the_same_calls_and_the_same_world(faults: Callable[[int], Faults]) -> None:
    once, again = run(a_busy_hour(7, faults)), run(a_busy_hour(7, faults))
    assert once == again
    assert run(a_busy_hour(8, faults)) != once


def test_a_storm_shows_every_fault_and_mild_weather_only_what_passes() -> None:
    def seen(faults: Callable[[int], Faults]) -> set[str]:
        return {call[4] for seed in range(6) for call in run(a_busy_hour(seed, faults))[1]} - {""}

    by_script_only = {Fault.STUCK, Fault.LATE}
    assert seen(Faults.storm) == set(Fault) - by_script_only
    for_good = {Fault.REFUSED, Fault.ERROR, Fault.VANISH}
    assert seen(Faults.mild) == set(Fault) - by_script_only - for_good
    assert not seen(lambda _seed: Faults.none())


def test_a_fault_at_a_call_by_its_number() -> None:
    async def main() -> None:
        faults = Faults()
        faults.at(3, Fault.REFUSED)
        me = hand(faults=faults)
        await me.make(NET)
        await me.make(NET)
        assert isinstance(await refusal(me.make(NET)), ResourceError)
        await me.make(NET)
        assert [call.answer.partition(":")[0] for call in me.world.calls] == [
            "done",
            "done",
            "ResourceError",
            "done",
        ]

    run(main())


def test_a_fault_for_some_calls_of_one_name() -> None:
    async def main() -> None:
        faults = Faults()
        faults.on("create", Fault.TOO_MANY, NET, "web", times=2)
        me = hand(faults=faults)
        await me.make(NET, "db")
        for _ in range(2):
            assert isinstance(await refusal(me.make(NET, "web-net")), Retry)
        await me.make(NET, "web-net")

    run(main())
