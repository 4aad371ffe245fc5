"""Tours of both engines, side by side, and in what their answers differ."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import aiohttp

from lab.rest import Cloud
from tests.lab.api.alike.door import Door
from tests.lab.api.alike.tours import APART, TOURS
from tests.lab.api.person import Person
from tests.lab.differences import Difference, differences

PATIENCE = aiohttp.ClientTimeout(total=180)  # Heat takes its time on a busy machine


class Toured(NamedTuple):
    """A tour of both engines."""

    name: str
    theirs: Door
    ours: Door
    broken: str
    """Why one of them was not toured to its end, and which."""

    def differences(self) -> Iterator[Difference]:
        """In what the answers differ; where a status does, in that alone."""
        for question in {**self.theirs.answers, **self.ours.answers}:
            theirs, ours = (door.answers.get(question, {"status": None}) for door in (self.theirs, self.ours))
            if theirs["status"] != ours["status"]:
                yield Difference(f"{question} status", _told(theirs), _told(ours))
            else:
                yield from differences(question, theirs, ours)


def _told(answer: Mapping[str, Any]) -> str:
    body = answer.get("body")
    error = body.get("error", {}) if isinstance(body, dict) else {}
    return f"{answer['status']} {error.get('type', '')} {error.get('message', '')}"


async def tour_all(roots: tuple[str, str], person: Person, admin: Cloud) -> list[Toured]:
    """Go on every tour at once, at both addresses, as one person, in the same project."""
    tokens = {
        project: person.token({"project": {"id": project}}) for project in (person.project, person.other)
    }

    async def tour(name: str) -> Toured:
        project = person.other if name in APART else person.project
        async with aiohttp.ClientSession(timeout=PATIENCE) as http:
            theirs, ours = (Door(http, root, project, tokens[project], admin.token) for root in roots)
            ends = await asyncio.gather(TOURS[name](theirs), TOURS[name](ours), return_exceptions=True)
        broken = [
            f"{door.root}: {door.chapter}: {type(end).__name__}: {end}"
            for door, end in zip((theirs, ours), ends, strict=True)
            if isinstance(end, BaseException)
        ]
        return Toured(name, theirs, ours, "\n".join(broken))

    return await asyncio.gather(*map(tour, TOURS))
