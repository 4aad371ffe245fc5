"""``timezone``: a name in the IANA time zone database."""

from __future__ import annotations

import functools
import zoneinfo

from setpoint.model.value import Plain


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not; no zone at all is fine."""
    if value in ("", None) or (isinstance(value, str) and _is_zone(value)):
        return ""
    return "must be a time zone of the IANA database, as Europe/Berlin or UTC"


@functools.cache
def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return name == "UTC" or not _zones()
    return True


@functools.cache
def _zones() -> frozenset[str]:
    """All zones; none where the machine has no database, and then every name has to be taken at its word."""
    return frozenset(zoneinfo.available_timezones())
