"""One client: it has some stacks of its own, does one thing after another, and knows what must be true then."""

from __future__ import annotations

import asyncio
import random

from tests.soak import checks
from tests.soak.acts import changes, looks
from tests.soak.acts.software import Software
from tests.soak.apps import App, Wanted
from tests.soak.asking import Asking

MOST_APPS = 4
THINKING = 0.1
"""Seconds between two things that it does, at most."""

ON_ITS_OWN = (looks.nonsense, looks.types, looks.metrics, looks.validate, looks.preview)
OF_ITS_STACKS = (looks.listed, looks.filtered)
AT_REST = (
    changes.update,
    changes.update,
    changes.patch,
    changes.patch,
    changes.delete,
    changes.check,
    changes.suspend,
    changes.snapshot,
    looks.event_pages,
    looks.parts,
    looks.preview_update,
)
UNDER_WAY = (changes.update, changes.patch, changes.delete, changes.cancel, changes.check)


class Person:
    """See above. ``name`` is the tag of all its stacks."""

    def __init__(self, name: str, asking: Asking, seed: int) -> None:
        """Ask by ``asking``; what it does follows from ``seed``, and from what it is answered."""
        self._name = name
        self._asking = asking
        self._chance = random.Random(f"{seed} {name}")
        self._software = Software(asking, name)
        self._apps: list[App] = []
        self._made = 0

    async def live(self, over: asyncio.Event) -> None:
        """Do things until it is ``over``."""
        while not over.is_set():
            await self.act()
            await asyncio.sleep(self._chance.uniform(0, THINKING))

    @property
    def _usable(self) -> list[App]:
        return [app for app in self._apps if not app.is_strange]

    async def act(self) -> None:
        """Do one thing."""
        part = self._chance.random()
        if part < 0.12:
            await self._chance.choice(ON_ITS_OWN)(self._asking, self._chance)
        elif part < 0.24:
            await self._chance.choice(OF_ITS_STACKS)(self._asking, self._apps, self._name, self._chance)
        elif part < 0.36:
            await self._software.act(self._chance)
        elif not self._usable or (part < 0.5 and len(self._usable) < MOST_APPS):
            await self._create()
        else:
            await self._turn_to(self._chance.choice(self._usable))

    async def settle(self) -> None:
        """Let all that was asked for come to its end, and look at it."""
        await self._software.look()
        while waiting := [app for app in self._usable if not app.is_at_rest]:
            for app in waiting:
                if app.waits and not app.may_be_gone:
                    await changes.signal(self._asking, app, self._chance)
                await self._look_at(app)
            await asyncio.sleep(THINKING)

    async def leave(self) -> None:
        """Remove all that it has."""
        for app in self._apps:
            await changes.delete(self._asking, app, self._chance)
        await self.settle()
        await self._software.clear()

    async def _create(self) -> None:
        self._made += 1
        kind = self._chance.choice(("plain", "plain", "waiting"))
        app = App(kind, f"{self._name}-{self._made}", Wanted("first", self._chance.randint(0, 3)))
        if await changes.create(self._asking, app, self._name):
            self._apps.append(app)

    async def _turn_to(self, app: App) -> None:
        if not app.is_at_rest or not app.is_certain:
            await self._look_at(app)
        if app not in self._usable or app.may_be_gone or not app.id:
            return
        if not app.is_certain:
            return
        if app.waits and self._chance.random() < 0.6:
            await changes.signal(self._asking, app, self._chance)
            return
        act = self._chosen(app)
        if act is not None:
            await act(self._asking, app, self._chance)

    def _chosen(self, app: App) -> changes.Act | None:
        (state,) = app.possible
        if not app.is_at_rest:
            act = self._chance.choice(UNDER_WAY)
            may_cancel = state.action == "UPDATE" and bool(app.good)
            return act if act is not changes.cancel or may_cancel else None
        if state.action == "SUSPEND":
            return self._chance.choice((changes.resume, changes.delete))
        if app.whole_snapshots and self._chance.random() < 0.1:
            return changes.restore
        return self._chance.choice(AT_REST)

    async def _look_at(self, app: App) -> None:
        if not await checks.seen(self._asking, app) and not app.is_strange:
            self._apps.remove(app)
