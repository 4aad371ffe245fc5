"""What must hold after any run is noticed when it does not; and what happens behind an owner's back shows."""

from setpoint.certify.simulated.accidents import break_down, drift, vanish
from setpoint.certify.simulated.invariants import broken_rules
from setpoint.certify.virtual_time import run
from setpoint.clouds.driver import Subject
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.observation import Broken, Gone
from tests.certify.simulated.hand import (
    ATTACHMENT,
    FILE,
    FLOATING,
    GROUP,
    INTERFACE,
    NET,
    PORT,
    ROUTER,
    SERVER,
    SUBNET,
    VOLUME,
    hand,
)


def test_nothing_is_wrong_with_an_orderly_world() -> None:
    async def main() -> None:
        me = hand()
        net, *_ = await me.routed()
        port = await me.make(PORT, network=net.physical_id)
        await me.server(networks=[{"port": port.physical_id}])
        assert broken_rules(me.world, stacks={"a-stack"}) == ()

    run(main())


def test_what_was_made_twice_is_told_until_one_is_gone() -> None:
    async def main() -> None:
        me = hand()
        one = await me.make(NET, "net", token="t")
        two = await me.make(NET, "net", token="t")
        ids = f"{one.physical_id}, {two.physical_id}"
        assert broken_rules(me.world) == (
            Diagnostic("network net was made 2 times", detail=f"token t: {ids}", address="net"),
        )
        await me.remove(NET, two)
        assert broken_rules(me.world) == ()

    run(main())


def test_what_a_stack_left_behind_is_told() -> None:
    async def main() -> None:
        me = hand()
        await me.make(NET, "net")
        assert broken_rules(me.world, stacks={"a-stack"}) == ()
        (told,) = broken_rules(me.world, stacks={"another"})
        assert str(told) == "network net was left behind: its stack web is gone"

    run(main())


def test_what_stands_on_nothing_is_told() -> None:
    async def main() -> None:
        me = hand()
        volume, server = await me.make(VOLUME, size=1), await me.server()
        ids = {"instance_uuid": server.physical_id, "volume_id": volume.physical_id}
        await me.make(ATTACHMENT, "attachment", **ids)
        me.world.drop(volume.physical_id)
        (told,) = broken_rules(me.world)
        assert told.summary == "volume attachment attachment stands on something that is gone"
        assert volume.physical_id in told.detail

    run(main())


def test_what_vanishes_takes_its_parts_and_is_gone() -> None:
    async def main() -> None:
        me = hand()
        net, _ = await me.subnet()
        server = await me.server(networks=[{"network": net.physical_id}])
        vanish(me.world, server.physical_id)
        assert await me.look(SERVER, server) == Gone()
        assert not me.world.of_type(PORT)
        assert broken_rules(me.world) == ()

    run(main())


def test_what_holds_a_thing_goes_before_it_when_it_vanishes() -> None:
    async def main() -> None:
        me = hand()
        net, _, router, interface = await me.routed()
        port = await me.make(PORT, network=net.physical_id)
        server = await me.server(networks=[{"port": port.physical_id}])
        ip = await me.make(FLOATING, floating_network="public", port_id=port.physical_id)
        vanish(me.world, net.physical_id)
        assert await me.look(PORT, port) == Gone()
        assert await me.look(INTERFACE, interface) == Gone()
        assert (await me.attributes(SERVER, server))["networks"] == {}
        assert (await me.attributes(FLOATING, ip))["port_id"] is None
        await me.ready(ROUTER, router)
        assert broken_rules(me.world) == ()

    run(main())


def test_a_floating_ip_survives_its_router_and_a_port_its_group() -> None:
    async def main() -> None:
        me = hand()
        net, _, router, _ = await me.routed()
        group = await me.make(GROUP)
        port = await me.make(PORT, network=net.physical_id, security_groups=[group.physical_id])
        ip = await me.make(FLOATING, floating_network="public", port_id=port.physical_id)
        vanish(me.world, router.physical_id)
        vanish(me.world, group.physical_id)
        assert (await me.attributes(FLOATING, ip))["router_id"] is None
        assert (await me.seen(PORT, port))["security_groups"] == []
        assert broken_rules(me.world) == ()

    run(main())


def test_what_breaks_down_is_seen_broken() -> None:
    async def main() -> None:
        me = hand()
        server = await me.server()
        break_down(me.world, server.physical_id, "no power")
        seen = await me.look(SERVER, server)
        assert isinstance(seen, Broken)
        assert seen.why == "no power"

    run(main())


def test_what_was_changed_by_hand_is_seen_changed_and_can_be_put_right() -> None:
    async def main() -> None:
        me = hand()
        net = await me.make(NET, tags=["mine"])
        drift(me.world, net.physical_id, shared=True, tags=None)
        seen = await me.seen(NET, net)
        assert seen["shared"] is True
        assert seen["tags"] is None
        await me.driver(NET).update(net, {**net.properties, **seen}, net.properties)
        assert await me.seen(NET, net) == net.properties

    run(main())


def test_a_file_shows_its_content_only_to_who_knows_it() -> None:
    async def main() -> None:
        me = hand()
        file = await me.make(FILE, path="/etc/app.conf", content="as wanted")
        assert (await me.seen(FILE, file))["content"] == "as wanted"
        stranger = Subject(file.physical_id, file.token, {**file.properties, "content": "something else"})
        assert (await me.seen(FILE, stranger))["content"].startswith("(fingerprint")
        drift(me.world, file.physical_id, content="tampered with")
        assert (await me.seen(FILE, file))["content"].startswith("(fingerprint")

    run(main())


def test_rules_go_with_the_group_that_they_name() -> None:
    async def main() -> None:
        me = hand()
        friends = await me.make(GROUP, "friends")
        rules = [{"protocol": "tcp", "remote_group_id": friends.physical_id}, {"protocol": "udp"}]
        group = await me.make(GROUP, "group", rules=rules)
        await me.remove(GROUP, friends)
        (left,) = (await me.seen(GROUP, group))["rules"]
        assert left["protocol"] == "udp"
        assert broken_rules(me.world) == ()

    run(main())


def test_a_vanished_network_leaves_no_subnet_behind() -> None:
    async def main() -> None:
        me = hand()
        net, subnet = await me.subnet()
        vanish(me.world, net.physical_id)
        assert await me.look(SUBNET, subnet) == Gone()

    run(main())
