"""OS::Heat::TestResource: a string that is kept, with knobs to make it slow, make it fail and have it replaced."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.model.change import Change, PropertyChange
from setpoint.model.value import Unknown, Value
from setpoint.types.declarations import Declarations
from setpoint.types.resource_type import ResourceType, at_cost, uncertain


class TestResource(ResourceType):
    """A change of ``value`` replaces it while ``update_replace`` is true."""

    declared = Declarations(
        made_of={"output": ["value"]},
        units={
            "wait_secs": "seconds",
            "attr_wait_secs": "seconds",
            "constraint_prop_secs": "seconds",
            "action_wait_secs.create": "seconds",
            "action_wait_secs.update": "seconds",
            "action_wait_secs.delete": "seconds",
        },
    )

    def weigh(
        self, changes: tuple[PropertyChange, ...], old: Mapping[str, Value], new: Mapping[str, Value]
    ) -> tuple[PropertyChange, ...]:
        """See :meth:`ResourceType.weigh`."""
        replaces = self.get(new, "update_replace")
        if isinstance(replaces, Unknown):
            return tuple(uncertain(one, Change.REPLACE) if one.name == "value" else one for one in changes)
        if replaces:
            return tuple(at_cost(one, Change.REPLACE) if one.name == "value" else one for one in changes)
        return changes


KINDS = {"OS::Heat::TestResource": TestResource}
