"""The engine of a service: drives every stack of which something is asked, and takes up what was left.

One task a stack that has work, none for one at rest. What is to be done stands in the store, so a task that ends, or a
process that dies, loses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from setpoint.engine.engine import Ears, Engine
from setpoint.engine.requests.acting import act, break_off, give_up
from setpoint.engine.requests.submitting import entrusted_by, next_act
from setpoint.engine.result import Verdict
from setpoint.model.errors import InvalidInput, NotFound, Superseded
from setpoint.model.request import Request
from setpoint.model.stack import ProjectId, Stack, StackId
from setpoint.store import Store

Engines = Callable[[ProjectId, StackId], AbstractAsyncContextManager[Engine]]
"""Gives the engine that drives a stack of a project: with the clouds that this stack's credentials lead to."""

Removed = Callable[[Stack], Awaitable[None]]
"""Is told of a stack whose credential is needed no more: it is gone with all its resources, or was driven by that until
somebody else took it over. It must not raise."""

Broke = Callable[[StackId, BaseException], None]
"""Is told of a bug that ended the work on a stack."""

Waits = Callable[[StackId, InvalidInput], None]
"""Is told of a stack that cannot be driven yet, and why; once for each reason, however often it is tried."""

Busy = Callable[[int, int], None]
"""Is told how many stacks are being driven, and of how many something is asked that is not begun, as that changes."""

PATIENCE = 5.0
"""Seconds until what could not be carried on, for its cloud was not to be reached, is tried again."""


class Host:
    """Drives stacks until it is closed."""

    def __init__(
        self,
        store: Store,
        engines: Engines,
        ears: Ears,
        broke: Broke,
        removed: Removed | None = None,
        busy: Busy = lambda _driven, _asked: None,
        waits: Waits = lambda _stack, _why: None,
    ) -> None:
        """Drive the stacks of ``store``; hear of new work by ``ears``."""
        self._busy = busy
        self._asked = 0
        self._removed = removed or _nothing
        self._store = store
        self._engines = engines
        self._ears = ears
        self._broke = broke
        self._waits = waits
        self._why: dict[StackId, str] = {}
        """Of stacks that could not be driven when that was tried last, the reason."""
        self._driving: dict[StackId, asyncio.Task[None]] = {}
        self._waiting: dict[StackId, asyncio.TimerHandle] = {}
        self._listening: asyncio.Task[None] | None = None
        self._is_open = False

    @property
    def driving(self) -> int:
        """How many stacks are being driven just now."""
        return len(self._driving)

    async def open(self) -> None:
        """Take up what an earlier process has left, and drive whatever comes from now on."""
        self._is_open = True
        for project, stack in self._store.begun():
            if not self._store.project(project).is_leased(stack):
                self.nudge(project, stack)
        self._look()
        self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Start nothing more. What is under way is left as it is, to be carried on by the next process."""
        self._is_open = False
        for timer in self._waiting.values():
            timer.cancel()
        tasks = [task for task in (self._listening, *self._driving.values()) if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def nudge(self, project: ProjectId, stack: StackId) -> None:
        """Something was asked of a stack: drive it, unless it is being driven already."""
        if stack not in self._driving and stack not in self._waiting:
            task = asyncio.create_task(self._drive(project, stack))
            self._driving[stack] = task
            task.add_done_callback(lambda _done: self._rest(project, stack))
            self._busy(self.driving, self._asked)

    def _rest(self, project: ProjectId, stack: StackId) -> None:
        del self._driving[stack]
        self._busy(self.driving, self._asked)
        if self._is_open:
            self._nudge_if_asked(project, stack)  # it came when the last look was over

    async def _listen(self) -> None:
        while True:
            await self._ears.hear()
            self._look()

    def _look(self) -> None:
        asked = self._store.asked()
        self._asked = len(asked)
        self._busy(self.driving, self._asked)
        for project, stack in asked:
            self._nudge_if_asked(project, stack)

    def _nudge_if_asked(self, project: ProjectId, stack: StackId) -> None:
        if next_act(self._store.project(project).requests(stack))[0] is not None:
            self.nudge(project, stack)

    async def _drive(self, project: ProjectId, stack: StackId) -> None:
        """Do what there is to do, one thing after another."""
        doing = _Doing()
        try:
            async with self._engines(project, stack) as engine:
                await self._drive_with(engine, stack, doing)
            self._why.pop(stack, None)
        except (Superseded, NotFound):
            self._why.pop(stack, None)  # another process drives it, or has removed it
        except InvalidInput as refusal:
            self._wait(project, stack, refusal)
        except Exception as bug:  # noqa: BLE001 - it ends the work on this stack, not that on others
            self._broke(stack, bug)
            await self._fail(project, stack, doing)

    async def _drive_with(self, engine: Engine, stack: StackId, doing: _Doing) -> None:
        """The same, as far as it is to be done by the credential that ``engine`` has."""
        credential: str | None = None
        while True:
            asked = engine.records.requests(stack)
            doing.request, doing.numbers = next_act(asked)
            before = engine.stack(stack)
            wanted = entrusted_by(before, doing.request).credential
            if credential not in (None, wanted):
                return  # whoever comes next has an engine that has it
            credential = wanted
            result = await act(engine, stack)
            await self._take_back(engine, before, asked)
            if result is None or result.verdict is Verdict.INTERRUPTED or result.stack.deleted_at:
                return

    async def _take_back(self, engine: Engine, before: Stack, asked: list[Request]) -> None:
        """Tell of the credentials that the stack had, and that requests brought which are answered, but the last."""
        after = engine.records.stack(before.id) or before
        waiting = {one.number for one in engine.records.requests(before.id)}
        given = [before, *(entrusted_by(before, one) for one in asked if one.number not in waiting)]
        spent = {one.credential: one for one in given if one.credential}
        if not after.deleted_at:
            spent.pop(after.credential, None)
        for one in spent.values():
            await self._removed(one)

    def _wait(self, project: ProjectId, stack: StackId, refusal: InvalidInput) -> None:
        """Try again later: a cloud that cannot be reached just now, for instance, may come back."""
        if self._why.get(stack) != str(refusal):
            self._why[stack] = str(refusal)
            self._waits(stack, refusal)
        loop = asyncio.get_running_loop()
        self._waiting[stack] = loop.call_later(PATIENCE, self._try_again, project, stack)

    def _try_again(self, project: ProjectId, stack: StackId) -> None:
        del self._waiting[stack]
        self.nudge(project, stack)

    async def _fail(self, project: ProjectId, stack: StackId, doing: _Doing) -> None:
        """End what a bug has ended: tried again, it would only come to the same. What was asked since goes on."""
        try:
            async with self._engines(project, stack) as engine:
                before, asked = engine.stack(stack), engine.records.requests(stack)
                if doing.request is not None and doing.request.number in {one.number for one in asked}:
                    await give_up(engine, doing.request, doing.numbers, BUG)
                    await self._take_back(engine, before, asked)
                else:
                    await break_off(engine, stack, BUG)
        except (Superseded, InvalidInput, NotFound):
            return
        except Exception as bug:  # noqa: BLE001 - as above: the stack cannot even be told to have failed
            self._broke(stack, bug)


BUG = "an internal error: the log of the service tells more"
"""Why a stack has failed where nobody is to blame for it but the engine."""


async def _nothing(_stack: Stack) -> None:
    """Where stacks have no credentials of their own."""


class _Doing:
    """What a stack is being driven for: the request, and those that are answered with it; none, to carry on."""

    request: Request | None = None
    numbers: tuple[int, ...] = ()
