"""A world on disk outlives its process, is shared by several, and survives the sudden end of one."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from setpoint.certify.simulated.cloud import SimulatedCloud, cloud
from setpoint.certify.simulated.saved import decode, encode
from setpoint.certify.simulated.timings import INSTANT
from setpoint.certify.virtual_time import run
from setpoint.clouds.cloud import CloudSettings
from setpoint.model.errors import InvalidInput, ResourceError
from setpoint.model.observation import Gone, Pending
from tests.certify.simulated.hand import FLOATING, NET, PORT, SERVER, SUBNET, VOLUME, Hand, hand, refusal


def opened(home: Path, **options: object) -> SimulatedCloud:
    given = {"timings": "instant", **options}
    return cloud(CloudSettings("simulated", "local", str(home), given))


def whole(home: Path) -> Path:
    return home / "simulated" / "world.json"


async def a_little_of_everything(me: Hand) -> None:
    net, *_ = await me.routed()
    port = await me.make(PORT, network=net.physical_id)
    await me.make(FLOATING, floating_network="public", port_id=port.physical_id)
    await me.server(networks=[{"port": port.physical_id}, {"network": net.physical_id}])
    await me.make(VOLUME, size=1)


def test_a_world_read_back_is_the_same_and_goes_on_the_same() -> None:
    async def main() -> None:
        me = hand()
        await a_little_of_everything(me)
        await me.remove(PORT, await me.make(PORT, network="net"))
        read = Hand(SimulatedCloud(decode(encode(me.world)), timings=INSTANT))
        assert encode(read.world) == encode(me.world)
        for one in (me, read):
            await one.subnet("10.7.0.0/24", "more")
            await one.make(SERVER, "more", flavor="m1.small", image="cirros", networks=[{"network": "more"}])
        assert encode(read.world) == encode(me.world)

    run(main())


def test_what_is_not_a_world_is_told() -> None:
    for content in (b"", b"{}", b"[1]", b'{"format": 99, "seed": 0, "made": 0, "called": 0, "things": []}'):
        with pytest.raises(InvalidInput, match="a simulated world"):
            decode(content)


def test_it_is_there_again_for_the_next_command(tmp_path: Path) -> None:
    async def first() -> bytes:
        me = Hand(opened(tmp_path))
        await a_little_of_everything(me)
        await me.cloud.close()
        return encode(me.world)

    async def second() -> bytes:
        me = Hand(opened(tmp_path))
        assert len(me.world.of_type(SERVER)) == 1
        return encode(me.world)

    left = run(first())
    assert whole(tmp_path).read_bytes() == left
    assert run(second()) == left


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    run(opened(tmp_path).close())
    for path in (tmp_path / "simulated").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    assert (tmp_path / "simulated").stat().st_mode & 0o077 == 0


def test_no_secret_is_in_it(tmp_path: Path) -> None:
    async def main() -> None:
        me = Hand(opened(tmp_path))
        await me.server(admin_pass="Tr0ub4dor", user_data="password: Tr0ub4dor")
        await me.cloud.close()

    run(main())
    for path in (tmp_path / "simulated").iterdir():
        assert b"Tr0ub4dor" not in path.read_bytes(), path


def test_a_change_of_a_secret_is_noticed_all_the_same() -> None:
    async def main() -> None:
        me = hand()
        server = await me.server(admin_pass="one")
        stored = me.thing(server).properties["admin_pass"]
        await me.change(SERVER, server, admin_pass="two")
        assert me.thing(server).properties["admin_pass"] not in ("one", "two", stored)

    run(main())


DOOMED = """
import os, pathlib, signal, sys
from setpoint.certify.virtual_time import run
from tests.certify.simulated.hand import NET, Hand
from tests.certify.simulated.test_saved import opened

async def main():
    me = Hand(opened(pathlib.Path(sys.argv[1])))
    await me.subnet()
    await me.remove(NET, await me.make(NET, "short-lived"))
    os.kill(os.getpid(), signal.SIGKILL)

run(main())
"""


def test_a_process_that_is_killed_leaves_what_it_did(tmp_path: Path) -> None:
    doomed = subprocess.run(
        [sys.executable, "-c", DOOMED, str(tmp_path)], check=False, cwd=Path(__file__).parents[3]
    )
    assert doomed.returncode == -signal.SIGKILL
    world = opened(tmp_path).world
    assert [one.name for one in world.of_type(NET)] == ["public", "net"]
    assert len(world.of_type(SUBNET)) == 2


def test_a_line_that_was_broken_off_is_cut_off(tmp_path: Path) -> None:
    async def main() -> None:
        first = Hand(opened(tmp_path))
        await first.make(NET, "whole")
        with (tmp_path / "simulated" / "world.journal").open("ab") as journal:
            journal.write(b'{"made": 99, "put": [{"id": "half')
        second = Hand(opened(tmp_path))
        await second.make(NET, "after")
        third = Hand(opened(tmp_path))
        await third.make(NET, "last")
        await third.look(NET, await first.make(NET, "first again"))
        names = ["public", "whole", "after", "last", "first again"]
        for one in (first, third):
            assert [net.name for net in one.world.of_type(NET)] == names

    run(main())


def test_two_processes_see_and_respect_what_the_other_does(tmp_path: Path) -> None:
    async def main() -> None:
        one, two = Hand(opened(tmp_path)), Hand(opened(tmp_path))
        net, _ = await one.subnet()
        wanted: dict[str, Any] = {"network": net.physical_id, "fixed_ips": [{"ip_address": "10.0.0.9"}]}
        port = await two.make(PORT, "first", **wanted)
        assert "is taken: by first" in str(await refusal(one.make(PORT, **wanted)))
        assert isinstance(await refusal(one.remove(NET, net)), ResourceError)
        await one.remove(PORT, port)
        assert await two.look(PORT, port) == Gone()
        made = [await who.make(NET) for who in (one, two, one, two)]
        assert len({subject.physical_id for subject in made}) == 4
        await one.cloud.close()
        await two.cloud.close()
        assert encode(one.world) != encode(two.world)
        assert whole(tmp_path).read_bytes() == encode(two.world)

    run(main())


def test_who_closes_first_leaves_the_journal_to_the_other(tmp_path: Path) -> None:
    async def main() -> None:
        one, two = Hand(opened(tmp_path)), Hand(opened(tmp_path))
        await one.make(NET, "ones")
        await one.cloud.close()
        await two.make(NET, "twos")
        three = Hand(opened(tmp_path))
        await three.make(NET, "threes")
        names = [net.name for net in three.world.of_type(NET)]
        assert names == ["public", "ones", "twos", "threes"]

    run(main())


def test_what_was_on_its_way_arrives_for_the_next_process(tmp_path: Path) -> None:
    async def main() -> None:
        one = Hand(opened(tmp_path, timings="realistic"))
        want = one.want(SERVER, {"flavor": "a", "image": "b", "networks": [{"allocate_network": "none"}]})
        outcome = await one.driver(SERVER).create(want, "the-token")
        await one.cloud.close()
        two = Hand(opened(tmp_path, timings="realistic"))
        await two.open()
        found = await two.driver(SERVER).find("the-token", want)
        assert found == outcome
        await asyncio.sleep(60)
        assert two.woken == ["the-token"]

    run(main())


def test_without_a_data_folder_it_lives_in_memory() -> None:
    made = cloud(CloudSettings("simulated", "local", ""))
    assert [net.name for net in made.world.of_type(NET)] == ["public"]


# --- options


@pytest.mark.parametrize(
    ("options", "why"),
    (
        ({"timings": "quick"}, "no timings 'quick' .there are: instant, brisk, realistic"),
        ({"faults": "rain"}, "no faults 'rain' .there are: none, mild, storm"),
        ({"seed": "one"}, "Expected `int`"),
        ({"weather": "fine"}, "unknown field `weather` .its options are seed, "),
        ({"quotas": {"servers": -1}}, ">= 0"),
    ),
)
def test_options_that_make_no_sense_are_told(options: dict[str, object], why: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=why):
        cloud(CloudSettings("simulated", "local", str(tmp_path), options))


def test_options_are_kept(tmp_path: Path) -> None:
    async def main() -> None:
        given = {"quotas": {"servers": 1}, "networks": ["outside"], "width": 5, "tick": 3.0, "bears": 2}
        me = Hand(opened(tmp_path, **given))
        assert (me.cloud.width, me.cloud.tick, me.cloud.faults.bears) == (5, 3.0, 2)
        assert [net.name for net in me.world.of_type(NET)] == ["outside"]
        await me.server("one")
        assert "quota" in str(await refusal(me.server("two")))

    run(main())


def test_a_deed_costs_what_it_changes_and_not_what_is_there(tmp_path: Path) -> None:
    async def main() -> None:
        me = Hand(opened(tmp_path))
        journal = tmp_path / "simulated" / "world.journal"
        grown = []
        for _ in range(200):
            before = journal.stat().st_size
            await me.make(NET)
            grown.append(journal.stat().st_size - before)
        assert max(grown) < 2 * min(grown)

    run(main())


def test_looking_writes_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        me = Hand(opened(tmp_path))
        net = await me.make(NET)
        before = (tmp_path / "simulated" / "world.journal").stat().st_size
        assert not isinstance(await me.look(NET, net), Pending)
        assert (tmp_path / "simulated" / "world.journal").stat().st_size == before

    run(main())
