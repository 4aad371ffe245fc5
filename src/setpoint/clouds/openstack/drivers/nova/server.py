"""``OS::Nova::Server``: a server. The modules of ``servers`` do the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import ClassVar

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.nova.nova import with_flavors
from setpoint.clouds.openstack.drivers.nova.servers import consoles, request
from setpoint.clouds.openstack.drivers.nova.servers.changing import Job
from setpoint.clouds.openstack.drivers.nova.servers.interfaces import associate
from setpoint.clouds.openstack.drivers.nova.servers.looking import ServerLooks
from setpoint.clouds.openstack.drivers.nova.servers.networks import (
    descriptions,
    is_brought,
    listed,
    wanted_floating_ips,
)
from setpoint.clouds.openstack.drivers.nova.servers.phases import GOING, PHASES, is_going
from setpoint.clouds.openstack.drivers.nova.servers.saving import Images
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest import phases
from setpoint.clouds.openstack.rest.carrier import PREFIX, Tag
from setpoint.clouds.openstack.rest.driver import FINISH
from setpoint.clouds.openstack.rest.phases import Todo
from setpoint.model.errors import LostAnswer, NotFound, ResourceError, Retry, SetpointError
from setpoint.model.kind import ResourceKind
from setpoint.model.observation import Accepted, Done, Outcome, Pending
from setpoint.model.value import Plain, Value


class Server(ServerLooks):
    """A server."""

    carrier = Tag()
    refuses: ClassVar[Mapping[str, str]] = {
        "reservation_id": "Nova chooses the ids of reservations itself",
        "software_config_transport": "ZAQAR_MESSAGE, which needs a queue",
        "user_data_format": "HEAT_CFNTOOLS with the cfn tools, where there is no service that they could ask",
    }

    def __init__(self, kind: ResourceKind, region: Region) -> None:
        """See :class:`RestDriver`."""
        super().__init__(kind, region)
        self._images = Images(region)

    # ---- making

    async def create(self, want: Want, token: str) -> Outcome:
        """Make one. Where Nova refuses, what was brought for it is taken back."""
        body = {**await self.body(want), **await request.more(want, self.region.names)}
        self.carrier.mark(body, token, want)
        nova = await request.spoken(self.service, body)
        body["networks"], brought = await self.plugs.requested(want, token)
        hints = want.properties.get("scheduler_hints")
        told = {"server": body, **({"os:scheduler_hints": hints} if hints else {})}
        try:
            answer = await nova.post(self.path, told)
        except LostAnswer:
            raise
        except SetpointError:
            await self._give_up(brought)
            raise
        made = self.opened(answer)
        self.changes_of_many.begun(self.id_of(made))
        if not self.leaves(want):
            self.arrivals.expect(self.id_of(made), body["networks"])
        return await self.outcome(made, want)

    async def _give_up(self, brought: Sequence[str]) -> None:
        """Take back what was brought. Where that fails, it is left to `clear_up`."""
        try:
            for port in brought:
                await self.plugs.remove(port)
        except (Retry, ResourceError) as problem:
            raise LostAnswer(f"a server that was refused has left a port: {problem}") from None

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for what bears the token."""
        listed = await self.service.pages("servers/detail", self.many, **self.carrier.query(token, want))
        for one in listed:
            if self.carrier.bears(one, token, want) and not self.is_gone(one):
                return await self.outcome(one, want)
        return None

    async def clear_up(self, token: str, want: Want) -> None:
        """See :class:`setpoint.clouds.driver.Preparing`: a create may have got no further than its ports."""
        told = descriptions(want.properties.get("networks"))
        if told:
            await self.plugs.take_back(token, told, plugged=True)

    async def _take_back(self, token: str, properties: Mapping[str, Plain]) -> None:
        """Remove what was brought for it, be it for what was wanted of its networks once."""
        entries = properties.get("networks")
        if any(not entry.get("port") for entry in listed(entries)):
            await self.plugs.take_back(token, descriptions(entries), plugged=True)

    def leaves(self, want: Want) -> bool:
        """Floating IPs, which lead to it once it is there."""
        return bool(wanted_floating_ips(want.properties.get("networks")))

    # ---- changing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Change at once what can be; the rest is left to phases."""
        self.disturb(subject.physical_id)
        server = self.address(subject.physical_id)
        if new.get("name") and old.get("name") != new["name"]:
            await self.service.put(server, {"server": {"name": new["name"]}})
        metadata = new.get("metadata") or {}
        if (old.get("metadata") or {}) != metadata:
            await self.service.put(f"{server}/metadata", {"metadata": request.serialised(metadata)})
        if (old.get("tags") or []) != (new.get("tags") or []):
            await self._tag(server, new.get("tags") or [])
        todo = phases.begin(PHASES, old, new)
        if todo:
            return Accepted(subject.physical_id, {"todo": todo})
        return await self.settled(subject.physical_id, await self.service_shows(subject), new)

    async def _tag(self, server: str, tags: Sequence[str]) -> None:
        """Give it these tags; ours stay."""
        has = (await self.service.get(f"{server}/tags"))["tags"]
        await self.service.put(
            f"{server}/tags", {"tags": [*tags, *(one for one in has if one.startswith(PREFIX))]}
        )

    async def go_on(self, subject: Subject, want: Want) -> Outcome:
        """Do what is left: of a create, of an update, of a delete."""
        self.disturb(subject.physical_id)
        if is_going(subject.cursor):
            return await self._let_go(subject, want)
        if subject.cursor == FINISH:
            await associate(self.plugs, subject, want.properties.get("networks"))
        return await self._carry_on(subject, want, (subject.cursor or {}).get("todo", []))

    async def _carry_on(self, subject: Subject, want: Want, todo: Todo) -> Outcome:
        (shown,) = await with_flavors([await self.service_shows(subject)], self.region.names)
        job = Job(self.region, subject, want, shown)
        left = await phases.carry_on(PHASES, job, todo, is_busy=bool(self.pending(shown)))
        if left:
            return Accepted(subject.physical_id, {"todo": left})
        return await self.settled(subject.physical_id, await self.service_shows(subject), want.properties)

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """Remove it; when it is gone, what was brought for it follows."""
        self.disturb(subject.physical_id)
        ports = await self._brought_by_others(subject)
        try:
            await self.service.delete(self.address(subject.physical_id))
        except NotFound:
            await self._take_back(subject.token, subject.properties)
            raise
        return Accepted(subject.physical_id, {**GOING, "ports": ports} if ports else GOING)

    async def _brought_by_others(self, subject: Subject) -> list[str]:
        """Ports of a server that was adopted: whoever made it has brought them for it, and they bear no mark."""
        entries = subject.properties.get("networks")
        shown = await self.shown(subject.physical_id) if any(map(is_brought, listed(entries))) else None
        if shown is None or PREFIX + subject.token in (shown.get("tags") or ()):
            return []
        found = await self.plugs.answers(subject, entries)
        return [str(port["id"]) for index, port in found.ports.items() if is_brought(found.entries[index])]

    async def _let_go(self, subject: Subject, want: Want) -> Outcome:
        if subject.physical_id in self.put_off:
            self.put_off.discard(subject.physical_id)
            action = f"{self.address(subject.physical_id)}/action"
            with suppress(NotFound):
                await self.service.post(action, {"forceDelete": None}, is_item=True)
            return Accepted(subject.physical_id, subject.cursor)
        for port in subject.cursor.get("ports", ()):
            await self.plugs.remove(port)
        await self._take_back(subject.token, want.properties)
        return Done(subject.physical_id)

    # ---- what is told on demand

    on_demand = frozenset({"console_urls"})

    async def tell(self, subject: Subject, path: Sequence[Value]) -> Value:
        """See :class:`setpoint.clouds.driver.Telling`."""
        types = [str(path[1])] if len(path) > 1 else list(consoles.PROTOCOLS)
        found = await consoles.addresses(self.service, subject.physical_id, types)
        return found[types[0]] if len(path) > 1 else found

    # ---- sleep, and images

    async def suspend(self, subject: Subject) -> Outcome:
        """See :class:`setpoint.clouds.driver.Suspendable`."""
        return await self._carry_on(subject, Want(subject.properties, ""), [("suspend", {})])

    async def resume(self, subject: Subject) -> Outcome:
        """See :class:`setpoint.clouds.driver.Suspendable`."""
        return await self._carry_on(subject, Want(subject.properties, ""), [("resume", {})])

    async def snapshot(self, subject: Subject, token: str) -> Plain | Pending:
        """See :class:`setpoint.clouds.driver.Snapshottable`."""
        return await self._images.save(subject, token)

    async def restore(self, subject: Subject, saved: Plain) -> Outcome:
        """See :class:`setpoint.clouds.driver.Snapshottable`."""
        self.disturb(subject.physical_id)
        await self._images.restore(subject, saved)
        return Accepted(subject.physical_id)

    async def drop_snapshot(self, saved: Plain) -> None:
        """See :class:`setpoint.clouds.driver.Snapshottable`."""
        await self._images.drop(saved)


DRIVER = Server
