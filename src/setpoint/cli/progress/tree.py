"""What a running plan looks like: for each resource whether it is done, under way, waiting for what, or failed.

Looks at the run and changes nothing. Of a big plan only some lines are made: those where something happens first.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator

import msgspec

from setpoint.engine.executor.progress import Key
from setpoint.engine.executor.run import Run
from setpoint.model.address import Address, is_within
from setpoint.model.plan import Deed, Step

_SCANNED = 2_000
"""Resources up to which all of them are looked at every time; of bigger plans, what is under way."""
_MOST_NAMES = 3


_DONE = {
    Deed.CREATE: "created",
    Deed.UPDATE: "updated",
    Deed.DELETE: "deleted",
    Deed.FORGET: "forgotten",
    Deed.ADOPT: "taken over",
    Deed.CHECK: "checked",
    Deed.SUSPEND: "suspended",
    Deed.RESUME: "resumed",
    Deed.SNAPSHOT: "saved",
    Deed.RESTORE: "restored",
}


class State(enum.IntEnum):
    """How a resource stands; what matters more comes first."""

    FAILED = 0
    HELD = 1
    UNDER_WAY = 2
    WAITING = 3
    DONE = 4


class Line(msgspec.Struct, frozen=True):
    """One resource. ``seconds`` is how long its step is under way, or took."""

    address: Address
    type: str
    state: State
    words: str = ""
    seconds: float = 0


class Tree:
    """One run, looked at again and again."""

    def __init__(self, run: Run) -> None:
        """Look at ``run``."""
        self._run = run
        self._steps = 0
        self._keys: dict[Address, list[Key]] = {}
        self._since: dict[Key, float] = {}
        self._took: dict[Address, float] = {}

    def lines(self, most: int, now: float) -> list[Line]:
        """At most ``most`` lines in the plan's order, at ``now`` (in seconds, from any beginning)."""
        self._take_in(now)
        failed = {one.address: one.summary_with_detail for one in self._run.failures}
        found = [self._line(address, failed, now) for address in self._looked_at(failed)]
        if len(found) > most:
            by_weight = sorted(range(len(found)), key=lambda number: found[number].state)
            found = [found[number] for number in sorted(by_weight[:most])]
        return found

    def __len__(self) -> int:
        """How many resources there are."""
        return len(self._keys)

    def _take_in(self, now: float) -> None:
        progress = self._run.progress
        if len(progress) != self._steps:
            self._steps = len(progress)
            self._keys = {}
            for key in progress:
                step = progress.step(key)
                if step.deed is not Deed.PAUSE:
                    self._keys.setdefault(step.address, []).append(key)
        for key in self._run.tasks:
            self._since.setdefault(key, now)
        for key in [key for key in self._since if key not in self._run.tasks]:
            self._took[progress.step(key).address] = now - self._since.pop(key)

    def _looked_at(self, failed: Iterable[str]) -> Iterator[Address]:
        if len(self._keys) <= _SCANNED:
            yield from self._keys
            return
        busy = [self._run.progress.step(key).address for key in (*self._run.tasks, *self._run.held)]
        yield from dict.fromkeys(Address(one) for one in (*failed, *busy) if one in self._keys)

    def _line(self, address: Address, failed: dict[str, str], now: float) -> Line:
        run, keys = self._run, self._keys[address]
        type_name = run.progress.step(keys[0]).type
        if address in failed:
            return Line(address, type_name, State.FAILED, failed[address])
        for key in keys:
            if key in run.held:
                return Line(
                    address, type_name, State.HELD, f"stands at {run.held[key]} until that is cleared"
                )
            if key in run.tasks:
                deed = run.progress.step(key).deed
                why = run.waits_for(key)
                words = f"{deed}: {why}" if why else deed.value
                return Line(address, type_name, State.UNDER_WAY, words, now - self._since[key])
        waiting = next((key for key in keys if not run.progress.has_landed(key)), None)
        if waiting is None:
            return Line(address, type_name, State.DONE, self._done(keys), self._took.get(address, 0))
        return Line(address, type_name, State.WAITING, self._waits(waiting, run.progress.step(waiting)))

    def _done(self, keys: list[Key]) -> str:
        """What was done; nothing where a guard decided what."""
        steps = [self._run.progress.step(key) for key in keys]
        deeds = [step.deed for step in steps if step.when is None and step.deed in _DONE]
        if Deed.CREATE in deeds and Deed.DELETE in deeds:
            return "replaced"
        return _DONE[deeds[-1]] if deeds else ""

    def _waits(self, key: Key, step: Step) -> str:
        progress = self._run.progress
        needs = dict.fromkeys(progress.step(need).address for need in progress.needs_of(key))
        inside = [one for one in needs if is_within(one, step.address)]
        if inside:
            return f"waits for {len(inside):,} of its members"
        others = [one for one in needs if one != step.address]
        what = "its old one goes after" if step.deed is Deed.DELETE and step.causes else "waits for"
        return f"{what} {_several(others)}" if others else "is next"


def _several(names: list[Address]) -> str:
    few = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{few} and {more:,} more" if more > 0 else few
