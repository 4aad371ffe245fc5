"""``OS::Nova::Flavor``: a size of servers. Only an administrator may make one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.drivers.nova.nova import FLAVORS, PROJECTS, NovaDriver
from setpoint.clouds.openstack.rest.carrier import Description
from setpoint.clouds.openstack.rest.field import Field, ids
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.errors import Conflict, NotFound
from setpoint.model.observation import Outcome
from setpoint.model.value import Plain

IS_PUBLIC = "os-flavor-access:is_public"


def texts(specs: Mapping[str, Any]) -> dict[str, str]:
    """Extra specs as Nova keeps them."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in specs.items()}


class Flavor(NovaDriver):
    """A flavor. Its extra specs and who may use it are told when it is there."""

    path, one, many = "flavors", "flavor", "flavors"
    carrier = Description(longest=65535)
    fields = (
        Field("name", updates=False),
        Field("ram", updates=False),
        Field("vcpus", updates=False),
        Field("disk", updates=False),
        Field("swap", back=lambda shown: int(shown or 0), updates=False),
        Field("ephemeral", "OS-FLV-EXT-DATA:ephemeral", updates=False),
        Field("rxtx_factor", updates=False),
        Field("is_public", IS_PUBLIC, updates=False),
        Field("flavorid", "id", updates=False),
        Field("tenants", things=PROJECTS, creates=False, updates=False),
    )
    shows: ClassVar[Mapping[str, str]] = {"is_public": IS_PUBLIC}

    # ---- looking

    async def list_of(self, ids: set[str]) -> Sequence[Shown]:
        """See :meth:`RestDriver.list_of`; those that are not for everybody as well."""
        return await self.service.pages("flavors/detail", self.many, is_public="None")

    async def whole(self, found: Mapping[str, Shown]) -> Mapping[str, Shown]:
        """Flavors, with who may use those that are not for everybody."""
        private = [one for one in found.values() if not one.get(IS_PUBLIC, True)]
        return {**found, **{one["id"]: {**one, "tenants": await self._tenants(one["id"])} for one in private}}

    async def _tenants(self, flavor: str) -> list[str]:
        listed = await self.service.get(f"{self.address(flavor)}/os-flavor-access")
        return [one["tenant_id"] for one in listed["flavor_access"]]

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`."""
        found = super().seen(shown, wanted)
        specs = wanted.get("extra_specs")
        if specs is not None and "extra_specs" in shown:
            told = texts(specs)
            found["extra_specs"] = {
                key: specs[key] if told.get(key) == value else value
                for key, value in shown["extra_specs"].items()
            }
        if not wanted.get("tenants"):
            found.pop("tenants", None)
        return found

    # ---- making

    async def body(self, want: Want) -> dict[str, Plain]:
        """See :meth:`RestDriver.body`."""
        return {"id": "auto", **await super().body(want)}

    async def find(self, token: str, want: Want) -> Outcome | None:
        """See :meth:`RestDriver.find`; lists cannot be asked for a description."""
        listed = await self.list_of(set())
        found = next((one for one in listed if self.carrier.bears(one, token, want)), None)
        return await self.outcome(found, want) if found else None

    async def outcome(self, shown: Shown, want: Want) -> Outcome:
        """See :meth:`RestDriver.outcome`; who looks for it by its name finds it from now on."""
        self.region.names.forget(FLAVORS)
        return await super().outcome(shown, want)

    def leaves(self, want: Want) -> bool:
        """Extra specs, and access."""
        return bool(want.properties.get("extra_specs")) or not want.properties["is_public"]

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`; one for nobody in particular is for the own project."""
        specs = want.properties.get("extra_specs")
        if specs:
            await self.service.post(f"{self.address(id)}/os-extra_specs", {"extra_specs": texts(specs)})
        if not want.properties["is_public"]:
            tenants = want.properties.get("tenants") or [await self.region.connection.project()]
            await self._admit(id, tenants)

    # ---- changing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`."""
        before, after = texts(old.get("extra_specs") or {}), texts(new.get("extra_specs") or {})
        specs = f"{self.address(subject.physical_id)}/os-extra_specs"
        for key in before.keys() - after.keys():
            await self._quietly("DELETE", f"{specs}/{key}")
        changed = {key: value for key, value in after.items() if before.get(key) != value}
        if changed:
            await self.service.post(specs, {"extra_specs": changed})
        if not new["is_public"] and (old.get("tenants") or []) != (new.get("tenants") or []):
            await self._admit(subject.physical_id, new.get("tenants") or [])
        return await super().update(subject, old, new)

    async def _admit(self, flavor: str, tenants: Sequence[str]) -> None:
        """Let these projects use it, and no others."""
        wanted = set(await ids(self.region.names, PROJECTS, list(tenants)))
        has = set(await self._tenants(flavor))
        action = f"{self.address(flavor)}/action"
        for tenant in sorted(wanted - has):
            await self._quietly("POST", action, {"addTenantAccess": {"tenant": tenant}})
        for tenant in sorted(has - wanted):
            await self._quietly("POST", action, {"removeTenantAccess": {"tenant": tenant}})

    async def _quietly(self, method: str, path: str, body: Plain = None) -> None:
        """Do what may have been done already."""
        with suppress(NotFound, Conflict):
            await self.service.send(method, path, body=body)

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """See :meth:`RestDriver.delete`."""
        self.region.names.forget(FLAVORS)
        return await super().delete(subject)


DRIVER = Flavor
