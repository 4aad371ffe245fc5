"""What is known of the request that is being answered: each layer adds what it has found out.

It lies in the ASGI scope, and is made by the outermost layer; the log, the metrics and the audit read it at the end.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import msgspec

from setpoint.api.caller import Caller

_KEY = "setpoint.asked"


class Asked(msgspec.Struct, gc=False):
    """One request.

    ``request_id`` is ours, ``global_request_id`` that of whoever asked first, as OpenStack's services hand it on. A
    ``caller`` is known once a token was believed. ``route`` is the template of its path (``/v1/{tenant_id}/stacks``),
    ``action`` the policy's name for what is asked (``stacks:create``), ``target`` the id of what it is done to, where
    that is known. ``changes`` is None where the method tells whether anything is to be changed. ``status`` is 0 until
    the answer begins, ``sent`` the bytes of its body so far, ``seconds`` how long it took in the end.
    """

    request_id: str
    global_request_id: str = ""
    caller: Caller | None = None
    route: str = ""
    action: str = ""
    target: str = ""
    changes: bool | None = None
    status: int = 0
    sent: int = 0
    seconds: float = 0.0

    @property
    def is_answered(self) -> bool:
        """Whether the answer has begun: it cannot be another one any more."""
        return self.status != 0


def asked(scope: MutableMapping[str, Any]) -> Asked:
    """What is known of the request of this scope."""
    found: Asked = scope[_KEY]
    return found


def remember(scope: MutableMapping[str, Any], known: Asked) -> None:
    """Put what is known into a scope that begins."""
    scope[_KEY] = known
