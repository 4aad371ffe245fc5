"""OS::Heat::WaitCondition: waits until its handle was signalled often enough, or once that something has failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from setpoint.clouds.builtin.recorded import Recorded
from setpoint.clouds.driver import Facts, Subject, Want
from setpoint.model.kind import Awaiting
from setpoint.model.observation import Accepted, Broken, Observation, Outcome, Ready
from setpoint.model.signal import Signals, judge, numbered
from setpoint.model.value import Plain

STRANGE = "what it waits for is not a valid wait condition handle"


class WaitCondition(Recorded):
    """What has come counts, also when it came before this began to wait. At rest nothing moves it any more."""

    count: ClassVar[str] = "count"
    timeout: ClassVar[str] = "timeout"

    async def create(self, want: Want, token: str) -> Outcome:
        """Begin to wait."""
        return Accepted(self.physical_id(want, token))

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Wait once more, for another number of signals."""
        return Accepted(subject.physical_id)

    async def observe(self, subjects: Sequence[Subject], facts: Facts) -> Mapping[str, Observation]:
        """See :class:`setpoint.clouds.driver.Driver`."""
        return {one.token: self._judge(one, facts) for one in subjects}

    def _judge(self, subject: Subject, facts: Facts) -> Observation:
        assert isinstance(self.kind, Awaiting)
        handle, is_at_rest = str(self.kind.awaits(subject.properties)), not subject.since
        if handle not in facts.signals:
            return Ready(subject.attributes) if is_at_rest else Broken(STRANGE)
        signals = self._come(subject, facts.signals[handle])
        until = subject.since + subject.properties[self.timeout]
        seen = judge(signals, subject.properties[self.count], facts.now, until)
        return Ready(self.kind.tells(signals)) if is_at_rest or isinstance(seen, Ready) else seen

    def _come(self, subject: Subject, signals: Signals | None) -> Signals:
        """Where nobody is to signal, it is as if everybody had."""
        if signals is None or (not signals and self.settings.options.get("unattended")):
            return numbered(subject.properties[self.count])
        return signals


DRIVER = WaitCondition
