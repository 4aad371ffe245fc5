"""What handlers work with: who knows callers, what they may, a project's engine, and the service's settings."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import msgspec

from setpoint.api.caller import Caller
from setpoint.api.heat.describing.installation import Engine as Driving
from setpoint.api.heat.refusals import too_often
from setpoint.api.settings import Current
from setpoint.api.settings.limits import Limits
from setpoint.engine.desired import Desired
from setpoint.engine.engine import Engine
from setpoint.engine.requests.signalling import Room
from setpoint.model.stack import ProjectId, Stack


class Identity(Protocol):
    """Knows who asks."""

    async def caller(self, token: str, service_token: str = "") -> Caller:
        """Who has ``token``, for whom the service that has ``service_token`` may ask.

        Raises Unauthorized, Unavailable.
        """
        ...


class Judge(Protocol):
    """Knows what each may ask."""

    def allows(self, rule: str, caller: Caller, target: Mapping[str, str]) -> bool:
        """Whether ``caller`` may do what ``rule`` names to what ``target`` describes (``project_id``)."""
        ...

    def allows_type(self, type: str, caller: Caller, target: Mapping[str, str]) -> bool:
        """Whether ``caller`` may have resources of a type."""
        ...

    def is_admin(self, caller: Caller) -> bool:
        """Whether ``caller`` is an administrator of the cloud."""
        ...


class Services(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    identity: Identity
    policy: Judge
    current: Current
    """The configuration that counts now."""
    engine: Callable[[ProjectId], Engine]
    """The engine of a project, to read and to ask: its clouds are not connected to."""
    acting: Callable[[Stack], AbstractAsyncContextManager[Engine]]
    """An engine whose clouds are those that a stack's credential leads to, recorded or not."""
    cloud: str
    """The cloud that new stacks are made on."""
    needs: Callable[[Desired | None, Collection[str]], frozenset[str]]
    """Which services of the cloud are called for what is wanted, and for what is recorded of some types. None where a
    stack needs no credential."""
    prepare: Callable[[Caller, Stack, Collection[str]], Awaitable[Stack]]
    """Gives a stack what it needs to be driven later without its caller: a credential of its own, for some services."""
    unprepare: Callable[[Stack], Awaitable[None]]
    """Takes that back, where nothing came of the stack. It does not raise."""
    fetch: Callable[[str, int], Awaitable[bytes]]
    """Gets what stands at a URL, up to so many bytes. Raises NotFetched."""

    every_project: Callable[[], Sequence[ProjectId]]
    """The projects that have, or had, stacks: for the list that ``stacks:global_index`` allows, and nothing else."""
    project_of: Callable[[str], ProjectId | None]
    """The project that has a stack of some id: for administrators, and for nobody else."""
    too_often: Callable[[ProjectId], float]
    """Counts a request for a project; in how many seconds there may be another, where this is one too many, else 0."""

    drivers: Callable[[], Sequence[Driving]] = tuple
    """The engines that drive stacks."""

    def count(self, project: ProjectId) -> None:
        """Count a request for a project, now that it is known who asks. Raises Refused where it is one too many."""
        wait = math.ceil(self.too_often(project))
        if wait:
            raise too_often(wait)

    @property
    def hidden_stack_tags(self) -> tuple[str, ...]:
        """The tags that keep a stack out of lists."""
        return self.current.config.service.hidden_stack_tags

    @property
    def limits(self) -> Limits:
        """How much is too much."""
        return self.current.config.limits

    @property
    def room(self) -> Room:
        """What one resource may be signalled."""
        limits = self.limits
        most = limits.max_signals_per_resource
        return Room(most if most >= 0 else math.inf, limits.max_json_body_size)

    @property
    def region(self) -> str:
        """The region of the catalogue in which the service stands; "" for any."""
        return self.current.config.keystone.region_name

    @property
    def endpoint(self) -> str:
        """The service's public address, without ``/v1``; "" for whatever address a client has used."""
        return self.current.config.service.public_endpoint.rstrip("/")

    @property
    def signed_url_lifetime(self) -> float:
        """Seconds that signed addresses may be used; 0 for any time."""
        return self.current.config.service.signed_url_lifetime
