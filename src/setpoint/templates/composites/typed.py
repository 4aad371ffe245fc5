"""What composite types share whose properties are those of a schema, as other types' are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from setpoint.model.diagnostic import Findings
from setpoint.model.kind import PlaceOf
from setpoint.model.value import Value
from setpoint.templates.compiling import Nesting
from setpoint.types import catalogue
from setpoint.types.schema import Schema


class Typed:
    """A composite type with the schema that the catalogue has under its name."""

    name: ClassVar[str]
    """As templates write it."""
    older: ClassVar[str] = ""
    """As they wrote it once, of what is the same in everything else."""
    attributes: ClassVar[frozenset[str] | None] = None
    """None: any name may be one of the members' attributes."""

    def __init__(self, nesting: Nesting) -> None:
        """Be the type within ``nesting``."""
        found = catalogue.find(self.name)
        assert found is not None, self.name
        self._type = found
        self._nesting = nesting

    @property
    def schema(self) -> Schema:
        """Properties, attributes and update policy, as people read them."""
        return self._type.schema

    def check(
        self, properties: Mapping[str, Value], place_of: PlaceOf, findings: Findings
    ) -> dict[str, Value]:
        """See :class:`setpoint.model.kind.CompositeKind`."""
        return self._type.check(properties, place_of, findings)

    def continues(self, type_name: str) -> bool:
        """By its name, or by its older one."""
        return type_name in (self.name, self.older)

    def timeout(self, properties: Mapping[str, Value]) -> float:
        """It may take any time."""
        return 0.0

    def check_update_policy(
        self, policy: Mapping[str, Value], place_of: PlaceOf, findings: Findings
    ) -> dict[str, Value]:
        """As :meth:`setpoint.types.resource_type.ResourceType.check_update_policy`."""
        return self._type.check_update_policy(policy, place_of, findings)
