"""``json_string``: text that is JSON."""

from __future__ import annotations

import msgspec

from setpoint.model.value import Plain


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not."""
    if isinstance(value, str):
        try:
            msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
            return "must be text in JSON form"
        return ""
    return "must be text in JSON form"
