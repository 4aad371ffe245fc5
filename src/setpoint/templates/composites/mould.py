"""The definition that the members of a group share, and the making of each from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from setpoint.model.address import inside
from setpoint.model.definition import Definition
from setpoint.model.diagnostic import Findings
from setpoint.model.place import Place
from setpoint.model.value import Value, reveal
from setpoint.templates.compiling import Nesting
from setpoint.templates.composites.numbering import numbered
from setpoint.templates.composites.parts import entries
from setpoint.templates.selection import select

PROPERTY = "resource_def"


class Mould(NamedTuple):
    """What a ``resource_def`` says, its values perhaps expressions; ``variable`` is what stands for the number."""

    group: Definition
    type_name: str
    properties: Mapping[str, Any]
    metadata: Any
    variable: str

    @classmethod
    def of(cls, group: Definition, known: Value, variable: Value) -> Mould:
        """The mould of ``group``, whose ``resource_def`` comes to ``known``."""
        parts = entries(group.properties[PROPERTY], known)
        properties = entries(parts.get("properties"), select(known, ["properties"]))
        # An absent value is as good as none at all, also to types that would know what to do with a null.
        given = {name: value for name, value in properties.items() if value is not None}
        type_name = reveal(select(known, ["type"]))
        return cls(group, type_name, given, parts.get("metadata"), reveal(variable))

    def cast(self, name: str, nesting: Nesting, findings: Findings) -> Definition | None:
        """The member called ``name``; None after a Diagnostic when its type is unknown."""
        values = {key: numbered(value, self.variable, name) for key, value in self.properties.items()}
        return nesting.define(
            inside(self.group.address, name),
            self.type_name,
            values,
            metadata=self.metadata,
            place=self._place_of_type(),
            place_of=self._place_of,
            findings=findings,
        )

    def _place_of_type(self) -> Place | None:
        return self.group.place_of((PROPERTY, "type")) or self.group.place

    def _place_of(self, path: Sequence[str | int]) -> Place | None:
        return self.group.place_of((PROPERTY, "properties", *path))
