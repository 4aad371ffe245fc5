"""OS::Heat::Delay: time that passes between the resources before and after it."""

from __future__ import annotations

from setpoint.types.declarations import Declarations

KINDS = {"OS::Heat::Delay": Declarations(units={"min_wait": "seconds", "jitter_multiplier": "seconds"})}
