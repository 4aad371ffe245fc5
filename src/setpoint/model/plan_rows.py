"""A plan as people think of it: one row a resource, saying what becomes of it, why, and in which order.

A plan's steps are what an executor needs: a replacement is a create and a delete, an uncertain change a guard with its
branches. Here they are put together again, for whoever shows a plan: as text (:mod:`setpoint.model.plan_text`), as
plain data (:mod:`setpoint.model.plan_plain`), or as a page.
"""

from __future__ import annotations

import enum
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from setpoint.model.address import Address, container_of, is_within
from setpoint.model.change import Change
from setpoint.model.plan import Cause, Deed, Plan, Step, StepId


class What(enum.StrEnum):
    """What becomes of a resource."""

    CREATE = "create"
    REPLACE = "replace"
    UPDATE = "update"
    DELETE = "delete"
    FORGET = "forget"
    ADOPT = "adopt"
    OPEN = "open"
    """That hangs on values which are not known yet."""
    EXPAND = "expand"
    """Its members are planned when its shape can be known."""
    SETTLE = "settle"
    RECORD = "record"
    """Only what is recorded of it changes."""
    CHECK = "check"
    SUSPEND = "suspend"
    RESUME = "resume"
    SNAPSHOT = "snapshot"
    RESTORE = "restore"

    @property
    def sign(self) -> str:
        """One character for it."""
        return _SIGNS.get(self, "*")


_SIGNS = {
    What.CREATE: "+",
    What.ADOPT: "+",
    What.REPLACE: "±",
    What.UPDATE: "~",
    What.DELETE: "-",
    What.FORGET: "-",
    What.OPEN: "…",
    What.EXPAND: "…",
    What.SETTLE: "…",
    What.RECORD: "=",
}


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """One resource of a plan. ``depth`` counts the rows of composites around it.

    ``after`` names the resources that come before it, ``old_after`` those before its old incarnation is deleted;
    ``pause`` and ``timeout`` are in seconds. ``waits_for`` are the references that are not known yet. For an OPEN row,
    and an UPDATE that may become more, ``possible`` are the changes that those values decide between. ``lets_go``: it
    lets go of what must be deleted first, and is changed again afterwards.
    """

    what: What
    address: Address
    type: str
    causes: tuple[Cause, ...] = ()
    waits_for: tuple[str, ...] = ()
    after: tuple[Address, ...] = ()
    old_after: tuple[Address, ...] = ()
    delete_first: bool = False
    possible: tuple[Change, ...] = ()
    settles: bool = False
    lets_go: bool = False
    pause: float = 0
    timeout: float = 0
    hooks: tuple[str, ...] = ()
    depth: int = 0


def rows(plan: Plan) -> list[Row]:
    """The rows of ``plan``, each after those that it waits for, but a composite before its members."""
    groups: dict[Address, list[Step]] = {}
    for step in _in_order(plan):
        if step.deed not in _STANDSTILLS:
            groups.setdefault(step.address, []).append(step)
    needs = _Needs(plan)
    return [
        msgspec.structs.replace(row, depth=depth)
        for address, depth in _nested(groups)
        for row in _rows_at(address, groups[address], needs)
    ]


_STANDSTILLS = frozenset({Deed.PAUSE, Deed.HOLD})
"""Deeds that do nothing to a resource."""


def _in_order(plan: Plan) -> Iterator[Step]:
    """The steps, each after its needs, else as they are numbered."""
    waits_for = {step.id: len(step.needs) for step in plan.steps}
    leads_to: dict[StepId, list[StepId]] = {}
    for step in plan.steps:
        for need in step.needs:
            leads_to.setdefault(need, []).append(step.id)
    ready = [number for number, count in waits_for.items() if not count]
    while ready:
        number = heapq.heappop(ready)
        yield plan.steps[number]
        for follower in leads_to.get(number, ()):
            waits_for[follower] -= 1
            if not waits_for[follower]:
                heapq.heappush(ready, follower)


def _nested(addresses: Iterable[Address]) -> Iterator[tuple[Address, int]]:
    """Addresses with their depth: each after the composite around it, which stands where its first member does."""
    known = dict.fromkeys(addresses)
    inside: dict[Address | None, list[Address]] = {}
    for address in dict.fromkeys(step for end in known for step in _way_to(end, known)):
        inside.setdefault(_enclosing(address, known), []).append(address)
    waiting = [(address, 0) for address in reversed(inside.get(None, ()))]
    while waiting:
        address, depth = waiting.pop()
        yield address, depth
        waiting += [(member, depth + 1) for member in reversed(inside.get(address, ()))]


def _way_to(address: Address, known: Mapping[Address, None]) -> list[Address]:
    """The composites around ``address`` that have rows, outermost first, and itself."""
    way = [address]
    while outer := _enclosing(way[-1], known):
        way.append(outer)
    return way[::-1]


def _enclosing(address: Address, known: Mapping[Address, None]) -> Address | None:
    """The nearest composite around ``address`` that has a row."""
    while address := container_of(address):
        if address in known:
            return address
    return None


class _Needs:
    """What the steps of a plan come after, in words of resources."""

    def __init__(self, plan: Plan) -> None:
        self._steps = plan.steps
        self.timeouts = plan.timeouts
        self.holds: dict[Address, list[str]] = {}
        for step in plan.steps:
            if step.deed is Deed.HOLD:
                self.holds.setdefault(step.address, []).extend(step.hooks)

    def of(self, steps: Sequence[Step]) -> tuple[tuple[Address, ...], float]:
        """The other resources that ``steps`` come after, and the pause before them."""
        found: dict[Address, None] = {}
        pause = 0.0
        for step in steps:
            for need in self._real(step.needs):
                pause = max(pause, need.seconds)
                if need.deed not in _STANDSTILLS and not _belongs_to(need.address, step.address):
                    found[need.address] = None
        return tuple(found), pause

    def _real(self, needs: Iterable[StepId]) -> Iterator[Step]:
        return (self._steps[need] for need in needs)


def _belongs_to(address: Address, other: Address) -> bool:
    return address == other or is_within(address, other)


def _rows_at(address: Address, steps: list[Step], needs: _Needs) -> Iterator[Row]:
    """Mostly one row; leftovers of earlier plans get rows of their own."""
    going = [step for step in steps if step.deed in (Deed.DELETE, Deed.FORGET)]
    staying = [step for step in steps if step.deed not in (Deed.DELETE, Deed.FORGET)]
    merged = [step for step in going if step.when is not None or _is_made(staying)]
    if staying:
        yield _row(address, staying, merged, needs)
    for step in going:
        if step not in merged:
            after, pause = needs.of([step])
            what = What.DELETE if step.deed is Deed.DELETE else What.FORGET
            hooks = _hooks(address, [step], needs)
            yield Row(what, address, step.type, step.causes, after=after, pause=pause, hooks=hooks)


def _is_made(steps: Iterable[Step]) -> bool:
    return any(step.deed in (Deed.CREATE, Deed.ADOPT) and step.when is None for step in steps)


def _row(address: Address, steps: list[Step], going: list[Step], needs: _Needs) -> Row:
    settles = any(step.deed is Deed.SETTLE for step in steps)
    first = next((step for step in steps if step.deed not in (Deed.SETTLE, Deed.LET_GO)), steps[0])
    guarded = [step for step in steps if step.when is not None]
    creates = [step for step in steps if step.deed is Deed.CREATE]
    after, pause = needs.of([first])
    return Row(
        what=_what(first, going),
        address=address,
        type=first.type,
        causes=first.causes,
        waits_for=first.waits_for,
        after=after,
        old_after=tuple(one for one in needs.of(going)[0] if one not in after),
        delete_first=any(step.delete_first for step in creates),
        possible=_possible(first, guarded),
        settles=settles and first.deed is not Deed.SETTLE,
        timeout=needs.timeouts.get(address, 0),
        lets_go=any(step.deed is Deed.LET_GO for step in steps),
        pause=pause,
        hooks=_hooks(address, (*steps, *going), needs),
    )


def _hooks(address: Address, steps: Iterable[Step], needs: _Needs) -> tuple[str, ...]:
    own = [hook for step in steps for hook in step.hooks]
    return tuple(dict.fromkeys([*own, *needs.holds.get(address, ())]))


def _what(first: Step, going: list[Step]) -> What:
    if first.deed is Deed.GUARD:
        return What.UPDATE if first.least is Change.IN_PLACE else What.OPEN
    if first.deed is Deed.CREATE:
        return What.REPLACE if going else What.CREATE
    return What(first.deed.value)


def _possible(first: Step, guarded: Sequence[Step]) -> tuple[Change, ...]:
    """The changes that a guard may come to, apart from the one that comes about anyway."""
    if first.deed is not Deed.GUARD:
        return ()
    deeds = {step.deed for step in guarded}
    found = []
    if Deed.UPDATE in deeds and first.least is not Change.IN_PLACE:
        found.append(Change.IN_PLACE)
    if deeds & {Deed.CREATE, Deed.ADOPT}:
        found.append(Change.REPLACE)
    return tuple(found)


def summary(plan: Plan, shown: Sequence[Row]) -> dict[str, int]:
    """How many resources of each kind a plan's rows hold, with those that it leaves unchanged; without zeros."""
    counted = Counter(row.what.value for row in shown)
    found = {what.value: counted[what.value] for what in What if counted[what.value]}
    return found | ({"unchanged": len(plan.unchanged)} if plan.unchanged else {})
