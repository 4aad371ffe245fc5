"""The user that whatever runs within a server is: good for one life of one resource, and nothing else.

Its name is the resource's access key; its password and its tokens follow from the resource's secret, so nothing is kept
of them, and they end with the resource. A token says itself until when it is good.
"""

from __future__ import annotations

import hmac
import uuid

from setpoint.model.incarnation import IncarnationId
from setpoint.model.signal import TOKEN
from setpoint.model.stack import ProjectId

IDENTITY, CFN = "/in-server/v3", "/in-server/cfn"
"""Below the root of the service: where it signs in, and where it reads metadata by signed requests."""

_MARK = "in-server-"


def password(secret: str) -> str:
    """The password of the user of the resource with that secret."""
    return _derived(secret, "password")


def is_password(secret: str, given: str) -> bool:
    """Whether ``given`` is that. Takes as long for a wrong one as for the right one."""
    return hmac.compare_digest(password(secret).encode(), given.encode())


def secret_key(secret: str) -> str:
    """What that user signs requests for metadata with."""
    return _derived(secret, "secret key")


def token(secret: str, expires: int) -> str:
    """A token for that user, good until ``expires``, in seconds since the epoch."""
    return f"{TOKEN}{_MARK}{expires}.{_derived(secret, f'token {expires}')}"


def is_token(secret: str, given: str, now: float) -> bool:
    """Whether ``given`` is a token of the user of the resource with that secret, and still good."""
    expires = given.removeprefix(f"{TOKEN}{_MARK}").partition(".")[0]
    is_number = expires.isascii() and expires.isdecimal() and len(expires) < 20
    is_right = hmac.compare_digest(token(secret, int(expires) if is_number else 0).encode(), given.encode())
    return is_right and now < int(expires)


def access_key_id(project: str, access_key: str) -> str:
    """What names that user where nothing else says of which project it is."""
    return f"{project}-{access_key}"


def user_of(access_key_id: str) -> tuple[ProjectId, str]:
    """The project, and the access key in it; both may be nobody's."""
    project, _, access_key = access_key_id.rpartition("-")
    return ProjectId(project), access_key


def incarnation_of(access_key: str) -> IncarnationId | None:
    """The resource whose access key that is; None for what can be none."""
    try:
        return IncarnationId(str(uuid.UUID(hex=access_key)))
    except ValueError:
        return None


def _derived(secret: str, what: str) -> str:
    return hmac.digest(secret.encode(), f"in-server {what}".encode(), "sha256").hex()
