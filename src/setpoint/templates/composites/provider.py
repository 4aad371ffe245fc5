"""A type that a template provides: parameters are its properties, outputs its attributes (HOT guide, "composition").

An output ``OS::stack_id`` is what ``get_resource`` gives, or else the ARN of the nested stack, as in Heat. A template
may stand for a type that exists; then it must take what that takes, and offer what that offers (its *facade*).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import msgspec

from setpoint.model.definition import Composition, Definition
from setpoint.model.diagnostic import About, Findings, Problem
from setpoint.model.errors import InvalidInput
from setpoint.model.expression import Scope
from setpoint.model.incarnation import Incarnation
from setpoint.model.kind import Past, PlaceOf
from setpoint.model.value import Plain, Value
from setpoint.templates.compiling import Inside, Nesting, Template
from setpoint.templates.composites.depth import refuse_too_deep
from setpoint.templates.composites.facade import misfits
from setpoint.templates.composites.text import Outputs, arn_of, composed, shape_of
from setpoint.templates.parameters import Parameter
from setpoint.types.catalogue import find
from setpoint.types.notes import Notes

STACK_ID = "OS::stack_id"


class Provider:
    """One template that stands for the type ``name`` within ``nesting``."""

    def __init__(self, nesting: Nesting, name: str, template_name: str) -> None:
        """Provide ``name`` by the file ``template_name``, which is read when it is asked for something."""
        self._nesting = nesting
        self._name = name
        self._template_name = template_name

    @property
    def name(self) -> str:
        """As templates write it: the name of a type, or of a file."""
        return self._name

    @cached_property
    def attributes(self) -> frozenset[str] | None:
        """The template's outputs; None when it cannot be read, which is told elsewhere."""
        template = self._template(Findings())
        return None if template is None else frozenset(template.outputs)

    def _template(self, findings: Findings) -> Template | None:
        return self._nesting.template(self._template_name, None, findings)

    @property
    def template(self) -> Template:
        """The template. Raises InvalidInput when it cannot be read."""
        findings = Findings()
        template = self._template(findings)
        if template is None:
            raise InvalidInput(findings.in_order())
        return template

    def check(
        self, properties: Mapping[str, Value], place_of: PlaceOf, findings: Findings
    ) -> dict[str, Value]:
        """Hold the properties against the template's parameters, and the template against the type it stands for."""
        template = self._template(findings)
        if template is None:
            return dict(properties)
        for problem in misfits(self._name, template, self._nesting):
            advice = f"{self._template_name} stands for {self._name}"
            about = About(Problem.FACADE, (self._name,))
            findings.error(problem, place=place_of(()), advice=advice, about=about)
        for name in properties:
            if name not in template.parameters:
                Notes(self._name, place_of, findings).unknown((name,), template.parameters)
        judged = Findings() if self._nesting.is_draft else findings
        return {
            name: _accepted(template.parameters[name], value, place_of, judged)
            for name, value in properties.items()
            if name in template.parameters
        }

    def continues(self, type_name: str) -> bool:
        """Whatever template provided it: what stands in it tells what has changed."""
        return type_name == self._name or find(type_name) is None

    def refer(self, one: Incarnation) -> str:
        """The ARN of the nested stack."""
        return arn_of(one, self._nesting)

    def timeout(self, properties: Mapping[str, Value]) -> float:
        """It may take any time."""
        return 0.0

    def shape(self, properties: Mapping[str, Value], past: Past) -> Plain:
        """The resources that the template's conditions leave."""
        return shape_of(self.template, Inside(nesting=self._nesting, arguments=properties, known=properties))

    def compose(self, definition: Definition, properties: Mapping[str, Value], shape: Plain) -> Composition:
        """Compile the template with the properties for its parameters."""
        refuse_too_deep(definition)
        inside = Inside(
            nesting=self._nesting,
            container=definition.address,
            arguments=definition.properties,
            known=properties,
            shape=tuple(shape["members"]),
            facade=definition,
            place_of=definition.place_of,
        )
        return _known_by_its_output(composed(self.template, inside))


def _accepted(parameter: Parameter, value: Value, place_of: PlaceOf, findings: Findings) -> Value:
    try:
        return parameter.accept(value)
    except ValueError as problem:
        hidden = f"{parameter.name}: (hidden)" if parameter.hidden else ""
        place = place_of((parameter.name,))
        about = About(Problem.WRONG_PROPERTY, (parameter.name,))
        findings.error(f"property {parameter.name} {problem}", place=place, text=hidden, about=about)
        return value


def _known_by_its_output(composition: Composition) -> Composition:
    if STACK_ID not in composition.outputs:
        return composition

    def identity(scope: Scope) -> Value:
        return Outputs(composition).value(STACK_ID, scope)

    return msgspec.structs.replace(composition, identity=identity)


def provider_kind(nesting: Nesting, type_name: str, template_name: str) -> Provider:
    """The type ``type_name`` as the file ``template_name`` provides it: a ``ProviderFactory``."""
    return Provider(nesting, type_name, template_name)
