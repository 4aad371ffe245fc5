"""Times as Heat writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(at: float) -> str | None:
    """ISO 8601, UTC, whole seconds; None for 0, which stands for never."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
