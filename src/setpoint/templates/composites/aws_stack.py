"""``AWS::CloudFormation::Stack``: a stack from a template elsewhere, with parameters (Heat's NestedStack).

Its attributes are its outputs, ``Outputs.NAME``. The template is a file of the stack under its URL: whoever gathers
files, or is told that it is missing, fetches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import msgspec

from setpoint.model.definition import Composition, Definition
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.expression import EvaluationError, Scope
from setpoint.model.incarnation import Incarnation
from setpoint.model.kind import PlaceOf
from setpoint.model.value import Plain, Value, reveal
from setpoint.templates.compiling import Template
from setpoint.templates.composites.parametrised import Parametrised
from setpoint.templates.composites.text import Outputs, arn_of
from setpoint.templates.selection import select
from setpoint.types.notes import Notes

NAME: Final = "AWS::CloudFormation::Stack"
URL: Final = "TemplateURL"
OUTPUT: Final = "Outputs."
"""How the name of every attribute begins."""


class AwsStack(Parametrised):
    """The type."""

    name = NAME
    deciding = (URL, "TimeoutInMinutes")
    parameters = "Parameters"
    minutes = "TimeoutInMinutes"

    def check(
        self, properties: Mapping[str, Value], place_of: PlaceOf, findings: Findings
    ) -> dict[str, Value]:
        """As by the schema; the template must be there, and have every parameter that is given."""
        found = super().check(properties, place_of, findings)
        url, given = reveal(found.get(URL)), reveal(found.get(self.parameters))
        template = self._nesting.template(url, place_of((URL,)), findings) if isinstance(url, str) else None
        if template is not None and isinstance(given, dict):
            for name in given.keys() - template.parameters.keys():
                Notes(self.name, place_of, findings).unknown((self.parameters, name), template.parameters)
        return found

    def compose(self, definition: Definition, properties: Mapping[str, Value], shape: Plain) -> Composition:
        """Compile the template with the parameters."""
        composition = self.composed(definition, properties, shape)
        return msgspec.structs.replace(composition, attribute=partial(_attribute, Outputs(composition)))

    def refer(self, one: Incarnation) -> str:
        """The ARN of the nested stack."""
        return arn_of(one, self._nesting)

    def template(self, properties: Mapping[str, Value]) -> Template:
        """The file under that URL."""
        findings = Findings()
        template = self._nesting.template(reveal(properties[URL]), None, findings)
        if template is None:
            raise InvalidInput(findings.in_order())
        return template


def _attribute(outputs: Outputs, path: tuple[Value, ...], scope: Scope) -> Value:
    if not path:
        return {f"{OUTPUT}{name}": value for name, value in outputs.values(scope).items()}
    name, *rest = path
    if name == "show":
        return None
    if not str(name).startswith(OUTPUT):
        why = f"a stack has no attribute '{name}'; its outputs are {OUTPUT}NAME"
        raise EvaluationError(why)
    return select(outputs.value(str(name).removeprefix(OUTPUT), scope), rest)


kind = AwsStack
