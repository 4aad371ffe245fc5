"""``json_string``: text that is JSON."""

from __future__ import annotations

import msgspec

from setpoint.model.value import Plain


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not; no text at all is fine."""
    if value in ("", None) or (isinstance(value, str) and _is_json(value)):
        return ""
    return "must be text in JSON form"


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return False
    return True
