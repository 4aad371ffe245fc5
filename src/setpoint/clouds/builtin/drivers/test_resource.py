"""OS::Heat::TestResource: keeps a string; slow, and failing, when told to be.

``client_name`` and ``entity_name`` name what the original asks while it waits: nothing is asked here. Looking takes no
time here, so ``attr_wait_secs`` and ``constraint_prop_secs`` do nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.clouds.builtin.recorded import Recorded
from setpoint.clouds.driver import Want
from setpoint.model.incarnation import Action
from setpoint.model.value import Plain, Value


class TestResource(Recorded):
    """An update takes its time when ``value`` changes; a delete never fails."""

    def attributes(self, want: Want, token: str) -> Mapping[str, Value]:
        """``output`` is the string."""
        return {"output": want.properties["value"]}

    def seconds(
        self, action: Action, new: Mapping[str, Plain], old: Mapping[str, Plain], token: str
    ) -> float:
        """What ``action_wait_secs`` says of the action, or else ``wait_secs``."""
        if action is Action.UPDATE and new["value"] == old["value"]:
            return 0
        own = (new.get("action_wait_secs") or {}).get(action.lower())
        seconds: float = new.get("wait_secs", 0) if own is None else own
        return seconds

    def failure(self, properties: Mapping[str, Plain], name: str) -> str:
        """When told to, in Heat's words."""
        return f"Test Resource failed {name}" if properties.get("fail") else ""


DRIVER = TestResource
