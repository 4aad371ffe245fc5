"""The service, put together: a store, engines, who asks, what each may, and Heat's API in front of it all."""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import structlog
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from setpoint.api.caller import Caller
from setpoint.api.fetching.fetcher import Fetcher
from setpoint.api.heat.app import application
from setpoint.api.heat.describing.installation import Engine as Driving
from setpoint.api.heat.services import Services
from setpoint.api.identity.keystone import Keeping, KeystoneIdentity
from setpoint.api.identity.local import LocalIdentity
from setpoint.api.identity.stack_credentials import StackCredentials
from setpoint.api.policy.file import read_policy
from setpoint.api.policy.policy import Policy
from setpoint.api.service.engine_numbers import EngineNumbers
from setpoint.api.service.engines import Engines
from setpoint.api.service.entrusted import EntrustedCloud, Unentrusted
from setpoint.api.service.middleware.rate import project_rate
from setpoint.api.service.needs import needed
from setpoint.api.service.service_user import NAME, service_user
from setpoint.api.settings import Config, Current
from setpoint.clouds.cloud import Cloud
from setpoint.clouds.openstack.observer import Observatory
from setpoint.engine.desired import Desired
from setpoint.engine.host import Host
from setpoint.engine.sinks.publisher import Publisher
from setpoint.events.wake import EVENTS, REQUESTS, Listener, announce
from setpoint.model.credential import Credential, Means
from setpoint.model.errors import InvalidInput
from setpoint.model.stack import ProjectId, Stack, StackId
from setpoint.store import Store, open_store

_log = structlog.get_logger(source="engine")

MakeCloud = Callable[[str, ProjectId, Mapping[str, Any]], Cloud]
"""Makes the cloud of that name for a project, with these options."""


@asynccontextmanager
async def assembled(
    current: Current, registry: CollectorRegistry, make: MakeCloud, home: Path, *, has_engine: bool
) -> AsyncIterator[ASGIApp]:
    """The application of one process of the service, and what stands behind it, for as long as the context lasts.

    Raises InvalidInput where it cannot be as configured.
    """
    async with AsyncExitStack() as exits:
        store = exits.enter_context(open_store(home))
        announce(store)
        _limit_events(store, current)
        ears = exits.enter_context(Listener(home, REQUESTS))
        parts = (
            _Keystone(current, make, store) if current.config.has_keystone else _Alone(current, make, home)
        )
        await parts.identity.open()
        exits.push_async_callback(parts.close)
        numbers = EngineNumbers(registry)
        engines = Engines(store, ears, time.time, parts.clouds, numbers.calling)
        exits.push_async_callback(engines.close)
        services = Services(
            identity=parts.identity,
            policy=_Reloaded(current),
            current=current,
            engine=engines.of,
            acting=engines.acting,
            cloud=parts.cloud,
            needs=parts.needs,
            prepare=parts.prepare,
            unprepare=parts.removed,
            fetch=Fetcher(current).fetch,
            every_project=store.every_project,
            project_of=store.project_of,
            too_often=project_rate(current),
            drivers=_drivers(home),
        )
        if has_engine:
            store.tidy()
            publisher = Publisher(store, engines.acting, exits.enter_context(Listener(home, EVENTS)))

            async def removed(stack: Stack) -> None:
                await publisher.finish(stack)
                await parts.removed(stack)

            host = Host(store, engines.driving, ears, _broke, removed, numbers.busy, _waits)
            parts.keep()
            for part in (publisher, host):
                await part.open()
                exits.push_async_callback(part.close)
        yield application(services)


def _limit_events(store: Store, current: Current) -> None:
    def limit(config: Config) -> None:
        store.keep_events(config.limits.max_events_per_stack)

    limit(current.config)
    current.on_change(limit)


def _drivers(home: Path) -> Callable[[], Sequence[Driving]]:
    """The one engine that there is: whichever process of the service has it, it is replaced when that dies."""
    began, host = time.time(), socket.gethostname()
    identity = str(uuid5(NAMESPACE_URL, f"{host}{home}"))

    def drivers() -> Sequence[Driving]:
        return [Driving(identity, host, began, time.time())]

    return drivers


def _broke(stack: StackId, bug: BaseException) -> None:
    _log.error("bug", stack=stack, exc_info=bug)


def _waits(stack: StackId, why: InvalidInput) -> None:
    _log.warning("stack waits", stack=stack, why=str(why))


class _Reloaded:
    """The policy as the configuration says, read anew when that is."""

    def __init__(self, current: Current) -> None:
        self._policy: Policy
        self._read(current.config)
        current.on_change(self._read)

    def _read(self, config: Config) -> None:
        self._policy, warnings = read_policy(config.policy.policy_file)
        for warning in warnings:
            _log.warning("policy", problem=str(warning))

    def allows(self, rule: str, caller: Caller, target: Mapping[str, str]) -> bool:
        """See :meth:`setpoint.api.policy.policy.Policy.allows`."""
        return self._policy.allows(rule, caller, target)

    def allows_type(self, type: str, caller: Caller, target: Mapping[str, str]) -> bool:
        """See :meth:`setpoint.api.policy.policy.Policy.allows_type`."""
        return self._policy.allows_type(type, caller, target)

    def is_admin(self, caller: Caller) -> bool:
        """See :meth:`setpoint.api.policy.policy.Policy.is_admin`."""
        return self._policy.is_admin(caller)


class _Alone:
    """Without Keystone: one project, one token, and the clouds that the command line has as well."""

    def __init__(self, current: Current, make: MakeCloud, home: Path) -> None:
        self.cloud = current.config.service.cloud
        self.identity = LocalIdentity(home)
        self._make = make
        self._options = {"builtin": {"endpoint": current.config.root}}

    def clouds(self, project: ProjectId, _credential: Credential | None) -> list[Cloud]:
        """The configured one, then those that are always there."""
        names = dict.fromkeys((self.cloud, "builtin", "local"))
        return [self._make(name, project, self._options.get(name, {})) for name in names]

    def needs(self, _wanted: Desired | None, _recorded: Collection[str]) -> frozenset[str]:
        """Nothing that would take a credential."""
        return frozenset()

    async def prepare(self, _caller: Caller, stack: Stack, _services: Collection[str]) -> Stack:
        """It needs nothing."""
        return stack

    async def removed(self, _stack: Stack) -> None:
        """It had nothing."""

    def keep(self) -> None:
        """Nothing can have been left."""

    async def close(self) -> None:
        """Let go of everything."""
        await self.identity.close()


class _Keystone:
    """With Keystone: everybody's own projects, and a credential for each stack that needs the cloud."""

    cloud = NAME

    def __init__(self, current: Current, make: MakeCloud, store: Store) -> None:
        keystone = current.config.keystone
        config = service_user(keystone)
        self.identity = KeystoneIdentity(config, Keeping(valid=keystone.token_cache_time))
        self._region = config.region
        self._credentials = StackCredentials(
            config,
            store,
            Means(keystone.stack_credential),
            lifetime=keystone.application_credential_lifetime,
            patience=2 * current.config.service.request_timeout,
        )
        self._observatory = Observatory()
        self.needs = needed
        self.prepare = self._credentials.give
        self.removed = self._credentials.end
        self.keep = self._credentials.keep
        self._make = make
        self._options = {"endpoint": current.config.root}

    def clouds(self, project: ProjectId, credential: Credential | None) -> list[Cloud]:
        """OpenStack, by the credential, and what needs no cloud."""
        builtin = self._make("builtin", project, self._options)
        if credential is None:
            return [Unentrusted(NAME, self._region), builtin]
        return [EntrustedCloud(NAME, self._credentials, credential, self._observatory), builtin]

    async def close(self) -> None:
        """Let go of everything."""
        await self._credentials.close()
        await self.identity.close()
