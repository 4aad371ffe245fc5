"""Changes of a thing that take time, one after the other.

What an update leaves to be done is a list of phases in its cursor. Each looks at the thing, does the next thing that
is missing, and says what is under way then; when nothing is missing, the next phase has its turn. So a phase that was
begun already, by whomever, goes on from where it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

import msgspec

from setpoint.clouds.driver import Subject, Want
from setpoint.clouds.openstack.region import Region
from setpoint.clouds.openstack.rest.looking import Shown
from setpoint.model.value import Plain

Properties = Mapping[str, Plain]

Todo = Sequence[Sequence[Plain]]
"""Phases that are to come, by name, each with what is under way in it: as a cursor holds them."""


class Job(msgspec.Struct, frozen=True):
    """A thing to be changed: as it is shown, and as it is wanted."""

    region: Region
    subject: Subject
    want: Want
    shown: Shown


J_contra = TypeVar("J_contra", contravariant=True)


class Phase(Protocol[J_contra]):
    """One kind of change."""

    def begin(self, old: Properties, new: Properties) -> Plain:
        """What is under way before anything was done: what the steps must know of ``old``. None: not needed."""
        ...

    async def step(self, job: J_contra, doing: Plain) -> Plain:
        """Do the next thing, given what was under way; what is under way now. None: the phase is done.

        It is called when the service has nothing to do with the thing just now.
        """
        ...


def begin(phases: Mapping[str, Phase[J_contra]], old: Properties, new: Properties) -> Todo:
    """Those of ``phases`` that a change from ``old`` to ``new`` needs, in their order."""
    begun = ((name, phase.begin(old, new)) for name, phase in phases.items())
    return [[name, doing] for name, doing in begun if doing is not None]


async def carry_on(
    phases: Mapping[str, Phase[J_contra]], job: J_contra, todo: Todo, *, is_busy: bool
) -> Todo:
    """Do what can be done now; what is left. ``is_busy``: the service is at work on the thing, so nothing can."""
    while todo:
        name, doing = todo[0]
        if not is_busy:
            doing = await phases[name].step(job, doing)
        if doing is not None:
            return [[name, doing], *todo[1:]]
        todo = todo[1:]
    return ()
