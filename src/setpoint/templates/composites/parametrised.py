"""What nested stacks share that are described by properties: a template, its parameters in a map, and a timeout."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from setpoint.model.definition import Composition, Definition
from setpoint.model.diagnostic import Findings
from setpoint.model.kind import Past, PlaceOf
from setpoint.model.place import Place
from setpoint.model.value import Plain, Unknown, Value, is_known, reveal
from setpoint.templates.compiling import Inside, Template
from setpoint.templates.composites.depth import refuse_too_deep
from setpoint.templates.composites.parts import entries
from setpoint.templates.composites.text import shape_of
from setpoint.templates.composites.typed import Typed


class Parametrised(Typed):
    """Such a type. ``deciding`` are the properties that must be known before the members are."""

    deciding: ClassVar[tuple[str, ...]]
    parameters: ClassVar[str]
    minutes: ClassVar[str]
    """The property with the timeout."""

    @abstractmethod
    def template(self, properties: Mapping[str, Value]) -> Template:
        """The template. Raises InvalidInput when it cannot be read."""

    def check(
        self, properties: Mapping[str, Value], place_of: PlaceOf, findings: Findings
    ) -> dict[str, Value]:
        """As by the schema; and a timeout leaves some time."""
        found = super().check(properties, place_of, findings)
        timeout = reveal(found.get(self.minutes))
        if isinstance(timeout, int) and timeout < 1:
            told = f"property {self.minutes} must be at least 1 (minute)"
            findings.error(told, place=place_of((self.minutes,)))
        return found

    def shape(self, properties: Mapping[str, Value], past: Past) -> Plain:
        """The resources that the template's conditions leave; and where they are must be known."""
        given = properties.get(self.parameters, {})
        if not is_known([properties.get(name) for name in self.deciding]) or isinstance(given, Unknown):
            return None
        known = entries(given, None)
        inside = Inside(nesting=self._nesting, arguments=known, known=known)
        return shape_of(self.template(properties), inside)

    def timeout(self, properties: Mapping[str, Value]) -> float:
        """What it is given in minutes (Heat)."""
        minutes = reveal(properties.get(self.minutes))
        return 60.0 * minutes if isinstance(minutes, int) else 0.0

    def composed(self, definition: Definition, properties: Mapping[str, Value], shape: Plain) -> Composition:
        """The template compiled with the parameters."""
        refuse_too_deep(definition)
        known = properties.get(self.parameters, {})
        within = Inside(
            nesting=self._nesting,
            container=definition.address,
            arguments=entries(definition.properties.get(self.parameters), known),
            known=entries(known, None),
            shape=tuple(shape["members"]),
            place_of=partial(_place_of, definition, self.parameters),
        )
        return self.template(properties).compose(within)


def _place_of(definition: Definition, parameters: str, path: tuple[str | int, ...]) -> Place | None:
    return definition.place_of((parameters, *path))
