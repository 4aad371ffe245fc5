"""What handlers work with: who knows callers, what they may, a project's engine, and the service's settings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import msgspec

from setpoint.api.caller import Caller
from setpoint.engine.engine import Engine
from setpoint.model.stack import ProjectId, Stack


class Identity(Protocol):
    """Knows who asks."""

    async def caller(self, token: str) -> Caller:
        """Who has ``token``. Raises Unauthorized."""
        ...


class Judge(Protocol):
    """Knows what each may ask."""

    def allows(self, rule: str, caller: Caller, target: Mapping[str, str]) -> bool:
        """Whether ``caller`` may do what ``rule`` names to what ``target`` describes (``project_id``)."""
        ...


class Limits(msgspec.Struct, frozen=True):
    """How much is too much; names and defaults are Heat's, but where its were only a weakness of its own."""

    max_template_size: int = 524_288
    """Bytes of a template."""
    max_resources_per_stack: int = 100_000
    """Nested ones included; -1 for any number. Heat bears 1,000."""
    max_stacks_per_tenant: int = 10_000
    """Living ones; -1 for any number. Heat bears 512."""
    max_snapshots_per_stack: int = 32


class Services(msgspec.Struct, frozen=True):
    """All of it. ``engine`` gives the engine of a project, to read and to ask; ``adopt`` asks nobody's leave."""

    identity: Identity
    policy: Judge
    engine: Callable[[ProjectId], Engine]
    cloud: Callable[[ProjectId], str]
    """The cloud that new stacks of a project are made on."""
    prepare: Callable[[Caller, Stack], Awaitable[Stack]]
    """Gives a new stack what it needs to be driven later without its caller: a credential of its own."""
    limits: Limits = Limits()
    region: str = ""
    endpoint: str = ""
    """The service's public address, without ``/v1``; "" for whatever address a client has used."""
