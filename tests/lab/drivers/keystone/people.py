"""Plain calls to Keystone: people, roles, and what happens behind a driver's back."""

from __future__ import annotations

from typing import Any

from tests.lab.drivers.ground import IDENTITY, Ground


async def role(above: Ground, name: str) -> str:
    """A role's id."""
    return str((await above.make(IDENTITY, "roles", "role", name=f"{above.mark}-{name}"))["id"])


async def project(above: Ground, name: str) -> str:
    """A project's id."""
    return str((await above.make(IDENTITY, "projects", "project", name=f"{above.mark}-{name}"))["id"])


async def user(above: Ground, name: str) -> str:
    """A user's id."""
    return str((await above.make(IDENTITY, "users", "user", name=f"{above.mark}-{name}"))["id"])


async def group(above: Ground, name: str) -> str:
    """A group's id."""
    return str((await above.make(IDENTITY, "groups", "group", name=f"{above.mark}-{name}"))["id"])


async def roles_of(above: Ground, **whose: str) -> set[tuple[str, str]]:
    """The roles that a user or a group has, and on what: their ids."""
    query = {f"{kind}.id": one for kind, one in whose.items()}
    listed = await above.service(IDENTITY).pages("role_assignments", "role_assignments", **query)
    return {(one["role"]["id"], *(place["id"] for place in one["scope"].values())) for one in listed}


async def shown(above: Ground, path: str) -> dict[str, Any]:
    """One thing, as Keystone shows it."""
    (found,) = (await above.service(IDENTITY).get(path)).values()
    return dict(found)
