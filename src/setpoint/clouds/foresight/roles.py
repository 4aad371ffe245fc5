"""Who may do what, as far as it shows beforehand: by the roles that a token has, and what services want by default.

Operators can change what is wanted. A role that is none of OpenStack's own is taken for a sign of that: then nothing is
foretold, and the services say themselves what they allow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from setpoint.clouds.foreseeing import Foreseen
from setpoint.clouds.foresight import Planning
from setpoint.types.notes import dotted

READING = frozenset(
    {"reader", "audit", "observer", "load-balancer_observer", "load-balancer_global_observer"}
)
"""Roles that let nobody change anything."""

USUAL = READING | {
    "member",
    "_member_",
    "manager",
    "service",
    "creator",
    "heat_stack_owner",
    "heat_stack_user",
    "load-balancer_member",
    "load-balancer_admin",
    "load-balancer_quota_admin",
    "swiftoperator",
    "ResellerAdmin",
}
"""The roles that OpenStack's services know by themselves, apart from the administrator's."""

_UNLESS = "ask for such a role; where the cloud's own policies allow it all the same, use --no-check"


def failing(planned: Planning, roles: Collection[str]) -> Iterator[Foreseen]:
    """What the bearer of ``roles`` may not do; of one who may only read, the first deed."""
    if not roles or not USUAL.issuperset(roles):
        return
    has = f"the credentials have {_named(roles)}"
    if READING.issuperset(roles):
        first = planned[0][0]
        yield Foreseen(first.address, f"{has}, which may only read", advice=_UNLESS)
        return
    for one, kind in planned:
        before = {path for path, _ in kind.needs_roles(one.before)} if one.before else set()
        for path, needed in kind.needs_roles(one.properties):
            if roles_lack(roles, needed) and (not path or path not in before):
                what = f"property {dotted(path)}" if path else one.type
                yield Foreseen(
                    one.address, f"{what} needs {_named(needed)}", path, detail=has, advice=_UNLESS
                )


def roles_lack(roles: Collection[str], needed: Collection[str]) -> bool:
    """Whether none of ``roles`` is one of those that are ``needed``."""
    return not set(needed) & set(roles)


def _named(roles: Collection[str]) -> str:
    return f"the role {' or '.join(roles)}" if len(roles) < 3 else f"the roles {', '.join(roles)}"
