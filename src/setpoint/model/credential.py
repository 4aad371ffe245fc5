"""The credential by which a stack is driven without whoever asked for it, and the intent to have one made."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from setpoint.model.stack import ProjectId, Stack
from setpoint.model.value import Sensitive, Value


class Means(StrEnum):
    """How a user lets the service act for them, in Keystone's words."""

    TRUST = "trust"
    APPLICATION_CREDENTIAL = "application_credential"


class CredentialIntent(msgspec.Struct, frozen=True, omit_defaults=True):
    """That a credential is about to be made; recorded until it has ended, so that none is ever left behind.

    ``token`` is a UUID, by which the credential is found whatever became of the answer. Times are in seconds since the
    epoch; ``expires`` is 0 for one that lasts. ``maker`` is the process that has it made.
    """

    token: str
    means: Means
    project: ProjectId
    user: str
    at: float
    maker: str = ""
    expires: float = 0


class Credential(msgspec.Struct, frozen=True):
    """What is to be remembered of a credential of ``user`` in ``project``, made at ``since`` (seconds since the epoch).

    A trust is of use to its trustee alone, and nothing of it is secret; an application credential has a ``secret``, and
    is good for ``services`` only.
    """

    id: str
    user: str
    project: ProjectId
    token: str = ""
    expires: float = 0
    since: float = 0
    secret: Sensitive | None = None
    services: tuple[str, ...] = ()

    @property
    def means(self) -> Means:
        """What it is."""
        return Means.TRUST if self.secret is None else Means.APPLICATION_CREDENTIAL

    def reaches(self, services: Iterable[str]) -> bool:
        """Whether it is good for all of ``services``."""
        return self.means is Means.TRUST or set(services) <= set(self.services)

    def is_old(self, now: float) -> bool:
        """Whether less than half of its time is left."""
        return bool(self.expires) and now > (self.since + self.expires) / 2

    def given_to(self, stack: Stack) -> Stack:
        """``stack``, driven by this."""
        noted: dict[str, Value] = {"token": self.token}
        if self.expires:
            noted |= {"since": self.since, "expires": self.expires}
        if self.secret is not None:
            noted |= {"secret": self.secret, "services": list(self.services)}
        return msgspec.structs.replace(stack, credential=self.id, credential_notes=noted, owner=self.user)


def credential_of(stack: Stack) -> Credential:
    """That by which ``stack``, which has one, is driven."""
    noted = stack.credential_notes
    return Credential(
        stack.credential,
        stack.owner,
        stack.project,
        str(noted.get("token", "")),
        float(noted.get("expires", 0)),
        float(noted.get("since", 0)),
        noted.get("secret"),
        tuple(noted.get("services", ())),
    )
