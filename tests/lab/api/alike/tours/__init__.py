"""What is asked of both engines, one subject a module; each tour has stacks of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from tests.lab.api.alike.door import Door
from tests.lab.api.alike.tours.carrying import carrying
from tests.lab.api.alike.tours.deeds import deeds
from tests.lab.api.alike.tours.describing import describing
from tests.lab.api.alike.tours.failing import failing
from tests.lab.api.alike.tours.happenings import happenings
from tests.lab.api.alike.tours.life import life
from tests.lab.api.alike.tours.lists import lists
from tests.lab.api.alike.tours.nested import nested
from tests.lab.api.alike.tours.refusals import refusals
from tests.lab.api.alike.tours.signalling import signalling
from tests.lab.api.alike.tours.software import software
from tests.lab.api.alike.tours.ways import ways

Tour = Callable[[Door], Awaitable[None]]

TOURS: Mapping[str, Tour] = {
    "carrying": carrying,
    "deeds": deeds,
    "describing": describing,
    "failing": failing,
    "happenings": happenings,
    "life": life,
    "nested": nested,
    "refusals": refusals,
    "signalling": signalling,
    "software": software,
    "ways": ways,
    "lists": lists,
}

APART = ("lists",)
"""Those that must have a project to themselves."""
