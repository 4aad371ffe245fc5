"""Requests with a token: it is renewed when it runs out, also in the middle of anything; reads are tried again."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Protocol

import msgspec

from setpoint.clouds.openstack.client.exchange import Answer, Asked
from setpoint.clouds.openstack.client.faults import refusal
from setpoint.clouds.openstack.client.transport import Transport
from setpoint.model.errors import Retry

READS = 4
"""How often a read is sent in all, before somebody else decides about patience."""

PAUSE = 0.3
"""Seconds before a read is sent again, doubled each time; jitter keeps many from coming back at once."""


class Tokens(Protocol):
    """Where tokens come from."""

    async def token(self) -> str:
        """A token that is good for a while."""
        ...

    def refused(self, token: str) -> None:
        """Say that a service did not take ``token``: the next one must be another."""
        ...


class Session:
    """One identity's exchanges with one cloud."""

    def __init__(
        self, transport: Transport, tokens: Tokens, jitter: Callable[[], float] = random.random
    ) -> None:
        """Send over ``transport`` what ``tokens`` vouch for."""
        self._transport = transport
        self._tokens = tokens
        self._jitter = jitter

    async def send(self, asked: Asked) -> Answer:
        """Send it and return its success. Raises what :func:`setpoint.clouds.openstack.client.faults.refusal` tells."""
        pause = PAUSE
        for _again in range(READS - 1 if asked.is_reading else 0):
            try:
                return await self._once(asked)
            except Retry as patience:
                await asyncio.sleep(max(patience.after, pause) * (0.5 + self._jitter()))
                pause *= 2
        return await self._once(asked)

    async def _once(self, asked: Asked) -> Answer:
        answer = await self._with_token(asked)
        if answer.status >= 400:
            raise refusal(asked, answer)
        return answer

    async def _with_token(self, asked: Asked) -> Answer:
        """What is refused for its token did not happen, so it may be sent again with another, once."""
        token = await self._tokens.token()
        answer = await self._transport.send(_bearing(asked, token))
        if answer.status == 401:
            self._tokens.refused(token)
            answer = await self._transport.send(_bearing(asked, await self._tokens.token()))
        return answer


def _bearing(asked: Asked, token: str) -> Asked:
    return msgspec.structs.replace(asked, headers={**asked.headers, "X-Auth-Token": token})
