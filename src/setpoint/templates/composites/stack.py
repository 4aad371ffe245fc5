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
from setpoint.model.site import Site
from setpoint.model.value import Plain, Value, is_known, reveal
from setpoint.templates.compiling import Template
from setpoint.templates.composites.parametrised import Parametrised
from setpoint.templates.composites.text import Outputs
from setpoint.templates.selection import select

NAME: Final = "OS::Heat::Stack"

_TEXT = "the template of an OS::Heat::Stack"


class Stack(Parametrised):
    """The type."""

    name = NAME
    attributes = frozenset({"stack_name", "outputs"})
    deciding = ("template", "timeout", "context")
    parameters = "parameters"
    minutes = "timeout"

    def compose(self, definition: Definition, properties: Mapping[str, Value], shape: Plain) -> Composition:
        """Compile the template with the parameters."""
        composition = self.composed(definition, properties, shape)
        name = f"{self._nesting.stack_name}-{definition.address.replace('/', '-')}"
        return msgspec.structs.replace(
            composition,
            attribute=partial(_attribute, name, Outputs(composition)),
            site=self.site(properties),
        )

    def site(self, properties: Mapping[str, Value]) -> Site:
        """Where it is to be, by what is known of its properties."""
        context = properties.get("context")
        return _site(reveal(context) if is_known(context) and context else {})

    def template(self, properties: Mapping[str, Value]) -> Template:
        """What the text is."""
        findings = Findings()
        template = self._nesting.text(_TEXT, reveal(properties["template"]), findings)
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
