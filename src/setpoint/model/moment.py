"""Times as Heat writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


def moment(at: float) -> str | None:
    """ISO 8601, UTC, whole seconds; None for 0, which stands for never."""
    return _written(int(at)) if at else None


@lru_cache(4096)
def _written(second: int) -> str:
    """Kept, for lists tell the same times again and again."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
