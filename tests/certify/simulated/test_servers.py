"""What only servers and volumes do: phases, sleep, snapshots; and how a newer wish joins an update under way."""

import asyncio
from typing import Any

from setpoint.certify.simulated.faults import Fault, Faults
from setpoint.certify.simulated.timings import REALISTIC, Timings
from setpoint.certify.virtual_time import run
from setpoint.clouds.driver import Snapshottable, Subject, Suspendable, Want
from setpoint.model.errors import Conflict, NotFound, ResourceError
from setpoint.model.observation import Accepted, Broken, Gone, Pending, Ready
from tests.certify.simulated.hand import (
    ATTACHMENT,
    FLOATING,
    NET,
    PORT,
    SERVER,
    VOLUME,
    Hand,
    hand,
    refusal,
)


def with_(server: Subject, **properties: Any) -> dict[str, Any]:
    return {**server.properties, **properties}


async def asked_to_resize(me: Hand, **more: Any) -> tuple[Subject, Want]:
    """A server whose resize waits to be confirmed."""
    server = await me.server()
    want = me.want(SERVER, with_(server, flavor="m1.large", **more))
    outcome = await me.driver(SERVER).update(server, server.properties, want.properties)
    assert isinstance(outcome, Accepted)
    assert outcome.cursor["confirm"]
    under_way = Subject(server.physical_id, server.token, server.properties, outcome.cursor)
    await me.look_until(SERVER, under_way, (Ready,))
    return under_way, want


def test_a_resize_waits_to_be_confirmed() -> None:
    async def main() -> None:
        me = hand(REALISTIC)
        server, want = await asked_to_resize(me)
        assert await me.look(SERVER, Subject(server.physical_id, server.token)) == Pending("VERIFY_RESIZE")
        again = await me.driver(SERVER).update(server, server.properties, want.properties)
        assert again == Accepted(server.physical_id, {"confirm": True})
        done = await me.driver(SERVER).go_on(server, want)
        assert not isinstance(done, Accepted)
        assert me.thing(server).status == "ACTIVE"
        once_more = await me.driver(SERVER).go_on(server, want)
        assert once_more == done

    run(main())


def test_what_is_wanted_meanwhile_comes_after_the_confirmation() -> None:
    async def main() -> None:
        me = hand(REALISTIC)
        server, _ = await asked_to_resize(me)
        newer = me.want(SERVER, with_(server, flavor="m1.huge", metadata={"a": "b"}))
        outcome = await me.driver(SERVER).update(server, server.properties, newer.properties)
        await me.settled(SERVER, server, outcome, newer)
        assert me.thing(server).properties["flavor"] == "m1.huge"
        assert me.thing(server).status == "ACTIVE"

    run(main())


def test_what_is_wanted_meanwhile_comes_after_every_phase() -> None:
    async def main() -> None:
        me = hand(REALISTIC)
        server, _ = await asked_to_resize(me, image="jammy")
        newer = me.want(SERVER, with_(server, flavor="m1.huge", image="noble"))
        outcome = await me.driver(SERVER).update(server, server.properties, newer.properties)
        await me.settled(SERVER, server, outcome, newer)
        seen = await me.seen(SERVER, server)
        assert (seen["flavor"], seen["image"]) == ("m1.huge", "noble")
        assert me.thing(server).status == "ACTIVE"

    run(main())


def test_a_second_delete_waits_for_the_first() -> None:
    async def main() -> None:
        me = hand(Timings(builds={SERVER: 0.0}, deletes={SERVER: 10.0}))
        server = await me.server()
        begun = await me.driver(SERVER).delete(server)
        assert isinstance(begun, Accepted)
        await asyncio.sleep(9)
        assert await me.driver(SERVER).delete(server) == begun
        await asyncio.sleep(1)
        assert await me.look(SERVER, server) == Gone()

    run(main())


def test_what_is_being_deleted_is_found_until_it_is_gone() -> None:
    async def main() -> None:
        me = hand(Timings(builds={SERVER: 0.0}, deletes={SERVER: 10.0}))
        server, driver = await me.server(), me.driver(SERVER)
        want = me.want(SERVER, dict(server.properties))
        await driver.delete(server)
        assert await driver.find(server.token, want) == Accepted(server.physical_id)
        await asyncio.sleep(10)
        assert await driver.find(server.token, want) is None

    run(main())


def test_a_resize_and_a_rebuild_come_one_after_the_other() -> None:
    async def main() -> None:
        me = hand(REALISTIC)
        server = await me.server()
        want = me.want(SERVER, with_(server, flavor="m1.large", image="jammy"))
        outcome = await me.driver(SERVER).update(server, server.properties, want.properties)
        under_way = Subject(server.physical_id, server.token, {}, getattr(outcome, "cursor", None))
        await me.look_until(SERVER, under_way, (Ready,))
        assert me.thing(server).status == "VERIFY_RESIZE"
        assert await me.driver(SERVER).go_on(under_way, want) == Accepted(server.physical_id)
        assert me.thing(server).status == "REBUILD"
        await me.look_until(SERVER, server, (Ready,))

    run(main())


def test_an_attachment_moves_by_detaching_first() -> None:
    async def main() -> None:
        me = hand(REALISTIC)
        volume, one, two = await me.make(VOLUME, size=1), await me.server("one"), await me.server("two")
        ids = {"instance_uuid": one.physical_id, "volume_id": volume.physical_id}
        attachment = await me.make(ATTACHMENT, **ids)
        want = me.want(ATTACHMENT, {**attachment.properties, "instance_uuid": two.physical_id})
        outcome = await me.driver(ATTACHMENT).update(attachment, attachment.properties, want.properties)
        assert me.thing(attachment).status == "detaching"
        await me.settled(ATTACHMENT, attachment, outcome, want)
        (shown,) = (await me.attributes(VOLUME, volume))["attachments_list"]
        assert shown["server_id"] == two.physical_id
        await me.remove(SERVER, one)
        assert me.thing(attachment).status == "attached"

    run(main())


def test_networks_are_plugged_and_unplugged_in_place() -> None:
    async def main() -> None:
        me = hand(REALISTIC)
        net, _ = await me.subnet()
        other, _ = await me.subnet("10.1.0.0/24", "other")
        server = await me.server(networks=[{"network": net.physical_id}])
        first = (await me.attributes(SERVER, server))["networks"]
        assert first == {"net": ["10.0.0.2"], net.physical_id: ["10.0.0.2"]}
        both = [{"network": net.physical_id}, {"network": other.physical_id, "fixed_ip": "10.1.0.44"}]
        server = await me.change(SERVER, server, networks=both)
        addresses = (await me.attributes(SERVER, server))["networks"]
        assert (addresses["net"], addresses["other"]) == (["10.0.0.2"], ["10.1.0.44"])
        server = await me.change(SERVER, server, networks=both[1:])
        assert [one.state["network_id"] for one in me.world.of_type(PORT)] == [other.physical_id]

    run(main())


def test_an_update_that_is_refused_half_way_is_taken_back() -> None:
    async def main() -> None:
        me = hand()
        net, _ = await me.subnet("10.0.0.0/30")
        server = await me.server(networks=[{"network": net.physical_id}])
        wanted = with_(server, networks=[{"network": net.physical_id}] * 2, name="renamed")
        assert isinstance(await refusal(me.driver(SERVER).update(server, {}, wanted)), Conflict)
        assert me.thing(server).name == "server"
        assert (await me.attributes(SERVER, server))["first_address"] == "10.0.0.2"

    run(main())


def test_a_server_shows_its_floating_address() -> None:
    async def main() -> None:
        me = hand()
        net, *_ = await me.routed()
        port = await me.make(PORT, network=net.physical_id)
        server = await me.server(networks=[{"port": port.physical_id}])
        await me.make(FLOATING, floating_network="public", port_id=port.physical_id)
        assert (await me.attributes(SERVER, server))["networks"]["net"] == ["10.0.0.2", "198.18.0.3"]

    run(main())


def test_alone_on_one_network_a_server_needs_not_name_it() -> None:
    async def main() -> None:
        me = hand()
        net, _ = await me.subnet()
        server = await me.make(SERVER, flavor="a", image="b")
        assert (await me.attributes(SERVER, server))["networks"][net.physical_id] == ["10.0.0.2"]

    run(main())


# --- sleep


def test_a_server_sleeps_and_wakes() -> None:
    async def main() -> None:
        me = hand(REALISTIC)
        server, driver = await me.server(), me.driver(SERVER)
        assert isinstance(driver, Suspendable)
        for deed, status in ((driver.suspend, "SUSPENDED"), (driver.resume, "ACTIVE")):
            assert isinstance(await deed(server), Accepted)
            assert isinstance(await deed(server), Accepted), "safe to repeat while it is under way"
            await me.look_until(SERVER, server, (Ready,))
            assert me.thing(server).status == status
            assert not isinstance(await deed(server), Accepted), "safe to repeat when it is done"

    run(main())


def test_a_server_in_error_cannot_sleep() -> None:
    async def main() -> None:
        faults = Faults()
        faults.on("update", Fault.ERROR)
        me = hand(faults=faults)
        server, driver = await me.server(), me.driver(SERVER)
        await driver.update(server, {}, with_(server, image="jammy"))
        assert isinstance(await me.look(SERVER, server), Broken)
        assert isinstance(driver, Suspendable)
        assert "is in ERROR" in str(await refusal(driver.suspend(server)))

    run(main())


def test_only_some_types_sleep_or_can_be_saved() -> None:
    me = hand()
    assert isinstance(me.driver(SERVER), Suspendable)
    assert isinstance(me.driver(SERVER), Snapshottable)
    assert isinstance(me.driver(VOLUME), Snapshottable)
    assert not isinstance(me.driver(VOLUME), Suspendable)
    assert not isinstance(me.driver(NET), Suspendable | Snapshottable)


# --- snapshots


def test_a_server_is_saved_brought_back_and_the_image_dropped() -> None:
    async def main() -> None:
        me = hand(REALISTIC)
        server, driver = await me.server(), me.driver(SERVER)
        assert isinstance(driver, Snapshottable)
        assert isinstance(await driver.snapshot(server, "a-plan"), Pending)
        saved = await me.save(SERVER, server, "a-plan")
        assert await driver.snapshot(server, "a-plan") == saved, "safe to repeat"
        assert len(me.world.of_type("image")) == 1
        changed = await me.change(SERVER, server, image="jammy")
        outcome = await driver.restore(changed, saved)
        assert isinstance(outcome, Accepted)
        await me.look_until(SERVER, changed, (Ready,))
        assert (await me.seen(SERVER, changed))["image"] == "cirros"
        for _ in range(2):
            await driver.drop_snapshot(saved)
        assert not me.world.of_type("image")
        assert isinstance(await refusal(driver.restore(server, saved)), ResourceError)

    run(main())


def test_a_backup_outlives_its_volume_and_makes_another() -> None:
    async def main() -> None:
        me = hand()
        volume = await me.make(VOLUME, size=3)
        saved = await me.save(VOLUME, volume, "a-plan")
        await me.remove(VOLUME, volume)
        again = await me.make(VOLUME, backup_id=saved["backup"])
        assert me.thing(again).state["size"] == 3

    run(main())


def test_a_snapshot_of_what_is_gone_is_refused() -> None:
    async def main() -> None:
        me = hand()
        driver = me.driver(VOLUME)
        assert isinstance(driver, Snapshottable)
        assert isinstance(await refusal(driver.snapshot(Subject("nothing", "token"), "a-plan")), NotFound)

    run(main())


def test_who_creates_in_parallel_gets_different_addresses() -> None:
    async def main() -> None:
        me = hand(REALISTIC)
        net, _ = await me.subnet()
        making = (me.make(PORT, network=net.physical_id) for _ in range(50))
        ports = await asyncio.gather(*making)
        fixed = [me.thing(port).state["fixed_ips"][0]["ip_address"] for port in ports]
        macs = {me.thing(port).state["mac_address"] for port in ports}
        assert sorted(fixed) == sorted(f"10.0.0.{number}" for number in range(2, 52))
        assert len(macs) == 50
        await me.remove(PORT, ports[0])
        next_port = await me.make(PORT, network=net.physical_id)
        assert me.thing(next_port).state["fixed_ips"][0]["ip_address"] == fixed[0]
        assert len(me.world.bound_to(net.physical_id, PORT)) == 50
        assert me.world.bound_to(net.physical_id, NET) == []

    run(main())
