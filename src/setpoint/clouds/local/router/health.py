"""Asks the targets how they are, again and again, and keeps the verdict on each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import aiohttp

from setpoint.clouds.local.router.config import Check
from setpoint.clouds.local.router.targets import Target, Targets


class Health:
    """One task a target, for as long as the target is in the table."""

    def __init__(self, session: aiohttp.ClientSession, targets: Targets) -> None:
        """Begin with nobody to ask."""
        self._session = session
        self._targets = targets
        self._tasks: dict[Target, asyncio.Task[None]] = {}

    async def meet(self, newcomers: Iterable[Target], check: Check | None) -> None:
        """Ask each once, all at the same time, so that none is sent requests before it can answer them."""
        if check is not None:
            await asyncio.gather(*(self._ask(target, check) for target in newcomers))

    def watch(self, check: Check | None) -> None:
        """Ask the targets of the table in force from now on, by these rules; forget all others."""
        self.close()
        for target in self._targets:
            if check is None:
                self._conclude(target, "")
            else:
                self._tasks[target] = asyncio.create_task(self._watch(target, check))

    def close(self) -> None:
        """Ask nobody any more."""
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()

    async def _watch(self, target: Target, check: Check) -> None:
        run = 0
        while True:
            await asyncio.sleep(check.interval)
            why = await self._why_not(target, check)
            is_news = bool(why) != bool(target.trouble)
            run = run + 1 if is_news else 0
            if run >= (check.failures if why else check.successes):
                run = 0
                self._conclude(target, why)

    async def _ask(self, target: Target, check: Check) -> None:
        target.trouble = await self._why_not(target, check)

    def _conclude(self, target: Target, why: str) -> None:
        if not why:
            target.welcome()
        if target.trouble != why:
            target.trouble = why
            self._targets.tell()

    async def _why_not(self, target: Target, check: Check) -> str:
        """Ask once; an empty answer means that it is well."""
        low, high = check.status
        timeout = aiohttp.ClientTimeout(total=check.timeout)
        url = target.url.rstrip("/") + check.path
        try:
            async with self._session.get(url, timeout=timeout, allow_redirects=False) as answer:
                return "" if low <= answer.status <= high else f"it answered {answer.status}"
        except TimeoutError:
            return f"no answer within {check.timeout:g} s"
        except aiohttp.ClientError as error:
            return str(error) or type(error).__name__
