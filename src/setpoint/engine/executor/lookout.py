"""The watchers of a run: one for each cloud on which something waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from setpoint.clouds.cloud import Cloud
from setpoint.engine import signals
from setpoint.engine.executor.postbox import Postbox
from setpoint.engine.executor.state import RunState
from setpoint.engine.executor.task import Task
from setpoint.engine.executor.watch import Waiting, Watcher
from setpoint.model.observation import Observation
from setpoint.model.plan import Deed


class Lookout:
    """Looks at what calls have set off, until there is something to tell."""

    def __init__(self, state: RunState, seen: Callable[[str, Observation], None]) -> None:
        """Give what was seen of a token to ``seen``, in the run's loop."""
        self._state = state
        self._seen = seen
        self._watchers: dict[str, Watcher] = {}
        self._watching: list[asyncio.Task[None]] = []
        self._postbox: Postbox | None = None

    def include(self, cloud: Cloud) -> None:
        """Watch a cloud from now on."""
        if cloud.name not in self._watchers:
            ground = self._state.ground
            watcher = Watcher(cloud, ground.ledger.now, self._deliver, lambda: signals.known(ground.world))
            self._watchers[cloud.name] = watcher
            self._watching.append(self._state.group.create_task(watcher.run()))

    def end(self) -> None:
        """Look no more."""
        for watching in self._watching:
            watching.cancel()
        if self._postbox is not None:
            self._postbox.end()

    def close(self) -> None:
        """Forget all watchers, and who would hear of them."""
        self._watchers.clear()
        self._watching.clear()
        self._postbox = None
        self._seen = _overlook

    def look_in(self, postbox: Postbox) -> None:
        """Have ``postbox`` look into the queues that are of importance to what is looked at."""
        self._postbox = postbox

    def add(self, task: Task, *, soon: bool = True) -> None:
        """Look at what a task works on: at once, or on the next tick."""
        if self._postbox is not None:
            self._postbox.add(task)
        once = task.step.deed is Deed.CHECK
        self._watchers[task.cloud].add(Waiting(task.subject(), task.driver, once), soon=soon)

    def drop(self, task: Task) -> None:
        """Look at it no more."""
        self._watchers[task.cloud].drop(task.one.id)

    def wake(self, cloud: str, tokens: Sequence[str] | None) -> None:
        """A cloud says that something changed."""
        watcher = self._watchers.get(cloud)
        if watcher is not None:
            watcher.wake(tokens)

    def look_again(self, task: Task) -> None:
        """What a task works on may have changed: look at it now, if it is waited for."""
        self.wake(task.cloud, [task.one.id])

    def why(self, task: Task) -> str:
        """What a task waits for, in the cloud's words."""
        return self._watchers[task.cloud].why(task.one.id) if task.cloud in self._watchers else ""

    def _deliver(self, token: str, seen: Observation) -> None:
        """A watcher's delivery; from its own coroutine."""
        self._state.inbox.post(lambda: self._seen(token, seen))


def _overlook(_token: str, _seen: Observation) -> None:
    return
