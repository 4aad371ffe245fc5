"""``test_constr``: seconds, for tests.

Where it comes from, checking it takes that long; here it takes no time.
"""

from __future__ import annotations

import math

from setpoint.model.value import Plain


def problem(value: Plain) -> str:
    """Say what ``value`` must be, when it is not."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < math.inf:
        return ""
    return "must be a number of seconds, 0 or more"
