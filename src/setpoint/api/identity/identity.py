"""What finds out who asks."""

from __future__ import annotations

from typing import Protocol

from setpoint.api.caller import Caller


class Identity(Protocol):
    """Who has which token. Opened before the first is shown, and closed after the last."""

    async def open(self) -> None:
        """Be ready. Raises InvalidInput or ResourceError where that can never be."""
        ...

    async def caller(self, token: str, service_token: str = "") -> Caller:
        """Who has ``token``, and asks over a service that has ``service_token``, where one does.

        Raises Unauthorized where nobody has (any more), Unavailable where that cannot be found out just now.
        """
        ...

    async def close(self) -> None:
        """Let go of what was opened."""
        ...
