"""OS::Heat::Value: offers what it is given, in the type that its schema brought it to."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.builtin.recorded import Recorded
from setpoint.clouds.driver import Want
from setpoint.model.value import Value


class NamedValue(Recorded):
    """A name for an expression."""

    def attributes(self, want: Want, token: str) -> Mapping[str, Value]:
        """``value`` is the value."""
        return {"value": want.properties.get("value")}


DRIVER = NamedValue
