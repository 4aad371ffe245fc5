"""OS::Heat::WaitConditionHandle: what others wait for, and the means to signal it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from setpoint.clouds.builtin.handle import Handle, Means
from setpoint.clouds.driver import Want
from setpoint.model.value import Plain, Value


class WaitConditionHandle(Handle):
    """Signalled with a token that is good for this one alone, at an address that is, or by a user who is.

    Or a signal is left for it in an object store.
    """

    def offered(self, want: Want, means: Means) -> Mapping[str, Value]:
        """What the way to signal does not need is null (as Heat has it)."""
        transport = want.properties["signal_transport"]
        by_token = transport == "TOKEN_SIGNAL"
        signal: Plain = {
            "CFN_SIGNAL": {"alarm_url": means.url},
            "TEMP_URL_SIGNAL": {"alarm_url": means.put},
            "NO_SIGNAL": {},
        }.get(transport)
        if means.user is not None:
            where = {"queue_id": means.queue} if means.queue else {"alarm_url": means.endpoint}
            signal = {**means.user._asdict(), **where}
        return {
            "token": means.token if by_token else None,
            "endpoint": means.endpoint if by_token else None,
            "curl_cli": means.command if by_token else None,
            "signal": json.dumps(signal),
        }


DRIVER = WaitConditionHandle
