"""What agents serve: networks by those for DHCP, routers by those for routing. Only administrators say by which.

Follows "DHCP agent scheduler" and "L3 agent scheduler" of the Networking API.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import ClassVar

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.neutron.neutron import NeutronDriver
from setpoint.clouds.openstack.rest.alike import alike
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

AGENTS = "agents of ours"
"""The key in a document under which its agents are, where somebody wants some."""


class Hosted(NeutronDriver):
    """Something that its template can give to certain agents."""

    agents: ClassVar[str]
    """Where one lists its agents: ``dhcp-agents``."""
    hosting: ClassVar[str]
    """Where an agent lists what it serves: ``dhcp-networks``."""

    def agents_of(self, wanted: Mapping[str, Plain]) -> list[str]:
        """The agents that are wanted; none where that is left to the service."""
        raise NotImplementedError

    # ---- looking

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`; agents cost a call for each thing that wants some."""
        found = await super().look(subjects)
        asking = [one for one in subjects if one.physical_id in found and self.agents_of(one.properties)]
        serving = await asyncio.gather(*(self._serving(one.physical_id) for one in asking))
        agents = {one.physical_id: {AGENTS: ids} for one, ids in zip(asking, serving, strict=True)}
        return {one: {**shown, **agents.get(one, {})} for one, shown in found.items()}

    async def _serving(self, id: str) -> list[str]:
        listed = await self.service.pages(f"{self.address(id)}/{self.agents}", "agents")
        return [str(one["id"]) for one in listed]

    def attributes(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.attributes`."""
        return super().attributes({key: value for key, value in shown.items() if key != AGENTS}, wanted)

    def seen_agents(self, shown: Shown, wanted: Mapping[str, Plain]) -> list[str] | None:
        """The agents that serve it, as far as somebody looked."""
        found: list[str] | None = alike(self.agents_of(wanted), shown[AGENTS]) if AGENTS in shown else None
        return found

    # ---- making and changing

    def leaves(self, want: Want) -> bool:
        """See :meth:`RestDriver.leaves`."""
        return super().leaves(want) or bool(self.agents_of(want.properties))

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        await super().finish(id, want)
        if self.agents_of(want.properties):
            await self._give(id, self.agents_of(want.properties))

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        if set(self.agents_of(old)) != set(self.agents_of(new)):
            await self._give(subject.physical_id, self.agents_of(new))
        return await super().update(subject, old, new)

    async def _give(self, id: str, agents: Sequence[str]) -> None:
        """Let these agents serve it, and no others. A router that is not highly available has one at a time."""
        serving = set(await self._serving(id))
        for agent in sorted(serving - set(agents)):
            await self.service.delete(f"agents/{agent}/{self.hosting}/{id}")
        for agent in sorted(set(agents) - serving):
            await self.service.post(f"agents/{agent}/{self.hosting}", {f"{self.one}_id": id}, is_item=True)
