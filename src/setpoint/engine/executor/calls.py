"""The calls of a run: as many at once as each cloud's lane has room for, and none that excludes another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from setpoint.clouds.cloud import Cloud
from setpoint.engine.executor.lanes import Calling, Exclusion, Lane
from setpoint.engine.executor.state import RunState
from setpoint.engine.executor.task import DeedFailed, Task
from setpoint.model.errors import LostAnswer, ResourceError, Retry
from setpoint.model.observation import Observation, Outcome

Answer = Outcome | Observation | Exception
"""What came of a call. Of exceptions only those that drivers may raise."""


class Calls:
    """Who may call, and what was answered."""

    def __init__(
        self, state: RunState, answered: Callable[[Task, Answer], None], called: Callable[[Task], None]
    ) -> None:
        """Give answers to ``answered``; give to ``called`` what has nothing to call, for its call was accepted before.

        Both hear it in the run's loop, and of tasks only that are still under way.
        """
        self._state = state
        self._answered = answered
        self._called = called
        self._lanes: dict[str, Lane] = {}
        self._exclusion = Exclusion[Task]()

    def lane(self, cloud: Cloud) -> Lane:
        """The lane of a cloud."""
        if cloud.name not in self._lanes:
            self._lanes[cloud.name] = Lane(cloud.width, self._state.group.create_task)
        return self._lanes[cloud.name]

    @property
    def has_room(self) -> bool:
        """Whether some lane has room for one more call besides those that are in it."""
        return any(lane.has_room for lane in self._lanes.values())

    def close(self) -> None:
        """Forget who would hear of answers."""
        self._lanes.clear()
        self._answered, self._called = _hear_nothing, _forget

    def launch(self, tasks: Sequence[Task]) -> None:
        """Do the deeds whose Started records are durable now, and that are in their lanes."""
        for task in tasks:
            if task.key in self._state.tasks and self._exclusion.admits(task):
                self._do(task)
            else:
                self._lanes[task.cloud].leave()

    def again(self, task: Task) -> None:
        """Do a started deed (once more, or its next phase) as soon as its lane has room."""
        lane = self._lanes[task.cloud]

        def start() -> None:
            if task.key in self._state.tasks and not self._state.stopping:
                lane.call(partial(self._call, task))
            else:
                lane.leave()

        lane.enter(start)

    def release(self, task: Task) -> None:
        """Let those go on whom a task has excluded."""
        for free in self._exclusion.release(task):
            self._lanes[free.cloud].enter(partial(self._do, free))

    def _do(self, task: Task) -> None:
        """In the lane, with nobody whom it excludes: call, or wait for what a call has set off before a crash."""
        lane = self._lanes[task.cloud]
        if task.call is not None:
            lane.call(partial(self._call, task))
            return
        lane.leave()
        if task.key in self._state.tasks:
            self._called(task)

    def _call(self, task: Task) -> Calling | None:
        """Call, unless it ran into its timeout while it waited for room."""
        if task.key not in self._state.tasks:
            self._state.inbox.post(self._lanes[task.cloud].leave)
            return None
        self._state.in_flight += 1
        self._state.ground.clouds.calling(task.cloud, 1)
        return self._answer(task)

    async def _answer(self, task: Task) -> None:
        assert task.call is not None
        result: Answer
        try:
            result = await (task.around or task.call)(task)
        except (Retry, LostAnswer, ResourceError, DeedFailed) as refusal:
            result = refusal
        finally:
            self._state.in_flight -= 1
            self._state.ground.clouds.calling(task.cloud, -1)
        self._widen(self._lanes[task.cloud], result)
        self._state.inbox.post(lambda: self._take(task, result))

    @staticmethod
    def _widen(lane: Lane, result: Answer) -> None:
        """Tell the lane how a cloud bears its calls, before the next one goes."""
        if isinstance(result, Retry):
            lane.was_asked_to_wait()
        else:
            lane.went_well()

    def _take(self, task: Task, result: Answer) -> None:
        self._lanes[task.cloud].leave()
        if task.key in self._state.tasks:  # else it ran into its timeout meanwhile
            self._answered(task, result)


def _hear_nothing(_task: Task, _result: Answer) -> None:
    return


def _forget(_task: Task) -> None:
    return
