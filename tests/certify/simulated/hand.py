"""Drives a simulated cloud by hand, as the engine would: properties checked, tokens given, waits until it is ready."""

import asyncio
import itertools
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from setpoint.certify.simulated.cloud import SimulatedCloud
from setpoint.certify.simulated.faults import Faults
from setpoint.certify.simulated.provided import provide_networks
from setpoint.certify.simulated.timings import INSTANT, Timings
from setpoint.certify.simulated.world import Thing, World
from setpoint.certify.virtual_time import clock, run
from setpoint.clouds.driver import Driver, Facts, Subject, Want
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import SetpointError
from setpoint.model.observation import Accepted, Broken, Done, Gone, Observation, Outcome, Pending, Ready
from setpoint.model.value import reveal

T = TypeVar("T")

NET, SUBNET, PORT = "OS::Neutron::Net", "OS::Neutron::Subnet", "OS::Neutron::Port"
ROUTER, INTERFACE = "OS::Neutron::Router", "OS::Neutron::RouterInterface"
FLOATING, ASSOCIATION = "OS::Neutron::FloatingIP", "OS::Neutron::FloatingIPAssociation"
GROUP, RULE = "OS::Neutron::SecurityGroup", "OS::Neutron::SecurityGroupRule"
SERVER, KEY = "OS::Nova::Server", "OS::Nova::KeyPair"
VOLUME, ATTACHMENT = "OS::Cinder::Volume", "OS::Cinder::VolumeAttachment"
PROCESS, ROUTE, FILE = "Setpoint::Local::Process", "Setpoint::Local::Route", "Setpoint::Local::File"


class Hand:
    """One pair of hands on one cloud. What it makes is labelled as of stack ``stack``."""

    def __init__(self, cloud: SimulatedCloud, stack: str = "a-stack") -> None:
        self.cloud = cloud
        self.world = cloud.world
        self.stack = stack
        self.woken: list[str] = []
        self._number = itertools.count(1)

    async def open(self) -> None:
        await self.cloud.open(self._hear)

    def _hear(self, tokens: Sequence[str] | None) -> None:
        self.woken += tokens or []

    def driver(self, type: str) -> Driver:
        driver = self.cloud.driver(type)
        assert driver is not None, type
        return driver

    def normal(self, type: str, properties: dict[str, Any]) -> dict[str, Any]:
        kind, findings = self.driver(type).kind, Findings()
        found = kind.check(properties, lambda _path: None, findings)
        assert not findings.has_errors, [str(one) for one in findings]
        return reveal(kind.with_defaults(found))  # type: ignore[no-any-return]

    def want(self, type: str, properties: dict[str, Any], name: str = "") -> Want:
        labels = {"stack": self.stack, "stack_name": "web", "address": name}
        return Want(self.normal(type, properties), name or f"thing-{next(self._number)}", None, labels)

    async def make(self, type: str, name: str = "", /, token: str = "", **properties: Any) -> Subject:
        """Create one and wait until it is ready."""
        want = self.want(type, properties, name)
        token = token or f"token-{want.name}"
        outcome = await self.driver(type).create(want, token)
        return await self.settled(type, Subject(outcome.physical_id, token, want.properties), outcome, want)

    async def change(self, type: str, subject: Subject, /, **properties: Any) -> Subject:
        """Update one in place and wait until it is ready; a property given as None is taken away."""
        given = {**subject.properties, **properties}
        want = self.want(type, {name: value for name, value in given.items() if value is not None})
        old = {**subject.properties, **(await self.ready(type, subject)).seen}
        outcome = await self.driver(type).update(subject, old, want.properties)
        changed = Subject(subject.physical_id, subject.token, want.properties)
        return await self.settled(type, changed, outcome, want)

    async def remove(self, type: str, subject: Subject) -> None:
        """Delete one and wait until it is gone."""
        outcome = await self.driver(type).delete(subject)
        if isinstance(outcome, Accepted):
            assert await self.look_until(type, subject, (Gone,)) == Gone()

    async def save(self, type: str, subject: Subject, token: str) -> Any:
        """Take a snapshot of one and wait until it is there."""
        driver: Any = self.driver(type)
        while True:
            saved = await driver.snapshot(subject, token)
            if not isinstance(saved, Pending):
                return saved
            assert saved.look_at is not None
            await asyncio.sleep(saved.look_at - clock())

    async def settled(self, type: str, subject: Subject, outcome: Outcome, want: Want) -> Subject:
        while isinstance(outcome, Accepted):
            under_way = Subject(subject.physical_id, subject.token, subject.properties, outcome.cursor)
            seen = await self.look_until(type, under_way, (Ready, Broken))
            assert isinstance(seen, Ready), seen
            if outcome.cursor is None:
                break
            outcome = await self.driver(type).go_on(under_way, want)
        return subject

    async def look(self, type: str, subject: Subject) -> Observation:
        seen = await self.driver(type).observe([subject], Facts(clock()))
        return seen[subject.token]

    async def look_until(self, type: str, subject: Subject, ends: tuple[type, ...]) -> Observation:
        async with asyncio.timeout(3600):
            while not isinstance(seen := await self.look(type, subject), ends):
                assert isinstance(seen, Pending), seen
                await asyncio.sleep(0.5)
        return seen

    async def ready(self, type: str, subject: Subject) -> Ready:
        seen = await self.look(type, subject)
        assert isinstance(seen, Ready), seen
        return seen

    async def attributes(self, type: str, subject: Subject) -> Any:
        return (await self.ready(type, subject)).attributes

    async def seen(self, type: str, subject: Subject) -> Any:
        return (await self.ready(type, subject)).seen

    def thing(self, subject: Subject) -> Thing:
        return self.world[subject.physical_id]

    # --- what many tests stand on

    async def subnet(self, cidr: str = "10.0.0.0/24", name: str = "net") -> tuple[Subject, Subject]:
        net = await self.make(NET, name)
        return net, await self.make(SUBNET, f"{name}-sub", network=net.physical_id, cidr=cidr)

    async def server(self, name: str = "server", **properties: Any) -> Subject:
        given = {"flavor": "m1.small", "image": "cirros", "networks": [{"allocate_network": "none"}]}
        return await self.make(SERVER, name, **{**given, **properties})

    async def routed(self) -> tuple[Subject, Subject, Subject, Subject]:
        """A network joined to the public one: (net, subnet, router, interface)."""
        net, subnet = await self.subnet()
        router = await self.make(ROUTER, "router", external_gateway_info={"network": "public"})
        interface = await self.make(
            INTERFACE, "interface", router=router.physical_id, subnet=subnet.physical_id
        )
        return net, subnet, router, interface


def hand(timings: Timings = INSTANT, faults: Faults | None = None, seed: int = 0, **world: Any) -> Hand:
    """A pair of hands on a fresh cloud."""
    there = World(seed, **world)
    provide_networks(there)
    return Hand(SimulatedCloud(there, timings=timings, faults=faults))


async def refusal(doing: Coroutine[Any, Any, Any]) -> SetpointError:
    """What ``doing`` is refused with."""
    try:
        await doing
    except SetpointError as refused:
        return refused
    raise AssertionError("it was not refused")


def in_virtual_time(main: Coroutine[Any, Any, T]) -> T:
    return run(main)


__all__ = ["Done", "Gone", "Hand", "Pending", "Ready", "hand", "in_virtual_time", "refusal"]
