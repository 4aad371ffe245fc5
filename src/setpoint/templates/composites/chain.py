"""``OS::Heat::ResourceChain``: a resource of each of several types, with the same properties (Heat's ResourceChain)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import msgspec

from setpoint.model.address import inside
from setpoint.model.definition import Composition, Definition
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.kind import Past, PlaceOf
from setpoint.model.place import Place
from setpoint.model.value import Plain, Unknown, Value, is_known, reveal
from setpoint.templates.composites.depth import refuse_too_deep
from setpoint.templates.composites.members import Members
from setpoint.templates.composites.parts import entries
from setpoint.templates.composites.typed import Typed

NAME: Final = "OS::Heat::ResourceChain"


class Chain(Typed):
    """The type."""

    name = NAME

    def check(
        self, properties: Mapping[str, Value], place_of: PlaceOf, findings: Findings
    ) -> dict[str, Value]:
        """As by the schema; and every item of ``resources`` must be the name of a type."""
        found = super().check(properties, place_of, findings)
        types = found.get("resources")
        for number, one in enumerate(types if isinstance(types, list) else ()):
            if not isinstance(one, (str, Unknown)):
                place = place_of(("resources", number))
                findings.error(f"property resources[{number}] must be the name of a type", place=place)
        return found

    def shape(self, properties: Mapping[str, Value], past: Past) -> Plain:
        """Members numbered from 0, with their types."""
        types = properties["resources"]
        concurrent = self._type.get(properties, "concurrent")
        if not is_known([types, concurrent]) or isinstance(properties.get("resource_properties"), Unknown):
            return None
        return {"members": [str(number) for number in range(len(reveal(types)))], "types": reveal(types)}

    def compose(self, definition: Definition, properties: Mapping[str, Value], shape: Plain) -> Composition:
        """Define every member, each after the one before unless they are to be made at once."""
        refuse_too_deep(definition)
        findings = Findings()
        given = entries(
            definition.properties.get("resource_properties"), properties.get("resource_properties")
        )
        made = list(self._members(definition, given, shape["types"], findings))
        if findings.has_errors:
            raise InvalidInput(findings.in_order())
        if not reveal(self._type.get(properties, "concurrent")):
            made = [_after(one, before) for one, before in zip(made, (None, *made), strict=False)]
        return Composition(
            container=definition.address,
            definitions={one.address: one for one in made},
            attribute=Members(definition.address, tuple(shape["members"])).answer,
        )

    def _members(
        self, definition: Definition, given: Mapping[str, Any], types: list[str], findings: Findings
    ) -> Iterator[Definition]:
        for number, type_name in enumerate(types):
            member = self._nesting.define(
                inside(definition.address, str(number)),
                type_name,
                given,
                place=definition.place_of(("resources", number)) or definition.place,
                place_of=partial(_place_of, definition),
                findings=findings,
            )
            if member:
                yield member


def _place_of(definition: Definition, path: tuple[str | int, ...]) -> Place | None:
    return definition.place_of(("resource_properties", *path))


def _after(member: Definition, before: Definition | None) -> Definition:
    return msgspec.structs.replace(member, depends_on=(before.address,)) if before else member


kind = Chain
