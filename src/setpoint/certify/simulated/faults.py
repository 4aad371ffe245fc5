"""What goes wrong: by seeded chance, by script, or both. A call's fault follows from the seed and the call's number."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping

import msgspec

from setpoint.certify.simulated.chance import chance
from setpoint.certify.simulated.world import Call


class Fault(enum.StrEnum):
    """One way in which a call, or what comes of it, goes wrong."""

    TOO_MANY = "429 too many requests"
    UNAVAILABLE = "503 service unavailable"
    BUSY = "409 the service is busy with it"
    REFUSED = "400 refused"
    """For good: ResourceError, and the deed is not done."""
    CRASHED = "500 internal server error"
    """LostAnswer, for who can tell; the deed is not done."""
    LOST = "504 gateway timeout"
    """LostAnswer, and the deed is done."""
    CUT = "connection reset"
    """LostAnswer, and the deed is not done: the connection was cut before."""
    LATE = "504 gateway timeout, and it is done later"
    """LostAnswer, and the deed is done some seconds later. In no preset."""
    ERROR = "goes to ERROR"
    """The deed is accepted and then fails."""
    VANISH = "vanishes"
    """Some time after it was made, it is there no more."""
    SLOW = "takes ten times as long"
    STUCK = "never ends"
    """The deed is accepted and nothing ever comes of it. In no preset: only a timeout helps."""
    UNHEARD = "its notification is lost"
    """Nothing goes wrong, and nobody is told when it is done."""


LOOKS = frozenset({"observe", "find", "tell"})
"""Verbs that change nothing."""

_ANY_CALL = frozenset({Fault.TOO_MANY, Fault.UNAVAILABLE})
_MAKING = frozenset({Fault.VANISH})

SLOWLY = 10
"""How many times as long a SLOW deed takes."""

Matches = Callable[[Call], bool]


class Script(msgspec.Struct):
    """A fault for the next ``times`` calls that match; with ``times`` at 0 it is over."""

    matches: Matches
    fault: Fault
    times: int


class Faults:
    """Chooses what goes wrong with each call. ``rates`` are probabilities a call, from 0 to 1.

    ``bears`` is how many calls may be under way before more of them are answered with 429; 0 for any number.
    """

    def __init__(self, seed: int = 0, rates: Mapping[Fault, float] | None = None, bears: int = 0) -> None:
        """Let nothing go wrong but by ``rates`` and ``bears``, and by what is scripted later."""
        self.seed = seed
        self.bears = bears
        self.rates = dict(rates or {})
        self._scripts: list[Script] = []

    @classmethod
    def none(cls) -> Faults:
        """Nothing goes wrong, unless it is scripted."""
        return cls()

    @classmethod
    def mild(cls, seed: int) -> Faults:
        """A cloud on a working day: all of it passes, and whatever is tried again works in the end."""
        return cls(seed, _MILD)

    @classmethod
    def storm(cls, seed: int) -> Faults:
        """A cloud on a bad day: some deeds fail for good, and things break and vanish."""
        return cls(seed, _STORM)

    def at(self, number: int, fault: Fault) -> Script:
        """Let call ``number`` (as in ``World.calls``, from 1) go wrong."""
        return self.when(lambda call: call.number == number, fault)

    def when(self, matches: Matches, fault: Fault, times: int = 1) -> Script:
        """Let the next ``times`` calls that match go wrong."""
        script = Script(matches, fault, times)
        self._scripts.append(script)
        return script

    def on(self, verb: str, fault: Fault, type: str = "", name: str = "", times: int = 1) -> Script:
        """Let the next ``times`` calls of a verb go wrong; of one type, or of things whose name has ``name`` in it."""
        return self.when(
            lambda call: call.verb == verb and type in ("", call.type) and name in call.name, fault, times
        )

    def of(self, call: Call) -> Fault | None:
        """What goes wrong with ``call``: scripted faults first."""
        for script in self._scripts:
            if script.times > 0 and script.matches(call):
                script.times -= 1
                return script.fault
        return self._by_chance(call) if self.rates else None

    def _by_chance(self, call: Call) -> Fault | None:
        drawn = chance(self.seed, "fault", call.number)
        for fault, rate in self.rates.items():
            if not _can_befall(fault, call):
                continue
            if drawn < rate:
                return fault
            drawn -= rate
        return None


def _can_befall(fault: Fault, call: Call) -> bool:
    if call.verb in LOOKS:
        return fault in _ANY_CALL
    return fault not in _MAKING or call.verb == "create"


_MILD = {
    Fault.TOO_MANY: 0.02,
    Fault.UNAVAILABLE: 0.02,
    Fault.BUSY: 0.01,
    Fault.CRASHED: 0.01,
    Fault.LOST: 0.02,
    Fault.CUT: 0.01,
    Fault.SLOW: 0.03,
    Fault.UNHEARD: 0.10,
}
_STORM = {
    Fault.TOO_MANY: 0.08,
    Fault.UNAVAILABLE: 0.05,
    Fault.BUSY: 0.04,
    Fault.CRASHED: 0.03,
    Fault.LOST: 0.06,
    Fault.CUT: 0.04,
    Fault.REFUSED: 0.02,
    Fault.ERROR: 0.03,
    Fault.VANISH: 0.02,
    Fault.SLOW: 0.10,
    Fault.UNHEARD: 0.30,
}

PRESETS: Mapping[str, Callable[[int], Faults]] = {
    "none": lambda _seed: Faults.none(),
    "mild": Faults.mild,
    "storm": Faults.storm,
}
"""The presets by name, each made from a seed."""
