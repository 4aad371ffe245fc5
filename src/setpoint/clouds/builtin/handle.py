"""Handles: what can be signalled, and by what means.

Their signals are on the record, which the engine keeps; a handle itself is done as soon as it is made. Whoever knows
its token or its signed address can signal it and nothing else. Where no service is there to be signalled at, a command
on this machine is the means.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping
from random import Random

import msgspec

from setpoint.clouds.builtin.recorded import Recorded, identity
from setpoint.clouds.builtin.signing import InServer, arn_of, in_server, new_keys, secret, signed, with_queue
from setpoint.clouds.cloud import CloudSettings
from setpoint.clouds.driver import Subject, Want
from setpoint.model.arn import Arn
from setpoint.model.observation import Done, Outcome
from setpoint.model.queue import name_in
from setpoint.model.signal import TOKEN
from setpoint.model.value import Plain, Value
from setpoint.types.resource_type import ResourceType


class Means(msgspec.Struct, frozen=True):
    """How one handle is signalled. ``endpoint`` and ``url`` are empty where there is no service."""

    token: str
    endpoint: str
    url: str
    user: InServer | None
    """Who whatever signals it may be; None where it is signalled otherwise."""
    put: str
    """The address at which a signal to it is left; "" where it is signalled otherwise."""
    command: str
    """A command line that signals it, with ``--data-binary '{"status": "SUCCESS"}'`` behind it."""
    queue: str = ""
    """The queue that its signals are put into; "" where it has none."""


class Handle(Recorded):
    """Something to be signalled. Derive from it, and say what it offers."""

    def __init__(self, kind: ResourceType, chance: Callable[[str], Random], settings: CloudSettings) -> None:
        """Drive ``kind``. Option ``endpoint`` is the service's public address, without a version in it."""
        super().__init__(kind, chance, settings)
        self._service = str(settings.options.get("endpoint") or "").rstrip("/")

    def offered(self, want: Want, means: Means) -> Mapping[str, Value]:
        """Its attributes."""
        raise NotImplementedError

    def physical_id(self, want: Want, token: str) -> str:
        """A UUID."""
        return identity(token)

    async def create(self, want: Want, token: str) -> Outcome:
        """Make one, with the means to signal it."""
        chance = self.chance(token)
        keys = with_queue(new_keys(token, chance, self._service), want.properties.get("signal_transport"))
        own_id = self.physical_id(want, token)
        put = want.box.address(own_id) if want.box is not None else ""
        means = self._means(want, keys, f"{TOKEN}{secret(chance)}", put)
        return Done(own_id, self.offered(want, means), keys=keys)

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Nothing of it changes in place."""
        return Done(subject.physical_id, subject.attributes)

    def recalled(self, subject: Subject) -> Mapping[str, Value]:
        """See :class:`Recorded`; others hold the means that it was made with."""
        return {}

    def _means(self, want: Want, keys: Mapping[str, Value], bearer: str, put: str) -> Means:
        arn = arn_of(self.settings.project, want.labels)
        is_user = want.properties.get("signal_transport") in ("HEAT_SIGNAL", "ZAQAR_SIGNAL")
        user = in_server(self._service, self.settings.project, want.name, keys) if is_user else None
        queue = name_in(keys)
        if not self._service:
            return Means(bearer, "", "", user, put, _command(self.settings.home, arn))
        endpoint = f"{self._service}/v1/{arn.resource_path}/signal"
        url = signed(self._service, "waitcondition", arn, keys, want.at)
        return Means(bearer, endpoint, url, user, put, _curl(bearer, endpoint), queue)


def _curl(bearer: str, endpoint: str) -> str:
    headers = (f"X-Auth-Token: {bearer}", "Content-Type: application/json", "Accept: application/json")
    told = " ".join(f"-H '{header}'" for header in headers)
    return f"curl -i -X POST {told} {shlex.quote(endpoint)}"


def _command(home: str, arn: Arn) -> str:
    words = ("-m", "setpoint", "resource", "signal", arn.stack, arn.address)
    return shlex.join(["env", f"SETPOINT_HOME={home}", sys.executable, *words])
