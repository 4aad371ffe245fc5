"""``OS::Designate::Zone``: a zone, of which Designate is the primary server or a secondary one."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.designate.designate import ZONES, DesignateDriver
from setpoint.clouds.openstack.rest.alike import in_any_case, same, texts
from setpoint.clouds.openstack.rest.field import KEEP, Field
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

OTHERS = {"PRIMARY": "primaries", "SECONDARY": "email"}
"""What is ignored for a type: it is for zones of the other."""

PORT = ":53"
"""At which a primary server is asked where nothing else is said; it is not shown."""


def _as_wanted(wanted: Plain, shown: Plain) -> Plain:
    """Servers as they were wanted, where those are shown."""
    known = [one.removesuffix(PORT) for one in texts(wanted)]
    return wanted if same(known, shown) else shown


class Zone(DesignateDriver):
    """A zone."""

    path, many = "zones", "zones"
    changes_by = "PATCH"
    fields = (
        Field("name", updates=False, told=in_any_case),
        Field("type", updates=False),
        Field("email", unset=KEEP, told=in_any_case),
        Field("ttl", unset=KEEP),
        Field("description"),
        Field("primaries", "masters", out=texts, unset=KEEP, told=_as_wanted),
        Field("attributes", updates=False),
    )

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        body = await super().body(want)
        return {key: value for key, value in body.items() if key not in _ignored(want.properties)}

    async def changes(self, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.changes`."""
        body = await super().changes(old, new)
        return {key: value for key, value in body.items() if key not in _ignored(new)}

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        return super().seen({key: one for key, one in shown.items() if key not in _ignored(wanted)}, wanted)

    def trouble(self, shown: Shown) -> str:
        """See :meth:`DesignateDriver.trouble`."""
        why = super().trouble(shown)
        servers = ", ".join(shown.get("masters") or ())
        return f"{why}; or none of its primary servers gave it away: {servers}" if why and servers else why

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`; another zone may have its name next."""
        outcome = await super().delete(subject)
        self.region.names.forget(ZONES, subject.physical_id)
        return outcome


def _ignored(wanted: Mapping[str, Plain]) -> frozenset[str]:
    """The keys that make no sense for its type."""
    other = OTHERS[wanted.get("type") or "PRIMARY"]
    return frozenset(one.key for one in Zone.fields if one.name == other)


DRIVER = Zone
