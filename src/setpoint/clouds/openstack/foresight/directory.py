"""What there is of what a plan names, found with one list for each kind; what was found is good for a little while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

import msgspec

from setpoint.clouds.foreseeing import Denied, Question
from setpoint.clouds.openstack.foresight.kinds import KINDS, one_by_one, whole
from setpoint.clouds.openstack.names import UUID, WITHIN, ambiguous, own, unknown
from setpoint.clouds.openstack.region import Region
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import NotFound, ResourceError, Retry
from setpoint.model.value import Value

FRESH = 10.0
"""Seconds for which an answer is good: long enough for one plan."""

CONFIRMED = 4
"""How many ids of one kind that no list shows are asked for one by one; of more nothing is said."""

MANY = 1000
"""How many names are read, at most, to find the one that was meant."""

Document: TypeAlias = dict[str, Any]


class Unasked(msgspec.Struct, frozen=True):
    """That something could not be asked. ``why`` is for people; "" where that is not worth a word."""

    why: str = ""

    @classmethod
    def because(cls, what: str, refusal: ResourceError | Retry) -> Unasked:
        """``what`` could not be asked, as the service said."""
        said = refusal.why if isinstance(refusal, Retry) else refusal.diagnostic.summary
        return cls(f"{what} ({said})")


Answer: TypeAlias = Document | Denied | Unasked


class Directory:
    """Answers questions about one region, as one identity sees it."""

    def __init__(self, region: Region, now: Callable[[], float] = time.monotonic) -> None:
        """Ask ``region``. ``now`` is in seconds."""
        self.region = region
        self._now = now
        self._known: dict[Question, tuple[float, Answer]] = {}

    async def answers(self, questions: Collection[Question]) -> Mapping[Question, Answer]:
        """An answer to each of ``questions`` that is of a kind known here."""
        asked = dict.fromkeys(one for one in questions if one.kind in KINDS)
        by_kind: dict[str, list[str]] = {}
        for one in asked:
            if not self._is_fresh(one):
                by_kind.setdefault(one.kind, []).append(one.name)
        found = await asyncio.gather(*(self._find(kind, names) for kind, names in by_kind.items()))
        now = self._now()
        for kind, answers in zip(by_kind, found, strict=True):
            self._known |= {Question(kind, name): (now, answer) for name, answer in answers.items()}
        return {one: self._known[one][1] for one in asked}

    def shows(self, kind: str, name: Value) -> Document:
        """What was found for ``name``; {} where nothing is known (:data:`setpoint.types.uses.Shows`)."""
        known = self._known.get(Question(kind, name)) if isinstance(name, str) else None
        return known[1] if known is not None and isinstance(known[1], dict) else {}

    def _is_fresh(self, question: Question) -> bool:
        known = self._known.get(question)
        return known is not None and self._now() < known[0] + FRESH

    async def _find(self, kind: str, names: Sequence[str]) -> dict[str, Answer]:
        return await _Search(self.region, kind).of(names)


class _Search:
    """A search for things of one kind."""

    def __init__(self, region: Region, name: str) -> None:
        self._region = region
        self._name = name
        self._kind = KINDS[name]
        self._things = self._kind.things
        self._service = region.service(self._things.api)

    async def of(self, names: Sequence[str]) -> dict[str, Answer]:
        connection = self._region.connection
        if not await connection.has(self._things.api):
            why = f"the cloud has no {self._things.api.type} service"
            return {one: self._denied(one, unknown(self._things, one, ()), why) for one in names}
        if self._things.domains is not None:
            within = [one for one in names if WITHIN.fullmatch(one)]
            if within:  # in a domain that is named as well: that takes more than one list
                rest = [one for one in names if one not in within]
                return {**dict.fromkeys(within, Unasked()), **(await self.of(rest) if rest else {})}
        try:
            listed = await self._list(names)
        except (ResourceError, Retry) as refusal:
            left = dict.fromkeys(names, Unasked.because(self._kind.plural, refusal))
            return {**left, **await self._confirm(names)}
        index, project = self._index(listed), await connection.project()
        found = {one: own(self._things, self._called(one, index), project) for one in names}
        missing = [one for one, several in found.items() if not several]
        answers = await self._confirm(missing)
        others = await self._others(listed) if any(one not in answers for one in missing) else []
        for one, several in found.items():
            if one not in answers:
                answers[one] = self._answer(one, several, others)
        return answers

    async def _list(self, names: Sequence[str]) -> list[Document]:
        said = list(dict.fromkeys(map(self._kind.says, names)))
        path, key = self._things.path, self._things.key
        try:
            lists = await asyncio.gather(
                *(self._service.pages(path, key, **query) for query in self._kind.queries(said))
            )
        except NotFound:
            return []  # an extension that this cloud does not have
        return self._opened(chain.from_iterable(lists))

    def _opened(self, items: Any) -> list[Document]:
        return [one[self._kind.inside] if self._kind.inside else one for one in items]

    def _index(self, listed: Sequence[Document]) -> Mapping[str, list[Document]]:
        index: dict[str, list[Document]] = {}
        for one in listed:
            for name in dict.fromkeys(self._kind.names(one)):
                index.setdefault(name, []).append(one)
        return index

    def _called(self, name: str, index: Mapping[str, list[Document]]) -> list[Document]:
        """That of this id, or those of this name."""
        said = self._kind.says(name)
        several = index.get(said, [])
        return [one for one in several if self._kind.names(one)[0] == said][:1] or several

    async def _confirm(self, names: Sequence[str]) -> dict[str, Answer]:
        """Look for what lists do not show though it may be there: images that are shared, projects known by id."""
        by_id = [one for one in names if self._may_be_id(self._kind.says(one))]
        answers: dict[str, Answer] = {one: Unasked() for one in by_id[CONFIRMED:]}
        found = await asyncio.gather(*(self._one(one) for one in by_id[:CONFIRMED]))
        return answers | {
            name: one for name, one in zip(by_id[:CONFIRMED], found, strict=True) if one is not None
        }

    def _may_be_id(self, said: str) -> bool:
        is_one = bool(UUID.fullmatch(said)) or (self._kind.queries is one_by_one and "/" not in said)
        return is_one and self._kind.has_ids

    async def _one(self, name: str) -> Answer | None:
        said = self._kind.says(name)
        try:
            body = await self._service.get(f"{self._kind.path}/{said}")
        except NotFound:
            return None
        except (ResourceError, Retry) as refusal:
            return Unasked.because(self._kind.plural, refusal)
        inner = next(iter(body.values()))
        return inner if len(body) == 1 and isinstance(inner, dict) else body

    async def _others(self, listed: list[Document]) -> list[Document]:
        """The names that there are, for the one that was meant; none where they cannot be had."""
        if self._kind.queries is whole:
            return listed
        try:
            body = await self._service.get(self._things.path, limit=MANY)
        except (ResourceError, Retry):
            return []
        return self._opened(body[self._things.key])

    def _answer(self, name: str, several: list[Document], others: list[Document]) -> Answer:
        if len(several) > 1:
            return self._denied(name, ambiguous(self._things, name, len(several)))
        if not several:
            names = (str(one.get(self._kind.called[-1]) or "") for one in others)
            return self._denied(name, unknown(self._things, name, names))
        [one] = several
        if one.get("name") == name and "id" in one:
            self._region.names.know(self._things, name, str(one["id"]))
        return one

    def _denied(self, name: str, told: Diagnostic, why: str = "") -> Denied:
        said = f"{told.summary}: {why}" if why else told.summary
        return Denied(Question(self._name, name), said, told.advice)
