"""Who asks."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from setpoint.model.stack import ProjectId


class Caller(msgspec.Struct, frozen=True, gc=False):
    """Who asks, as their token says. ``roles`` are names in lower case.

    ``project`` is what the token is scoped to ("" for a token of the whole system, ``system`` then being ``all``).
    ``credentials`` are what policy rules may ask for besides: ``user_domain_id``, ``is_admin_project`` and the like.
    """

    project: ProjectId
    user: str
    user_name: str = ""
    project_name: str = ""
    roles: frozenset[str] = frozenset()
    system: str = ""
    token: str = ""
    credentials: Mapping[str, str] = {}


class Unauthorized(Exception):
    """Nobody knows who asks: no token, or one that is not valid (any more)."""
