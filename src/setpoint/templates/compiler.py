"""The room's door: a source, compiled to the model, or refused with every problem that it has.

A template is compiled whole before anything is planned, and so is every nested template whose shape is known by then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from setpoint.model.address import ROOT
from setpoint.model.definition import Composition, Definition
from setpoint.model.diagnostic import About, Diagnostic, Findings, Problem, Severity
from setpoint.model.errors import InvalidInput
from setpoint.model.kind import CompositeKind, is_composite
from setpoint.model.nearest import did_you_mean
from setpoint.model.place import Place
from setpoint.model.stack import Source
from setpoint.model.value import Plain, Sensitive, Value
from setpoint.templates.compiling import Inside, Template, Whereabouts
from setpoint.templates.composites.stack import Stack
from setpoint.templates.environment import Environment, understand
from setpoint.templates.files import files_of
from setpoint.templates.formats import read_template
from setpoint.templates.limits import MAX_FINDINGS
from setpoint.templates.nesting import Nest, Surroundings, check_properties
from setpoint.templates.parameters import Parameter, ParameterGroup
from setpoint.templates.tree import Document, Gathered, plain
from setpoint.templates.tree import Mapping as Tree
from setpoint.templates.ways import Way, ways_in

__all__ = [
    "Compiled",
    "Declared",
    "Surroundings",
    "compile_stack",
    "files_of",
    "immutable_changes",
    "parameters_of",
]


class Declared(msgspec.Struct, frozen=True):
    """What a template says of itself to those who give it parameters: for forms and for ``validate``."""

    description: str
    parameters: Mapping[str, Parameter]
    groups: tuple[ParameterGroup, ...]
    pseudo_parameters: Callable[[Whereabouts], Mapping[str, Value]]
    """What it knows besides, by its language."""


class Compiled(msgspec.Struct, frozen=True):
    """A source that is in order. Its ``source`` has the values of hidden parameters as secrets."""

    composition: Composition
    source: Source
    declared: Declared
    environment: Environment
    warnings: tuple[Diagnostic, ...] = ()


def compile_stack(source: Source, around: Surroundings) -> Compiled:
    """``source`` as the model. Raises InvalidInput with every problem that it has."""
    work = _Work(source, around)
    template = work.template()
    composition = work.composition(template)
    work.look_into(composition.definitions.values(), 1, set())
    work.end()
    compiled = Compiled(
        composition=composition,
        source=_sealed(source, template, work.nest),
        declared=_declared(template),
        environment=work.nest.environment,
        warnings=work.told(work.nest.warnings),
    )
    work.nest.texts.forget(template)
    return compiled


def parameters_of(source: Source) -> Declared:
    """What the template of ``source`` declares. Raises InvalidInput when it cannot be read."""
    findings = Findings()
    document = Document(source.template_name, source.template)
    template = read_template(document, findings, source.format)
    if template is None or findings.has_errors:
        raise InvalidInput(_told(findings, {document.name: document}))
    return _declared(template)


def immutable_changes(before: Compiled, after: Compiled) -> tuple[Diagnostic, ...]:
    """An error for every immutable parameter that an update from ``before`` to ``after`` would change."""
    old, new = before.composition.parameters, after.composition.parameters
    return tuple(
        Diagnostic(
            f"parameter '{name}' is immutable, and cannot be changed by an update",
            place=parameter.place,
            advice="give it the value that it had, or make a new stack",
            about=About(Problem.IMMUTABLE_PARAMETER, (name,)),
        )
        for name, parameter in after.declared.parameters.items()
        if parameter.immutable and name in old and old[name] != new[name]
    )


class _Work:
    """One compilation, with what was found so far."""

    def __init__(self, source: Source, around: Surroundings) -> None:
        self._source = source
        self._findings = Findings()
        environment = understand(source.environment, self._findings)
        self.nest = Nest(around, source.files, environment)
        self._given = {
            name: value
            for section in (environment.given(), source.parameters)
            for name, value in section.items()
            if value is not None
        }

    def template(self) -> Template:
        """The stack's own template. Raises InvalidInput where it cannot be read at all."""
        source = self._source
        template = self.nest.root(source.template_name, source.template, source.format, self._findings)
        if template is None:
            self.end()
        assert template
        return template

    def composition(self, template: Template) -> Composition:
        """The stack itself."""
        self._tell_unknown(template)
        inside = Inside(
            nesting=self.nest, container=ROOT, arguments=self._given, known=self._given, place_of=self._place
        )
        try:
            return template.compose(inside)
        except InvalidInput as refused:
            self._findings.add(refused.diagnostics)
            self.end()
            raise

    def _place(self, path: Any) -> Place | None:
        name = path[0]
        return None if name in self._source.parameters else self.nest.environment.place_of(name)

    def _tell_unknown(self, template: Template) -> None:
        for name in self._given:
            if name not in template.parameters:
                self._findings.error(
                    f"the template has no parameter '{name}'",
                    place=self._place((name,)),
                    advice=did_you_mean(name, template.parameters),
                    text=f"{name}: ...",
                    about=About(Problem.UNDECLARED_PARAMETER, (name,)),
                )

    def look_into(
        self,
        definitions: Iterable[Definition],
        depth: int,
        seen: set[tuple[int, Place | None, int]],
        region: str | None = None,
    ) -> None:
        """Compile what is nested, so far as its shape is known, for its problems.

        Members of a group come from one place, and what is wrong with one is wrong with all: one is looked into.
        ``region`` is that of the stack of its own that all of it is in.
        """
        for definition in definitions:
            kind = definition.kind
            key = (id(kind), definition.place, depth)
            if is_composite(kind) and key not in seen:
                seen.add(key)
                known = check_properties(kind, definition.properties, definition.place_of, Findings())
                there = region
                if isinstance(kind, Stack):
                    there = kind.site(known).region or region or self.nest.around.region
                self.look_into(self._members(definition, kind, known, there), depth + 1, seen, there)

    def _members(
        self, definition: Definition, kind: CompositeKind, known: Mapping[str, Value], region: str | None
    ) -> Iterable[Definition]:
        try:
            shape = kind.shape(known, NO_PAST)
            return [] if shape is None else kind.compose(definition, known, shape).definitions.values()
        except InvalidInput as refused:
            self._findings.add(msgspec.structs.replace(one, region=region) for one in refused.diagnostics)
            return []

    def told(self, findings: Findings) -> tuple[Diagnostic, ...]:
        """``findings`` in order, each with the text that it is about."""
        documents = dict(self.nest.texts.documents)
        documents.update({one.name: one for one in _documents(self._source.environment)})
        return _told(findings, documents)

    def end(self) -> None:
        """Raise InvalidInput when there is an error among what was found."""
        if self._findings.has_errors:
            self._findings.add(self.nest.warnings)
            raise InvalidInput(self.told(self._findings))
        self.nest.warnings.add(self._findings)


class _NoPast:
    """The past of what was never there."""

    members: Mapping[str, str] = {}
    unhealthy: frozenset[str] = frozenset()
    shape: Plain = None


NO_PAST = _NoPast()
"""For what is looked into before it is made."""


def _told(findings: Findings, documents: Mapping[str, Document]) -> tuple[Diagnostic, ...]:
    in_order = findings.in_order()
    told = _with_ways((_with_text(one, documents) for one in in_order[:MAX_FINDINGS]), documents)
    if len(in_order) > MAX_FINDINGS:
        told.append(Diagnostic(f"and {len(in_order) - MAX_FINDINGS} more problems"))
    return tuple(told)


def _with_text(one: Diagnostic, documents: Mapping[str, Document]) -> Diagnostic:
    if one.text or one.place is None or one.place.file not in documents:
        return one
    return msgspec.structs.replace(one, text=documents[one.place.file].quoted(one.place.line))


def _with_ways(found: Iterable[Diagnostic], documents: Mapping[str, Document]) -> list[Diagnostic]:
    """``found`` with the way to each place. Texts are read once more for that, so only errors are worth it."""
    ways: dict[str, Mapping[int, Way]] = {}
    told = []
    for one in found:
        document = documents.get(one.place.file) if one.place and one.place.line else None
        way: Way = ()
        if one.severity is Severity.ERROR and document and one.place:
            if document.name not in ways:
                ways[document.name] = ways_in(document)
            way = ways[document.name].get(document.offset(one.place), ())
        told.append(msgspec.structs.replace(one, path=way) if way else one)
    return told


def _documents(tree: Any) -> Iterator[Document]:
    """The documents that a merged environment came from."""
    if isinstance(tree, Gathered):
        yield from tree.documents
    elif isinstance(tree, Tree):
        yield tree.document
    for value in tree.values() if isinstance(tree, dict) else ():
        yield from _documents(value)


def _declared(template: Template) -> Declared:
    return Declared(template.description, template.parameters, template.groups, template.pseudo_parameters)


def _sealed(source: Source, template: Template, nest: Nest) -> Source:
    """``source`` as plain data in which every value of a hidden parameter is a secret, in nested templates too."""
    always = nest.environment.encrypted
    own = always | _hidden([template])
    anywhere = own | _hidden(nest.texts.templates())
    environment: dict[str, Value] = {}
    for section, value in source.environment.items():
        hidden = {"parameters": own, "parameter_defaults": anywhere}.get(section, frozenset())
        environment[section] = _hiding(value, hidden) if isinstance(value, dict) else plain(value)
    return msgspec.structs.replace(
        source, environment=environment, parameters=_hiding(source.parameters, own)
    )


def _hidden(templates: Iterable[Template]) -> frozenset[str]:
    return frozenset(one.name for template in templates for one in template.parameters.values() if one.hidden)


def _hiding(values: Mapping[str, Value], hidden: frozenset[str]) -> dict[str, Value]:
    return {
        name: Sensitive(plain(value)) if name in hidden and value is not None else plain(value)
        for name, value in values.items()
    }
