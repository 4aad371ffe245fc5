"""``OS::Heat::Stack``: a stack from a text, with parameters, and with its outputs as one attribute (Heat's Stack)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import msgspec

from setpoint.model.definition import Composition, Definition
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.expression import EvaluationError, Scope
from setpoint.model.kind import Past, PlaceOf
from setpoint.model.place import Place
from setpoint.model.site import Site
from setpoint.model.value import Plain, Unknown, Value, is_known, reveal
from setpoint.templates.compiling import Inside, Template
from setpoint.templates.composites.depth import refuse_too_deep
from setpoint.templates.composites.parts import entries
from setpoint.templates.composites.text import Outputs, shape_of
from setpoint.templates.composites.typed import Typed
from setpoint.templates.selection import select

NAME: Final = "OS::Heat::Stack"

_TEXT = "the template of an OS::Heat::Stack"


class Stack(Typed):
    """The type."""

    name = NAME
    attributes = frozenset({"stack_name", "outputs"})

    def check(
        self, properties: Mapping[str, Value], place_of: PlaceOf, findings: Findings
    ) -> dict[str, Value]:
        """As by the schema; and a timeout leaves some time."""
        found = super().check(properties, place_of, findings)
        timeout = reveal(found.get("timeout"))
        if isinstance(timeout, int) and timeout < 1:
            findings.error("property timeout must be at least 1 (minute)", place=place_of(("timeout",)))
        return found

    def shape(self, properties: Mapping[str, Value], past: Past) -> Plain:
        """The resources that the template's conditions leave; and where they are must be known."""
        text, given = properties["template"], properties.get("parameters", {})
        told = [text, properties.get("timeout"), properties.get("context")]
        if not is_known(told) or isinstance(given, Unknown):
            return None
        known = entries(given, None)
        return shape_of(self._read(text), Inside(nesting=self._nesting, arguments=known, known=known))

    def timeout(self, properties: Mapping[str, Value]) -> float:
        """What it is given in minutes (Heat)."""
        minutes = reveal(properties.get("timeout"))
        return 60.0 * minutes if isinstance(minutes, int) else 0.0

    def compose(self, definition: Definition, properties: Mapping[str, Value], shape: Plain) -> Composition:
        """Compile the template with the parameters."""
        refuse_too_deep(definition)
        known = properties.get("parameters", {})
        within = Inside(
            nesting=self._nesting,
            container=definition.address,
            arguments=entries(definition.properties.get("parameters"), known),
            known=entries(known, None),
            shape=tuple(shape["members"]),
            place_of=partial(_place_of, definition),
        )
        composition = self._read(properties["template"]).compose(within)
        name = f"{self._nesting.stack_name}-{definition.address.replace('/', '-')}"
        return msgspec.structs.replace(
            composition,
            attribute=partial(_attribute, name, Outputs(composition)),
            site=_site(reveal(properties.get("context")) or {}),
        )

    def _read(self, text: Value) -> Template:
        findings = Findings()
        template = self._nesting.text(_TEXT, reveal(text), findings)
        if template is None:
            raise InvalidInput(findings.in_order())
        return template


def _site(context: Mapping[str, Plain]) -> Site:
    return Site(
        region=context.get("region_name") or "",
        credential=context.get("credential_secret_id") or "",
        cacert=context.get("ca_cert") or "",
        insecure=bool(context.get("insecure")),
    )


def _place_of(definition: Definition, path: tuple[str | int, ...]) -> Place | None:
    return definition.place_of(("parameters", *path))


def _attribute(name: str, outputs: Outputs, path: tuple[Value, ...], scope: Scope) -> Value:
    match path:
        case ():
            return {"stack_name": name, "outputs": outputs.values(scope)}
        case ("stack_name", *rest):
            return select(name, rest)
        case ("outputs",):
            return outputs.values(scope)
        case ("outputs", output, *rest):
            return select(outputs.value(str(output), scope), rest)
        case ("show", *_):
            return None
    raise EvaluationError(f"a stack has no attribute '{path[0]}'")


kind = Stack
