"""Parts of schemas that several types of this machine share."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.model.change import Change
from setpoint.model.value import Plain, Sensitive, Unknown, Value
from setpoint.types.schema import Property, Shape

PORT_PATTERN = r"auto|[1-9][0-9]{0,4}"
STATUS_PATTERN = r"[1-5][0-9][0-9](-[1-5][0-9][0-9])?"


def seconds(description: str, default: float, *, least: float = 0) -> Property:
    """A span of time."""
    return Property(
        Shape.NUMBER,
        description,
        default=default,
        cost=Change.IN_PLACE,
        constraints=({"range": {"min": least}},),
        unit="seconds",
    )


def times(description: str, default: int) -> Property:
    """How often something must happen."""
    return Property(
        Shape.INTEGER,
        description,
        default=default,
        cost=Change.IN_PLACE,
        constraints=({"range": {"min": 1}},),
    )


def statuses() -> Property:
    """A status of HTTP, or a range of them."""
    return Property(
        Shape.STRING,
        "Status, or range of statuses, with which a healthy one answers.",
        default="200-399",
        constraints=({"allowed_pattern": STATUS_PATTERN, "description": "such as 200 or 200-399"},),
    )


ADDRESS = Property(
    Shape.STRING,
    "IP address of this machine at which it is reached: 127.0.0.1 from this machine only, 0.0.0.0 from anywhere.",
    default="127.0.0.1",
    constraints=({"custom_constraint": "ip_addr"},),
)


def port_claims(ports: Mapping[str, Value] | None) -> frozenset[str]:
    """The fixed ports among ``ports``: two processes cannot have one at the same time. A secret is not told."""
    values = (value for value in (ports or {}).values() if not isinstance(value, (Unknown, Sensitive)))
    return frozenset(f"port {value}" for value in values if value != "auto")


def status_range(text: Plain) -> tuple[int, int]:
    """The first and the last of a range of statuses."""
    low, _, high = str(text).partition("-")
    return int(low), int(high or low)
