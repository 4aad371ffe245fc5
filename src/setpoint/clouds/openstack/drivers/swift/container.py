"""``OS::Swift::Container``: a container of objects.

It is its name, and telling the service to make one that is there changes that one. So it is looked for first, and
what bears no token, or another's, is left alone. Metadata of the account stays when the container goes: others may go
by it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.drivers.swift import headers
from setpoint.clouds.openstack.drivers.swift.headers import ACCOUNT_META, CONTAINER_META, MARK, READ, WRITE
from setpoint.clouds.openstack.drivers.swift.purge import CATCHING_UP, Purge
from setpoint.clouds.openstack.rest.driver import RestDriver
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import Conflict, NotFound, Retry
from setpoint.model.observation import Done, Outcome
from setpoint.model.value import Plain, Value

OBJECT_STORE = Api("object-store", "v1")

AT_ONCE = 8
"""How many containers are looked at at a time: no list shows what one needs to know."""

ADDRESS, ACCOUNT = "address of ours", "account of ours"
"""The keys in a document under which the account's address is, and its metadata."""

PURGES = "PurgeOnDelete"


class Container(RestDriver):
    """A container. A document of one is its headers, with names in lower case."""

    found_by = "a header"
    api = OBJECT_STORE
    path = one = many = ""
    on_demand = frozenset({"ObjectCount", "BytesUsed", "HeadContainer"})

    @property
    def is_findable(self) -> bool:
        """By its name, and a header of ours."""
        return True

    # ---- looking

    async def look(self, subjects: Sequence[Subject]) -> Mapping[str, Shown]:
        """See :meth:`RestDriver.look`."""
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(name: str) -> Shown | None:
            async with turns:
                return await self.shown(name)

        names = sorted({subject.physical_id for subject in subjects})
        found = zip(names, await asyncio.gather(*map(one, names)), strict=True)
        there = {name: shown for name, shown in found if shown is not None}
        if any(subject.properties.get(ACCOUNT_META) for subject in subjects):
            account = (await self.service.send("HEAD", "")).headers
            there = {name: {**shown, ACCOUNT: account} for name, shown in there.items()}
        return there

    async def shown(self, id: str) -> Shown | None:
        """See :meth:`RestDriver.shown`."""
        try:
            answer = await self.service.send("HEAD", self.address(id))
        except NotFound:
            return None
        return {**answer.headers, "name": id, ADDRESS: await self.service.root()}

    async def service_shows(self, subject: Subject) -> Shown:
        """See :meth:`RestDriver.service_shows`."""
        shown = await self.shown(subject.physical_id)
        if shown is None:
            raise NotFound(Diagnostic(f"object-store: there is no container {subject.physical_id!r}"))
        return shown

    def address(self, id: str) -> str:
        """See :meth:`RestDriver.address`."""
        return quote(id, safe="")

    def id_of(self, shown: Shown) -> str:
        """Its name."""
        return str(shown["name"])

    def attributes(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """Where it is; what is in it is told on demand."""
        root = str(shown[ADDRESS])
        return {
            "DomainName": urlsplit(root).hostname or "",
            "WebsiteURL": f"{root}/{self.address(self.id_of(shown))}",
            "RootURL": root,
            "show": _headers(shown),
        }

    async def tell(self, subject: Subject, path: Sequence[Value]) -> Value:
        """How many objects there are, how large, and all that is known of the container."""
        shown = _headers(await self.service_shows(subject))
        told: dict[str, Plain] = {
            "ObjectCount": int(shown.get("x-container-object-count", 0)),
            "BytesUsed": int(shown.get("x-container-bytes-used", 0)),
            "HeadContainer": shown,
        }
        found = told[path[0]]
        return found.get(path[1]) if len(path) > 1 and isinstance(found, Mapping) else found

    def seen(self, shown: Shown, wanted: Mapping[str, Plain]) -> dict[str, Plain]:
        """See :meth:`RestDriver.seen`. That somebody may do something shows also where nobody was to."""
        found: dict[str, Plain] = {
            name: _same_access(wanted.get(name), shown.get(name.lower(), ""))
            for name in (READ, WRITE)
            if wanted.get(name) is not None or shown.get(name.lower())
        }
        if wanted.get("name"):
            found["name"] = shown["name"]
        found[CONTAINER_META] = headers.shown(CONTAINER_META, wanted.get(CONTAINER_META), shown)
        if ACCOUNT in shown:
            found[ACCOUNT_META] = headers.shown(ACCOUNT_META, wanted.get(ACCOUNT_META), shown[ACCOUNT])
        return found

    # ---- making

    async def create(self, want: Want, token: str) -> Outcome:
        """Make it, unless somebody else has."""
        name = str(want.properties.get("name") or want.name)
        there = await self.shown(name)
        if there is not None and there.get(MARK) != token:
            raise Conflict(
                Diagnostic(
                    f"object-store: there is a container {name!r} already",
                    advice="choose another name, or `setpoint resource bind` the resource to it",
                )
            )
        wanted = want.properties
        told = {one: headers.text(wanted.get(one)) for one in (READ, WRITE) if wanted.get(one)}
        told |= headers.given(CONTAINER_META, wanted.get(CONTAINER_META))
        await self.service.send("PUT", self.address(name), headers={**told, MARK: token}, is_item=False)
        return await self.outcome(await self.service_shows(Subject(name, token)), want)

    def leaves(self, want: Want) -> bool:
        """The account is told by itself."""
        return bool(want.properties.get(ACCOUNT_META))

    async def finish(self, id: str, want: Want) -> None:
        """See :meth:`RestDriver.finish`."""
        told = headers.given(ACCOUNT_META, want.properties.get(ACCOUNT_META))
        await self.service.send("POST", "", headers=told)

    async def find(self, token: str, want: Want) -> Outcome | None:
        """Look for its name, and whose it is."""
        shown = await self.shown(str(want.properties.get("name") or want.name))
        is_ours = shown is not None and shown.get(MARK) == token
        return await self.outcome(shown, want) if shown is not None and is_ours else None

    # ---- changing

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """See :meth:`RestDriver.update`; a header without a value takes away what it is about."""
        told = {
            name: headers.text(new.get(name))
            for name in (READ, WRITE)
            if (old.get(name) or None) != (new.get(name) or None)
        }
        told |= headers.changed(CONTAINER_META, old.get(CONTAINER_META), new.get(CONTAINER_META))
        if told:
            await self.service.send("POST", self.address(subject.physical_id), headers=told)
        account = headers.changed(ACCOUNT_META, old.get(ACCOUNT_META), new.get(ACCOUNT_META))
        if account:
            await self.service.send("POST", "", headers=account)
        return await self.settled(subject.physical_id, await self.service_shows(subject), new)

    # ---- removing

    async def delete(self, subject: Subject) -> Outcome:
        """Remove it, and first all that is in it where that is wanted."""
        purges = bool(subject.properties.get(PURGES))
        if purges:
            shown = await self.service_shows(subject)
            has_versions = "x-versions-enabled" in shown
            await Purge(self.service, subject.physical_id, has_versions=has_versions).run()
        try:
            await self.service.delete(self.address(subject.physical_id))
        except Conflict:
            if purges:
                raise Retry(CATCHING_UP, f"container {subject.physical_id} still counts objects") from None
            raise Conflict(
                Diagnostic(
                    f"object-store: container {subject.physical_id!r} is not empty",
                    advice=f"give it `{PURGES}: true`, or remove its objects",
                )
            ) from None
        return Done(subject.physical_id)


def _same_access(wanted: Plain, shown: str) -> Plain:
    return wanted if headers.access(wanted) == headers.access(shown) else shown


def _headers(shown: Shown) -> dict[str, str]:
    """The headers in a document."""
    own = ("name", ADDRESS, ACCOUNT)
    return headers.bare({name: value for name, value in shown.items() if name not in own})


DRIVER = Container
