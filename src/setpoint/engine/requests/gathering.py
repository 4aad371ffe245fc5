"""Finding things that exist on a cloud: by id, by name, by tag, and with what they stand on."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

import msgspec

from setpoint.clouds.driver import Existing, Importable
from setpoint.engine.clouds import Clouds
from setpoint.model.diagnostic import Diagnostic, Findings
from setpoint.model.errors import InvalidInput, ResourceError, Retry
from setpoint.types.catalogue import find, names
from setpoint.types.kinds import MADE_BY, PARTS
from setpoint.types.references import Reference
from setpoint.types.resource_type import ResourceType

Key = tuple[str, str]
"""A type, and a physical id: what tells a thing from all others."""


class Choice(msgspec.Struct, frozen=True):
    """What is to be found: things by ``ids``; of ``types`` (every one, where there are none) those that match.

    Names are patterns as shells have them. One that is chosen by both must have a matching name and all ``tags``.
    ``follows``: also what they stand on, and what is a part of them.
    """

    ids: Sequence[Key] = ()
    types: Sequence[str] = ()
    names: Sequence[str] = ()
    tags: Sequence[str] = ()
    follows: bool = False

    @property
    def searches(self) -> bool:
        """Whether lists are to be searched."""
        return bool(self.types or self.names or self.tags)

    def takes(self, one: Existing) -> bool:
        """Whether one of a list is meant."""
        is_named = not self.names or any(fnmatchcase(one.name, pattern) for pattern in self.names)
        return is_named and set(self.tags) <= set(one.tags)


class Gathering:
    """Things as they are found. Nothing is changed anywhere."""

    def __init__(self, clouds: Clouds, owned: Collection[Key] = ()) -> None:
        """Look on ``clouds``, which are open. What is ``owned`` by a stack is not followed to."""
        self._owned = owned
        self.things: dict[Key, Existing] = {}
        self._clouds = clouds
        self._lists: dict[str, Sequence[Existing]] = {}

    async def gather(self, choice: Choice) -> None:
        """Find everything. Raises InvalidInput with all that cannot be found or taken."""
        findings = Findings()
        await self._by_id(choice.ids, findings)
        if choice.searches:
            await self._search(choice, findings)
        if not self.things and not findings.has_errors:
            findings.error("nothing there matches", advice="`--type` alone takes all of one type")
        if findings.has_errors:
            raise InvalidInput(findings.in_order())
        if choice.follows:
            await self._follow()

    # ---- what was named

    async def _by_id(self, ids: Iterable[Key], findings: Findings) -> None:
        for type_name, several in _by_type(ids).items():
            driver = self._driver(type_name, findings)
            found = {one.physical_id: one for one in await _asked(driver, several)} if driver else {}
            for known in several if driver else ():
                if known not in found:
                    findings.error(f"there is no {type_name} {known}")
                elif not found[known].is_ours:
                    findings.error(
                        f"{type_name} {known} cannot be taken",
                        detail="it is another project's, a part of something else, or was there by itself",
                    )
                else:
                    self.things[type_name, known] = found[known]

    async def _search(self, choice: Choice, findings: Findings) -> None:
        if choice.types:
            types = [name for name in choice.types if self._driver(name, findings)]
        else:
            types = [name for name in names() if self._importable(name) is not None]
        refusals: list[Diagnostic] = []
        for type_name, listed in zip(
            types, await asyncio.gather(*(self._list(name, refusals) for name in types)), strict=True
        ):
            for one in listed:
                if one.is_ours and choice.takes(one):
                    self.things[type_name, one.physical_id] = one
        if choice.types:
            findings.add(refusals)

    async def _list(self, type_name: str, refusals: list[Diagnostic]) -> Sequence[Existing]:
        """All of a type, asked for once."""
        if type_name not in self._lists:
            driver, found = self._importable(type_name), list[Existing]()
            try:
                found += await _asked(driver, None) if driver else ()
            except InvalidInput as refused:
                refusals += refused.diagnostics
            self._lists[type_name] = found
        return self._lists[type_name]

    # ---- what they stand on

    async def _follow(self) -> None:
        """Until nothing new is found: what is referred to by id, and what belongs to one."""
        new = dict(self.things)
        while new:
            found = {**await self._referred(new), **await self._belonging(new)}
            new = {key: one for key, one in found.items() if one.is_ours and self._is_free(key)}
            self.things.update(new)

    def _is_free(self, key: Key) -> bool:
        return key not in self.things and key not in self._owned

    async def _referred(self, several: Mapping[Key, Existing]) -> dict[Key, Existing]:
        wanted = {
            (made_by, ref.name)
            for (type_name, _id), one in several.items()
            if isinstance(kind := find(type_name), ResourceType)
            for ref in kind.references(one.properties)
            for made_by in self._makers(ref)
        }
        found: dict[Key, Existing] = {}
        for type_name, ids in _by_type(sorted(wanted)).items():
            driver = self._importable(type_name)
            for one in await _asked(driver, ids) if driver else ():
                found[type_name, one.physical_id] = one
        return found

    def _makers(self, ref: Reference) -> Iterable[str]:
        """The types of which one may be what is meant; none where that is here already."""
        types = MADE_BY.get(ref.kind, ())
        return () if any((one, ref.name) in self.things for one in types) else types

    async def _belonging(self, several: Mapping[Key, Existing]) -> dict[Key, Existing]:
        found: dict[Key, Existing] = {}
        for type_name, ids in _by_type(several).items():
            for other, name in PARTS.get(type_name, {}).items():
                for one in await self._list(other, []):
                    if one.properties.get(name) in ids:
                        found[other, one.physical_id] = one
        return found

    # ---- drivers

    def _importable(self, type_name: str) -> Importable | None:
        if not self._clouds.has(type_name):
            return None
        driver = self._clouds.find(type_name)[1]
        return driver if isinstance(driver, Importable) and driver.imports else None

    def _driver(self, type_name: str, findings: Findings) -> Importable | None:
        driver = self._importable(type_name)
        if driver is None:
            can = ", ".join(name for name in names() if self._importable(name) is not None)
            findings.error(
                f"{type_name} cannot be imported from here",
                advice=f"these can: {can}" if can else "choose another --cloud",
            )
        return driver


def _by_type(keys: Iterable[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for type_name, known in keys:
        found.setdefault(type_name, []).append(known)
    return found


async def _asked(driver: Importable, ids: Sequence[str] | None) -> Sequence[Existing]:
    """What a driver tells. Raises InvalidInput where it cannot."""
    try:
        return await driver.existing(ids)
    except ResourceError as refusal:
        raise InvalidInput([refusal.diagnostic]) from None
    except Retry as patience:
        raise InvalidInput.because(f"the cloud cannot be asked just now: {patience.why}") from None
