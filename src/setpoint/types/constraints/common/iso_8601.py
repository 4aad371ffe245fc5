"""``iso_8601``: a date, or a date and time."""

from __future__ import annotations

from setpoint.model.value import Plain
from setpoint.types.constraints.common._instant import is_instant


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not."""
    if isinstance(value, str) and is_instant(value):
        return ""
    return "must be a time in ISO 8601 form, as 2030-01-31T12:00:00Z"
