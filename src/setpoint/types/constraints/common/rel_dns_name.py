"""``rel_dns_name``: a domain name that a domain will be appended to.

So there is no dot at its end, and room for more.
"""

from __future__ import annotations

from setpoint.model.value import Plain
from setpoint.types.constraints.common._names import LONGEST_NAME, form_problem

_ROOM = len(".a.")
"""The shortest domain that can follow."""


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not; no name at all is fine."""
    if value in ("", None):
        return ""
    if not isinstance(value, str) or value.endswith("."):
        return "must be a domain name without a dot at its end"
    if len(value) >= LONGEST_NAME - _ROOM:
        return f"must leave room for a domain after it, within {LONGEST_NAME} characters"
    return form_problem(value)
