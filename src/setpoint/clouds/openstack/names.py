"""Names of things in a cloud: what a property calls ``private`` is looked up once, and remembered.

Everybody who waits for the same name waits for one call. Ids are taken as they are: the service that is handed one says
whether there is such a thing.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from setpoint.clouds.openstack.client.service import Api
from setpoint.clouds.openstack.connection import Connection
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotFound, ResourceError
from setpoint.model.nearest import did_you_mean

UUID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)

WITHIN = re.compile(r"(?P<name>.+)\{(?P<domain>[^{}]+)\}")
"""A name, and the domain that it is in: ``member{acme}``."""


class Things(msgspec.Struct, frozen=True):
    """A kind of thing that properties name: where a service lists it, and what people call it.

    ``filters``: whether the list can be asked for one name; if not it is read whole, once. ``mine``: whether only those
    of our own project count. ``domains``: whether each is in a domain, which may be named with it: ``member{acme}``.
    ``uuids``: whether every id of one is a UUID, and nothing else may be asked for as one.
    """

    api: Api
    path: str
    key: str
    title: str
    filters: bool = True
    mine: bool = False
    domains: Things | None = None
    uuids: bool = False


class Names:
    """Looks names up in one region."""

    def __init__(self, connection: Connection) -> None:
        """Ask over ``connection``."""
        self._connection = connection
        self._found: dict[tuple[str, str], str] = {}
        self._asking: dict[tuple[str, str], asyncio.Task[str]] = {}
        self._lists: dict[str, asyncio.Task[list[dict[str, Any]]]] = {}

    async def id(self, things: Things, name: str) -> str:
        """The id of what ``name`` (a name or an id) stands for. Raises ResourceError where that is none, or several."""
        if UUID.fullmatch(name):
            return name
        key = (things.title, name)
        if key in self._found:
            return self._found[key]
        if key not in self._asking:
            self._asking[key] = asyncio.create_task(self._look_up(things, name))
            self._asking[key].add_done_callback(lambda task: self._note(key, task))
        return await asyncio.shield(self._asking[key])

    def known(self, things: Things, name: str) -> str:
        """The id of ``name`` if it has been looked up, else ``name`` itself."""
        return self._found.get((things.title, name), name)

    async def learn(self, things: Things, names: Collection[str]) -> None:
        """Look ``names`` up, so that they are `known`; what stands for nothing, or for several, stays unknown.

        Raises Retry.
        """
        new = [one for one in names if (things.title, one) not in self._found and not UUID.fullmatch(one)]
        for problem in await asyncio.gather(*(self.id(things, one) for one in new), return_exceptions=True):
            if isinstance(problem, BaseException) and not isinstance(problem, ResourceError):
                raise problem

    async def all(self, things: Things) -> list[dict[str, Any]]:
        """Every one of them, read once. Raises Retry, ResourceError."""
        if things.title not in self._lists:
            service = self._connection.service(things.api)
            self._lists[things.title] = asyncio.create_task(service.pages(things.path, things.key))
        task = self._lists[things.title]
        try:
            return await asyncio.shield(task)
        except BaseException:
            self._lists.pop(things.title, None)
            raise

    def know(self, things: Things, name: str, id: str) -> None:
        """Remember what somebody else has found out."""
        self._found[things.title, name] = id

    def forget(self, things: Things, id: str = "") -> None:
        """Ask again next time: something of that kind was made or removed; with an ``id``, only that one."""
        self._lists.pop(things.title, None)
        for key, found in [(key, found) for key, found in self._found.items() if key[0] == things.title]:
            if id in ("", found):
                del self._found[key]

    def _note(self, key: tuple[str, str], task: asyncio.Task[str]) -> None:
        self._asking.pop(key, None)
        if not task.cancelled() and task.exception() is None:
            self._found[key] = task.result()

    async def _look_up(self, things: Things, name: str) -> str:
        bare, where = await self._place(things, name)
        named = [one for one in await self._candidates(things, bare, where) if one.get("name") == bare]
        named = own(things, named, await self._connection.project())
        if len(named) == 1:
            return str(named[0]["id"])
        if named:
            raise ResourceError(ambiguous(things, name, len(named)))
        return await self._by_id(things, name)

    async def _place(self, things: Things, name: str) -> tuple[str, dict[str, str]]:
        """The name without the domain that it says it is in, and the filter for that domain."""
        within = WITHIN.fullmatch(name) if things.domains is not None else None
        if things.domains is None or within is None:
            return name, {}
        return within["name"], {"domain_id": await self.id(things.domains, within["domain"])}

    async def _candidates(self, things: Things, name: str, where: Mapping[str, str]) -> list[dict[str, Any]]:
        if not things.filters:
            return await self.all(things)
        return await self._connection.service(things.api).pages(things.path, things.key, name=name, **where)

    async def _by_id(self, things: Things, name: str) -> str:
        """Not all ids look like one."""
        if things.filters and not things.uuids and "/" not in name:
            path = f"{things.path.removesuffix('/detail')}/{name}"
            try:
                await self._connection.service(things.api).get(path)
            except NotFound:
                pass
            else:
                return name
        others = await self.all(things)
        if any(one.get("id") == name for one in others):
            return name
        raise ResourceError(unknown(things, name, (str(one.get("name") or "") for one in others)))


def unknown(things: Things, name: str, others: Iterable[str]) -> Diagnostic:
    """That nothing is called ``name``; ``others`` are the names that there are."""
    known = sorted({one for one in others if one})
    few = f"there are: {', '.join(known)}" if 0 < len(known) <= 12 else ""
    return Diagnostic(f"there is no {things.title} {name!r}", advice=did_you_mean(name, known, few))


def ambiguous(things: Things, name: str, several: int) -> Diagnostic:
    """That more than one thing is called ``name``."""
    return Diagnostic(f"{several} {things.title}s are called {name!r}", advice="refer to it by its id")


def own(things: Things, named: list[dict[str, Any]], project: str) -> list[dict[str, Any]]:
    """Of several of one name, those that count: where only our own project's do, these."""
    if not things.mine or len(named) < 2:
        return named
    return [one for one in named if one.get("project_id", project) == project] or named


def shown_as(wanted: Any, id: Any, names: Names, things: Things) -> Any:
    """``id``, in the words in which it was wanted where that is the same thing."""
    return wanted if isinstance(wanted, str) and names.known(things, wanted) == id else id


Shown = Mapping[str, Any]
"""A thing as its service shows it."""
