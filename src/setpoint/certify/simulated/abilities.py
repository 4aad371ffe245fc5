"""What only some simulated types can do: sleep, and be saved and brought back."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.certify.simulated import refusals
from setpoint.certify.simulated.driver import SimulatedDriver
from setpoint.certify.simulated.passing import remove
from setpoint.certify.simulated.simulated_type import Phase, SimulatedType, describe, revised
from setpoint.certify.simulated.world import Call, Thing
from setpoint.clouds.driver import Subject
from setpoint.model.observation import Outcome, Pending
from setpoint.model.value import Plain


class SleepingDriver(SimulatedDriver):
    """Drives a type whose things can be suspended and resumed."""

    async def suspend(self, subject: Subject) -> Outcome:
        """Put it to sleep."""
        phase = Phase("SUSPENDING", "SUSPENDED")
        return await self._send(
            "suspend", subject.physical_id, "", lambda call, now: self._bring(subject, phase, call, now)
        )

    async def resume(self, subject: Subject) -> Outcome:
        """Wake it."""
        phase = Phase("RESUMING", "ACTIVE")
        return await self._send(
            "resume", subject.physical_id, "", lambda call, now: self._bring(subject, phase, call, now)
        )

    def _bring(self, subject: Subject, phase: Phase, call: Call, now: float) -> Outcome:
        thing = self._mine(subject)
        if thing.status not in (phase.during, phase.after):
            self._refuse_while_busy(thing)
            if thing.status == "ERROR":
                raise refusals.conflict(f"{describe(self._type, thing)} is in ERROR")
            self._set_to_work(thing, phase, call, now)
        return self._outcome(thing, subject.properties)


class SavingDriver(SimulatedDriver):
    """Drives a type whose things can be saved and brought back; what is saved is a thing of its own."""

    async def snapshot(self, subject: Subject, token: str) -> Plain | Pending:
        """Save its present state. Safe to repeat: the saved thing carries the token."""
        return await self._send(
            "snapshot", subject.physical_id, "", lambda call, now: self._save(subject, token, call, now)
        )

    def _save(self, subject: Subject, token: str, call: Call, now: float) -> Plain | Pending:
        thing, world = self._mine(subject), self._world
        self._refuse_while_busy(thing)
        token = f"{thing.id}/{token}"
        if not (known := world.of_token(token)):
            seconds = self._wire.timings.of_work(world.seed, call, self._type)
            world.add(self._copy(thing, token, now, now + seconds))
            known = world.of_token(token)
        saved_at = known[0].changed_at
        if now < saved_at:
            return Pending(f"the {self._type.snapshots} is being made", saved_at)
        return {self._type.snapshots: known[0].id}

    def _copy(self, thing: Thing, token: str, now: float, saved_at: float) -> Thing:
        return Thing(
            self._world.new_id(),
            self._type.snapshots,
            token,
            f"{thing.name} saved",
            properties=dict(thing.properties),
            state=dict(thing.state),
            created_at=now,
            changed_at=saved_at,
        )

    async def restore(self, subject: Subject, saved: Plain) -> Outcome:
        """Bring the saved state back, in place."""
        return await self._send(
            "restore", subject.physical_id, "", lambda call, now: self._restore(subject, saved, call, now)
        )

    def _restore(self, subject: Subject, saved: Mapping[str, Plain], call: Call, now: float) -> Outcome:
        thing = self._mine(subject)
        self._refuse_while_busy(thing)
        name = str(saved[self._type.snapshots])
        source = self._world.get(self._type.snapshots, name)
        if source is None:
            raise refusals.unknown(self._type.snapshots, name)
        fresh: dict[str, Plain] = {"state": dict(thing.state), "bonds": {}, "claims": [], "usage": {}}
        after = revised(thing, properties=dict(source.properties), **fresh)
        self._type.admit(self._world, after, thing)
        self._world.replace(thing, after)
        self._set_to_work(after, Phase("RESTORING", "ACTIVE"), call, now)
        return self._outcome(after, subject.properties)

    async def drop_snapshot(self, saved: Plain) -> None:
        """Remove what was saved."""
        name = str(saved[self._type.snapshots])
        await self._send("drop_snapshot", name, "", lambda _call, now: self._drop(name, now))

    def _drop(self, name: str, now: float) -> None:
        saved = self._world.get(self._type.snapshots, name)
        if saved is not None:
            remove(self._world, saved, now)


class SleepingSavingDriver(SleepingDriver, SavingDriver):
    """Drives a type whose things can do both."""


def driver_of(simulated: SimulatedType) -> type[SimulatedDriver]:
    """The class of driver that offers what its things can do."""
    if simulated.snapshots:
        return SleepingSavingDriver if simulated.sleeps else SavingDriver
    return SleepingDriver if simulated.sleeps else SimulatedDriver
