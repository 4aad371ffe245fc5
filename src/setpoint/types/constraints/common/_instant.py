"""A point in time as ISO 8601 writes it, shared by the constraints on times."""

from __future__ import annotations

import re
from datetime import datetime

_MONTH = re.compile(r"\d{4}(-\d{2})?")


def is_instant(text: str) -> bool:
    """Tell whether ``text`` is a date, or a date and time; a year or a month stands for its first day."""
    if _MONTH.fullmatch(text):
        text = f"{text}-01-01"[:10]
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
