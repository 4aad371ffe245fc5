"""OS::Heat::Delay: takes its time, with some chance in it, when one of its actions is done."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.builtin.recorded import Recorded
from setpoint.clouds.builtin.waits import waiting
from setpoint.clouds.driver import Subject
from setpoint.model.incarnation import Action
from setpoint.model.observation import Done, Outcome
from setpoint.model.value import Plain


class Delay(Recorded):
    """Can be suspended and resumed, so that these can take time as well."""

    def seconds(
        self, action: Action, new: Mapping[str, Plain], old: Mapping[str, Plain], token: str
    ) -> float:
        """``min_wait`` and up to ``max_jitter`` times ``jitter_multiplier``, for actions that are named."""
        if action not in new["actions"]:
            return 0
        jitter = new["max_jitter"] * new["jitter_multiplier"]
        seconds: float = new["min_wait"] + jitter * self.chance(f"{token} {action}").random()
        return seconds

    async def suspend(self, subject: Subject) -> Outcome:
        """Put it to sleep."""
        return self._take_time(Action.SUSPEND, subject)

    async def resume(self, subject: Subject) -> Outcome:
        """Wake it."""
        return self._take_time(Action.RESUME, subject)

    def _take_time(self, action: Action, subject: Subject) -> Outcome:
        seconds = self.seconds(action, subject.properties, subject.properties, subject.token)
        return waiting(subject.physical_id, seconds) if seconds else Done(subject.physical_id)


DRIVER = Delay
