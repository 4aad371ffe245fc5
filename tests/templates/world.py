"""A world for templates in tests: what every resource answers is worked out from its own properties.

A TestResource's ``output`` and a Value's ``value`` are their property ``value``; any other attribute is its own name,
``server.first_address``; an identity is ``<server>``. Composites are composed when somebody asks for them.
"""

from collections.abc import Mapping
from typing import Any

from setpoint.model.address import ROOT, Address, container_of
from setpoint.model.definition import Composition, Definition
from setpoint.model.diagnostic import Diagnostic, Findings
from setpoint.model.errors import InvalidInput
from setpoint.model.expression import OMITTED, evaluate
from setpoint.model.kind import is_composite
from setpoint.model.stack import Source
from setpoint.model.value import Plain, Unknown, Value
from setpoint.templates.compiler import Compiled, Surroundings, compile_stack
from setpoint.templates.selection import select
from setpoint.types import catalogue

AROUND = Surroundings(
    stack_name="stack",
    stack_id="1b2c",
    project="project",
    region="here",
    kinds=catalogue.find,
    type_names=catalogue.names,
    zones=("north", "south"),
)

MADE_OF = {"OS::Heat::TestResource": ("output", "value"), "OS::Heat::Value": ("value", "value")}


class Nothing:
    """The past of what was not there before."""

    members: Mapping[str, str] = {}
    unhealthy: frozenset[str] = frozenset()
    shape: Plain = None


class World:
    """A scope in which everything has been made, except what is ``unmade``."""

    def __init__(self, root: Composition, unmade: frozenset[str] = frozenset()) -> None:
        self._compositions = {ROOT: root}
        self._unmade = unmade

    def definition(self, address: str) -> Definition:
        return self.composition(container_of(Address(address))).definitions[Address(address)]

    def composition(self, address: str) -> Composition:
        if address not in self._compositions:
            definition = self.definition(address)
            assert is_composite(definition.kind), definition.type
            known = self.properties(address)
            shape = definition.kind.shape(known, Nothing())
            assert shape is not None, f"{address} cannot be composed yet"
            self._compositions[Address(address)] = definition.kind.compose(definition, known, shape)
        return self._compositions[Address(address)]

    def properties(self, address: str) -> dict[str, Value]:
        definition, findings = self.definition(address), Findings()
        given = {name: evaluate(value, self) for name, value in definition.properties.items()}
        known = {name: value for name, value in given.items() if value is not None and value is not OMITTED}
        found = definition.kind.check(known, definition.place_of, findings)
        assert not findings.has_errors, [str(one) for one in findings]
        return found

    def _is_composite(self, address: Address) -> bool:
        return is_composite(self.definition(address).kind)

    def identity(self, address: Address) -> Value:
        if address in self._unmade:
            return Unknown((address,))
        composition = self.composition(address) if self._is_composite(address) else None
        return composition.identity(self) if composition and composition.identity else f"<{address}>"

    def attribute(self, address: Address, path: tuple[Value, ...]) -> Value:
        if address in self._unmade:
            return Unknown((".".join((address, *map(str, path))),))
        if self._is_composite(address):
            return self.composition(address).attribute(path, self)
        name, source = MADE_OF.get(self.definition(address).kind.name, ("", ""))
        attributes = {name: self.properties(address).get(source)} if name else {}
        if path and path[0] not in attributes:
            attributes[path[0]] = f"{address}.{path[0]}"
        return select(attributes, path)

    def argument(self, container: Address, name: str) -> Value:
        composition = self.composition(container)
        assert composition.argument is not None
        return composition.argument(name, self)

    def outputs(self) -> dict[str, Value]:
        root = self._compositions[ROOT]
        return {name: evaluate(output.value, self) for name, output in root.outputs.items()}


def compiled(template: str, **source: Any) -> Compiled:
    return compile_stack(Source(template=template, **source), AROUND)


def problems(template: str, **source: Any) -> tuple[Diagnostic, ...]:
    """What is wrong with a template; it must not compile."""
    try:
        compiled(template, **source)
    except InvalidInput as refused:
        return refused.diagnostics
    raise AssertionError("the template was accepted")


def outputs(template: str, **source: Any) -> dict[str, Value]:
    """What a template's outputs come to when everything has been made."""
    return World(compiled(template, **source).composition).outputs()
