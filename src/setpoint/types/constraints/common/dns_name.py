"""``dns_name``: a domain name, with or without the dot at its end."""

from __future__ import annotations

from setpoint.model.value import Plain
from setpoint.types.constraints.common._names import form_problem


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not; no name at all is fine."""
    if value in ("", None):
        return ""
    return form_problem(value) if isinstance(value, str) else "must be a domain name"
