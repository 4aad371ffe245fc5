"""``dns_domain``: an absolute domain name, which ends with a dot."""

from __future__ import annotations

from setpoint.model.value import Plain
from setpoint.types.constraints.common._names import form_problem


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not; no name at all is fine."""
    if value in ("", None):
        return ""
    if not isinstance(value, str) or not value.endswith("."):
        return "must be a domain name that ends with a dot"
    return form_problem(value)
