"""Who asks."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from setpoint.model.stack import ProjectId


class Caller(msgspec.Struct, frozen=True, gc=False):
    """Who asks, as their token says. ``roles`` are names in lower case.

    ``project`` is what the token is scoped to ("" for a token of the whole system, ``system`` then being ``all``).
    ``credentials`` are what policy rules may ask for besides, by the names of oslo.context (``user_domain_id``,
    ``is_admin_project``), and what kind of token it is: ``trust_id``, ``application_credential_id``.
    """

    project: ProjectId
    user: str
    user_name: str = ""
    project_name: str = ""
    roles: frozenset[str] = frozenset()
    system: str = ""
    token: str = ""
    credentials: Mapping[str, str] = {}
    role_ids: tuple[str, ...] = ()
    """The same roles as Keystone knows them: for handing them on."""
    service_roles: frozenset[str] = frozenset()
    """Those of the service that asks on behalf of the user (``X-Service-Token``), in lower case."""

    def __repr__(self) -> str:
        """Without the token: what is shown may end up in a log."""
        where = self.project or (f"system {self.system}" if self.system else "no project")
        return f"Caller({self.user!r}, {where!r}, {sorted(self.roles)})"


class Unauthorized(Exception):
    """Nobody knows who asks: no token, or one that is not valid (any more)."""


class Unavailable(Exception):
    """Who asks cannot be found out just now: Keystone does not answer, or not to the service. ``why`` is for a log."""

    def __init__(self, why: str) -> None:
        """Say what is the matter."""
        self.why = why
        super().__init__(why)
