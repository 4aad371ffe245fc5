"""OS::Heat::None: a placeholder for any type. It takes whatever that takes, makes nothing, and offers nothing."""

from __future__ import annotations

from collections.abc import Mapping

from setpoint.model.change import PropertyChange
from setpoint.model.diagnostic import Findings
from setpoint.model.kind import PlaceOf
from setpoint.model.value import Value
from setpoint.types.checking import plain
from setpoint.types.resource_type import ResourceType


class Placeholder(ResourceType):
    """Any property, any attribute (they are all null), and no change means anything."""

    @property
    def attributes(self) -> None:
        """Any name will do."""
        return

    def check(
        self, properties: Mapping[str, Value], place_of: PlaceOf, findings: Findings
    ) -> dict[str, Value]:
        """Everything is right."""
        return {name: plain(value) for name, value in properties.items() if value is not None}

    def with_defaults(self, properties: Mapping[str, Value]) -> dict[str, Value]:
        """There are none."""
        return dict(properties)

    def how_to_change(self, old: Mapping[str, Value], new: Mapping[str, Value]) -> tuple[PropertyChange, ...]:
        """Nothing differs that anybody could see."""
        return ()


KINDS = {"OS::Heat::None": Placeholder}
