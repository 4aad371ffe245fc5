"""Asking Keystone for a credential of a user with the user's own token, and reading what it tells."""

from __future__ import annotations

from typing import Any

import msgspec

from setpoint.api.caller import Caller, Unauthorized, Unavailable
from setpoint.api.identity.keystone import IDENTITY
from setpoint.clouds.openstack.client.exchange import Answer, Asked
from setpoint.clouds.openstack.client.faults import refusal
from setpoint.clouds.openstack.connection import Connection


async def asked_by(caller: Caller, connection: Connection, path: str, body: dict[str, Any]) -> Asked:
    """What is to be sent for ``caller`` to give one, below ``path``."""
    return Asked(
        "POST",
        f"{await connection.service(IDENTITY).root()}/{path}",
        service=IDENTITY.type,
        headers={"Accept": "application/json", "X-Auth-Token": caller.token},
        body=body,
        is_item=False,
    )


def accepted(asked: Asked, answer: Answer) -> Answer:
    """``answer``, if it is no refusal. Raises Unauthorized for a token that is not valid any more, ResourceError."""
    if answer.status == 401:
        raise Unauthorized
    if answer.status >= 400:
        raise refusal(asked, answer)
    return answer


def understood(content: bytes, kind: type[Any], what: str) -> Any:
    """``content`` as a ``kind``; ``what`` is what it tells of. Raises Unavailable."""
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.MsgspecError as problem:
        raise Unavailable(f"what Keystone tells of {what} cannot be understood: {problem}") from None
