"""``expiration``: a point in time at which something ends.

Only its form is checked. Whether it has passed is for the cloud to say when the thing is made: a revision
that was right once must compile for ever, or nobody could go back to it.
"""

from __future__ import annotations

from setpoint.model.value import Plain
from setpoint.types.constraints.common._instant import is_instant


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not; no time at all is fine."""
    if value in ("", None) or (isinstance(value, str) and is_instant(value.strip())):
        return ""
    return "must be a time in ISO 8601 form, as 2030-01-31T12:00:00Z"
