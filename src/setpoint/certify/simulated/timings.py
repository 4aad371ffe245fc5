"""How long everything takes on the simulated cloud."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from setpoint.certify.simulated.chance import Span, within
from setpoint.certify.simulated.simulated_type import SimulatedType
from setpoint.certify.simulated.world import Call


class Timings(msgspec.Struct, frozen=True):
    """Times in seconds; a span is drawn anew for each call.

    ``latency`` is what a call takes, half of it before the deed and half after; ``latencies`` say otherwise for a verb.
    ``pace`` scales the time that types declare for building, changing and deleting: 1 is as a real cloud takes, 0 is at
    once. ``builds`` and ``deletes`` say otherwise for a type. ``lag`` is by how much lists are behind. ``lateness`` is
    for how long what was asked for, and never answered, may still be done (:class:`setpoint.clouds.cloud.Distant`).
    """

    latency: Span = 0.0
    latencies: Mapping[str, Span] = {}
    pace: float = 1.0
    builds: Mapping[str, Span] = {}
    deletes: Mapping[str, Span] = {}
    lag: float = 0.0
    lateness: float = 5.0

    def of_call(self, seed: int, call: Call) -> float:
        """What ``call`` takes on its way there and back."""
        return within(self.latencies.get(call.verb, self.latency), seed, "latency", call.number)

    def of_work(self, seed: int, call: Call, type: SimulatedType) -> float:
        """What the work takes that ``call`` sets off: a delete, or anything else."""
        own, declared = (
            (self.deletes, type.seconds_to_go) if call.verb == "delete" else (self.builds, type.seconds)
        )
        if type.name in own:
            return within(own[type.name], seed, "work", call.number)
        return self.pace * within(declared, seed, "work", call.number) if self.pace else 0.0


INSTANT = Timings(pace=0.0)
"""Nothing takes time: for benchmarks of the engine, and for tests that are about something else."""

BRISK = Timings(latency=(0.005, 0.02), pace=0.05)
"""As a person at a terminal likes it: servers within a second."""

REALISTIC = Timings(latency=(0.02, 0.2))
"""As a real cloud; in virtual time that costs nothing."""

PRESETS: Mapping[str, Timings] = {"instant": INSTANT, "brisk": BRISK, "realistic": REALISTIC}
"""The presets by name."""
