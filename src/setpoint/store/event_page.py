"""Which of a stack's events somebody wants to see: where they happened, what of, in which order, and how many."""

from __future__ import annotations

import msgspec

from setpoint.model.address import ROOT, Address


class EventPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a stack's events, or of those of a stack nested in it; what is empty does not narrow it.

    ``own_name`` is what events of the container itself go by where ``names`` asks for some; others by the last part of
    their address. ``depth`` is how many levels of nested stacks count as well.
    """

    container: Address = ROOT
    depth: int = 0
    own_name: str = ""
    names: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    by_type: bool = False
    """Sorted by the resource's type first, and by number then; else by number alone."""
    ascending: bool = False
    behind: int = 0
    """The number of the event that it begins behind, in that order; 0 for the first page."""
    limit: int = 1000
