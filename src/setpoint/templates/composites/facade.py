"""Whether a template can stand for a type that exists: it must take and offer what that does (Heat's facades)."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.templates.compiling import Nesting, Template
from setpoint.templates.parameters import ParameterType
from setpoint.types.schema import Schema, Shape

_SHAPES = {
    ParameterType.STRING: (Shape.STRING,),
    ParameterType.NUMBER: (Shape.NUMBER, Shape.INTEGER),
    ParameterType.COMMA_DELIMITED_LIST: (Shape.LIST,),
    ParameterType.JSON: (Shape.MAP,),
    ParameterType.BOOLEAN: (Shape.BOOLEAN,),
}


def misfits(type_name: str, template: Template, nesting: Nesting) -> Iterator[str]:
    """What keeps ``template`` from standing for ``type_name``; nothing for a type that it alone provides."""
    schema = getattr(nesting.real_kind(type_name), "schema", None)
    if isinstance(schema, Schema):
        yield from _in_properties(schema, template)
        for name in schema.attributes:
            if name not in template.outputs:
                yield f"{template.name} has no output for {type_name}'s attribute {name}"


def _in_properties(schema: Schema, template: Template) -> Iterator[str]:
    for name, wanted in schema.properties.items():
        parameter = template.parameters.get(name)
        if parameter is None:
            if wanted.required:
                yield f"{template.name} has no parameter for {schema.name}'s required property {name}"
        elif wanted.shape is not Shape.ANY and wanted.shape not in _SHAPES[parameter.type]:
            yield (
                f"{template.name}'s parameter {name} is a {parameter.type}, "
                f"but {schema.name}'s property of that name is of type {wanted.shape}"
            )
    for name, parameter in template.parameters.items():
        if parameter.default is None and name not in schema.properties:
            yield f"{template.name} requires the parameter {name}, which {schema.name} has no property for"
