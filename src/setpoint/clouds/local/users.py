"""Who a process runs as, and whether we may start one for that user."""

from __future__ import annotations

import grp
import os
import pwd

from setpoint.clouds.local.spec import User
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError


def find(name: str) -> User | None:
    """The user of this name, or None where that is who we are. Raises ResourceError."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise ResourceError(
            Diagnostic(f"there is no user {name!r} on this machine", advice="name one of /etc/passwd")
        ) from None
    if entry.pw_uid == os.geteuid():
        return None
    if os.geteuid() != 0:
        raise ResourceError(
            Diagnostic(
                f"a process cannot be started as {name!r}",
                detail=f"only root may start processes for others, and this is user {os.geteuid()}",
                advice="leave out the user, or run as root",
            )
        )
    groups = tuple(os.getgrouplist(name, entry.pw_gid))
    return User(name, entry.pw_dir, entry.pw_uid, entry.pw_gid, groups)


def owner_ids(owner: str) -> tuple[int, int]:
    """The numbers of ``user`` or ``user:group``. Raises ResourceError."""
    user, _, group = owner.partition(":")
    try:
        entry = pwd.getpwnam(user)
        return entry.pw_uid, grp.getgrnam(group).gr_gid if group else entry.pw_gid
    except KeyError as error:
        raise ResourceError(f"{owner!r} names nobody on this machine: {error.args[0]}") from None


def owner_name(uid: int, gid: int, *, with_group: bool) -> str:
    """The names of the numbers (the numbers themselves where they have none), as ``user`` or ``user:group``."""
    try:
        user = pwd.getpwuid(uid).pw_name
    except KeyError:
        user = str(uid)
    if not with_group:
        return user
    try:
        return f"{user}:{grp.getgrgid(gid).gr_name}"
    except KeyError:
        return f"{user}:{gid}"
