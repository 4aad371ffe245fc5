"""Why a stack has failed, in Heat's words: which resource did, by the way through the nested stacks around it.

``Resource CREATE failed: ValueError: resources.app.resources.server: it is broken``
"""

from __future__ import annotations

from collections.abc import Iterable

from setpoint.engine.world import World
from setpoint.model.address import ROOT, Address, is_within
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.incarnation import Action, Status


def sentence(failure: Diagnostic, action: Action, container: Address = ROOT) -> str:
    """What ``container`` is told to have failed of: of what failed within it in the course of an action."""
    return f"Resource {action} failed: {_told(failure, container)}"


def reason(failures: Iterable[Diagnostic], world: World, usual: Action, container: Address = ROOT) -> str:
    """Why ``container`` has failed: the first of what has failed within it, and how many more there are.

    ``usual`` is what has failed of what nothing is recorded any more.
    """
    within = [one for one in failures if one.address and is_within(Address(one.address), container)]
    if not within:
        return ""
    first, *more = within[:_TOLD]
    told = [
        sentence(first, _action(first, world, usual), container),
        *(_told(one, container) for one in more),
    ]
    left = len(within) - len(told)
    return "; ".join(told) + (f"; and {left} more" if left else "")


_TOLD = 3
"""How many failures are told, at most."""


def _told(failure: Diagnostic, container: Address) -> str:
    names = failure.address.removeprefix(f"{container}/").split("/")
    way = ".".join(f"resources.{name}" for name in names)
    return ": ".join(filter(None, (failure.error, way, failure.summary_with_detail)))


def _action(failure: Diagnostic, world: World, usual: Action) -> Action:
    failed = [one for one in world.at(Address(failure.address)) if one.status is Status.FAILED]
    return failed[-1].action if failed else usual
