"""Carrying a stack elsewhere: export and abandon. Adopting is a way to create."""

from __future__ import annotations

from starlette.responses import Response

from setpoint.api.heat import answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.looking import the_root
from setpoint.engine.requests import carry


async def export(asked: Asked) -> Response:
    """All that is needed to adopt it elsewhere; it stays."""
    return answer.json(carry.export(asked.engine, the_root(asked).stack.id, secrets=True))


async def abandon(asked: Asked) -> Response:
    """The same, and nothing is known of it here any more. Its resources are left as they are."""
    return answer.json(await carry.abandon(asked.engine, the_root(asked).stack.id))
