"""``OS::Nova::ServerGroup``: servers that are kept together, or apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from setpoint.clouds.driver import Want
from setpoint.clouds.openstack.drivers.nova.nova import NovaDriver
from setpoint.clouds.openstack.rest.carrier import Unique
from setpoint.clouds.openstack.rest.field import Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

RULES = "2.64"
"""The microversion from which a group has one policy, and rules of it."""

PAGE = 1000
"""How many are listed at once: Nova's own limit."""


class ServerGroup(NovaDriver):
    """A server group. It carries its token in the name that is made up for it, where the template gives none."""

    path, one, many = "os-server-groups", "server_group", "server_groups"
    carrier = Unique(name="name")
    refuses: ClassVar[Mapping[str, str]] = {"rules": f"where Nova does not speak microversion {RULES}"}
    fields = (Field("name", updates=False),)
    imports = True

    async def everything(self) -> Sequence[Shown]:
        """See :meth:`Told.everything`."""
        return await self.list_of(set())

    def told(self, shown: Shown) -> dict[str, Plain]:
        """See :meth:`Told.told`."""
        policies = [shown["policy"]] if "policy" in shown else shown["policies"]
        return {**super().told(shown), "policies": policies, "rules": shown.get("rules") or None}

    async def list_of(self, ids: set[str]) -> Sequence[Shown]:
        """See :meth:`RestDriver.list_of`. This list has no links to further pages."""
        found: list[Shown] = []
        while True:
            page = (await self.service.get(self.path, limit=PAGE, offset=len(found)))[self.many]
            found += page
            if len(page) < PAGE:
                return found

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        found = super().seen(shown, wanted)
        found["policies"] = [shown["policy"]] if "policy" in shown else shown["policies"]
        if wanted.get("rules") is not None:
            shows = shown.get("rules") or {}
            found["rules"] = {key: shows.get(key, value) for key, value in wanted["rules"].items()}
        return found

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        body = await super().body(want)
        policies, rules = want.properties["policies"], _rules(want.properties.get("rules") or {})
        if len(policies) != 1:
            raise ResourceError(
                Diagnostic(
                    f"a server group has one policy, not {len(policies)}", advice="give one in `policies`"
                )
            )
        if await self.service.speaks(RULES):
            return {**body, "policy": policies[0], **({"rules": rules} if rules else {})}
        if rules:
            raise ResourceError(
                Diagnostic(
                    "this cloud's server groups have no rules",
                    detail=f"its compute service does not speak microversion {RULES}",
                    advice="leave `rules` out",
                )
            )
        return {**body, "policies": policies}

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for the name that was made up for it. A name that the template gives may be anybody's."""
        named = [one for one in await self.list_of(set()) if self.carrier.bears(one, token, want)]
        if not named:
            return None
        if want.properties.get("name"):
            known = ", ".join(self.id_of(one) for one in named)
            raise ResourceError(
                Diagnostic(
                    f"it was perhaps made: there is a server group called {want.properties['name']!r}",
                    detail=f"a server group carries nothing that would tell whose it is: {known}",
                    advice="`setpoint resource bind` it to the one that it is, or `setpoint resource forget` it",
                )
            )
        return await self.outcome(named[0], want)


def _rules(told: Mapping[str, Plain]) -> dict[str, Plain]:
    """Numbers of servers are whole."""
    return {key: int(value) for key, value in told.items() if value is not None}


DRIVER = ServerGroup
