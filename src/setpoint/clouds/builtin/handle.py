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
from urllib.parse import urlsplit

import msgspec

from setpoint.clouds.builtin.recorded import Recorded, identity
from setpoint.clouds.cloud import CloudSettings
from setpoint.clouds.driver import Subject, Want
from setpoint.model.address import Address
from setpoint.model.arn import Arn
from setpoint.model.observation import Done, Outcome
from setpoint.model.presigned import presigned
from setpoint.model.signal import TOKEN
from setpoint.model.stack import ProjectId, StackId
from setpoint.model.value import Plain, Sensitive, Value
from setpoint.types.resource_type import ResourceType

_BITS = 256


class Means(msgspec.Struct, frozen=True):
    """How one handle is signalled. ``endpoint`` and ``url`` are empty where there is no service."""

    token: str
    endpoint: str
    url: str
    command: str
    """A command line that signals it, with ``--data-binary '{"status": "SUCCESS"}'`` behind it."""


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
        secret, bearer = (f"{chance.getrandbits(_BITS):064x}" for _ in range(2))
        means = self._means(want, token.replace("-", ""), secret, f"{TOKEN}{bearer}")
        keys = {
            "access_key": token.replace("-", ""),
            "secret": Sensitive(secret),
            "host": urlsplit(self._service).netloc,
        }
        return Done(self.physical_id(want, token), self.offered(want, means), keys=keys)

    async def update(self, subject: Subject, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Outcome:
        """Nothing of it changes in place."""
        return Done(subject.physical_id, subject.attributes)

    def recalled(self, subject: Subject) -> Mapping[str, Value]:
        """See :class:`Recorded`; others hold the means that it was made with."""
        return {}

    def _means(self, want: Want, access_key: str, secret: str, bearer: str) -> Means:
        labels = want.labels
        arn = Arn(
            ProjectId(self.settings.project),
            labels.get("stack_name", ""),
            StackId(labels.get("stack", "")),
            Address(labels.get("address", "")),
        )
        if not self._service:
            return Means(bearer, "", "", _command(self.settings.home, arn))
        endpoint = f"{self._service}/v1/{arn.resource_path}/signal"
        url = presigned(
            f"{self._service}/v1/waitcondition/{arn.in_path}", "PUT", access_key, secret, at=want.at
        )
        return Means(bearer, endpoint, url, _curl(bearer, endpoint))


def _curl(bearer: str, endpoint: str) -> str:
    headers = (f"X-Auth-Token: {bearer}", "Content-Type: application/json", "Accept: application/json")
    told = " ".join(f"-H '{header}'" for header in headers)
    return f"curl -i -X POST {told} {shlex.quote(endpoint)}"


def _command(home: str, arn: Arn) -> str:
    words = ("-m", "setpoint", "resource", "signal", arn.stack, arn.address)
    return shlex.join(["env", f"SETPOINT_HOME={home}", sys.executable, *words])
