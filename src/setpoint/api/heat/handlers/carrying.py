"""Carrying a stack elsewhere: export and abandon. Adopting is a way to create."""

from __future__ import annotations

from typing import Any

from setpoint.api.heat import answer
from setpoint.api.heat.answer import Answer
from setpoint.api.heat.asked import Asked
from setpoint.api.heat.looking import the_root
from setpoint.engine.requests import carry


async def export(asked: Asked) -> Answer[dict[str, Any]]:
    """All that is needed to adopt it elsewhere; it stays."""
    return answer.json(carry.export(asked.engine, the_root(asked).stack.id, secrets=True))


async def abandon(asked: Asked) -> Answer[dict[str, Any]]:
    """Give a stack up: all that is needed to adopt it elsewhere. Its resources are left as they are."""
    return answer.json(await carry.abandon(asked.engine, the_root(asked).stack.id))
