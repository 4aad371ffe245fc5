"""Whether a template can stand for what there is under the same name: it must take and offer what that does.

What that is, its *facade*, is a type of the catalogue, or what the environment has for all resources where it has a
template for one (Heat's ``TemplateResource``, whose words these are).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from setpoint.model.address import ROOT
from setpoint.model.any_kind import AnyKind
from setpoint.model.diagnostic import Findings
from setpoint.templates.compiling import Nesting, Template
from setpoint.templates.parameters import ParameterType
from setpoint.templates.registry import is_template
from setpoint.types.schema import Schema, Shape

_SHAPES = {
    ParameterType.STRING: (Shape.STRING,),
    ParameterType.NUMBER: (Shape.NUMBER, Shape.INTEGER),
    ParameterType.COMMA_DELIMITED_LIST: (Shape.LIST,),
    ParameterType.JSON: (Shape.MAP,),
    ParameterType.BOOLEAN: (Shape.BOOLEAN,),
}


class _Taken(msgspec.Struct, frozen=True):
    """A property of a facade: whether it must be given, and the types of parameter that take it (none: any)."""

    required: bool
    shapes: tuple[str, ...]


class _Facade(msgspec.Struct, frozen=True):
    properties: Mapping[str, _Taken]
    attributes: Iterable[str]


def misfits(type_name: str, template: Template, nesting: Nesting) -> Iterator[str]:
    """What keeps ``template`` from standing for ``type_name``; nothing for a type that it alone provides."""
    kind = None if is_template(type_name) else nesting.kind(type_name, ROOT, None, Findings())
    facade = _facade(kind) if kind is not None else None
    if facade is None:
        return
    yield from _in_properties(type_name, facade, template)
    for name in facade.attributes:
        if name not in template.outputs:
            yield f"Attribute {name} for facade {type_name} missing in provider"


def _facade(kind: AnyKind) -> _Facade | None:
    schema = getattr(kind, "schema", None)
    if isinstance(schema, Schema):
        given = {name: _Taken(one.required, _shapes(one.shape)) for name, one in schema.properties.items()}
        return _Facade(given, schema.attributes)
    provider: Template | None = getattr(kind, "template", None)
    if provider is None:
        return None
    parameters = provider.parameters.items()
    given = {name: _Taken(one.default is None, _SHAPES[one.type]) for name, one in parameters}
    return _Facade(given, provider.outputs)


def _shapes(shape: Shape) -> tuple[str, ...]:
    return () if shape is Shape.ANY else (shape,)


def _in_properties(type_name: str, facade: _Facade, template: Template) -> Iterator[str]:
    for name, wanted in facade.properties.items():
        parameter = template.parameters.get(name)
        if parameter is None:
            if wanted.required:
                yield f"Required property {name} for facade {type_name} missing in provider"
        elif wanted.shapes and not set(wanted.shapes) & set(_SHAPES[parameter.type]):
            yield (
                f"Property {name} type mismatch between facade {type_name} ({'/'.join(wanted.shapes)}) "
                f"and provider ({parameter.type})"
            )
    for name, parameter in template.parameters.items():
        if parameter.default is None and name not in facade.properties:
            yield f"Provider requires property {name} unknown in facade {type_name}"
