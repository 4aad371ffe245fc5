"""A stack with its files and its environment: where types and nested templates are looked up.

One :class:`Nest` stands for a stack and every text within it that resolves names alike. A template that provides a
type gets a nest of its own, in which that type is itself again (else it could not contain what it stands for), and
in which names of files are relative to its own folder.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from setpoint.model.address import Address
from setpoint.model.definition import NO_HOOKS, Definition
from setpoint.model.diagnostic import About, Findings, Problem
from setpoint.model.expression import OMITTED, Argument, Attribute, EvaluationError, Identity, evaluate
from setpoint.model.kind import PlaceOf, ResourceKind
from setpoint.model.nearest import did_you_mean, nearest
from setpoint.model.place import Place
from setpoint.model.value import Unknown, Value
from setpoint.templates.compiling import NOWHERE, Kind, Template, Whereabouts
from setpoint.templates.composites import composite_kinds
from setpoint.templates.composites.provider import provider_kind
from setpoint.templates.environment import Environment
from setpoint.templates.files import beside, handed_over
from setpoint.templates.formats import read_template
from setpoint.templates.registry import Branch, Entry, is_template
from setpoint.templates.tree import Document


class Surroundings(msgspec.Struct, frozen=True):
    """What a template is compiled for: the stack's names, and the resource types that there are.

    ``kinds`` gives a type by name, ``type_names`` all names (for suggestions); ``zones`` are the availability zones
    that the cloud offers.
    """

    stack_name: str
    stack_id: str
    kinds: Callable[[str], ResourceKind | None]
    type_names: Callable[[], Iterable[str]]
    project: str = "local"
    region: str = ""
    zones: tuple[str, ...] = ("nova",)
    is_draft: bool = False
    """Whether parameters may still be without a value, or have one that breaks their rules: they are not known then."""


class _Texts:
    """Templates that were read, and the documents they stand in, shared by all nests of one stack."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.warnings = Findings()
        self._read: dict[tuple[str, str], tuple[Template | None, Findings]] = {}

    def read(self, name: str, text: str, findings: Findings, format_name: str = "") -> Template | None:
        """The template ``text``, read the first time; its problems are told every time."""
        if (name, text) not in self._read:
            document = self.documents[name] = Document(name, text)
            found = Findings()
            self._read[name, text] = read_template(document, found, format_name), found
        template, problems = self._read[name, text]
        findings.add(problems)
        return template

    def forget(self, template: Template) -> None:
        """Let go of a template that nobody is going to compile any more: it is as large as what was made of it."""
        self._read = {text: read for text, read in self._read.items() if read[0] is not template}

    def templates(self) -> Iterable[Template]:
        """All that could be read."""
        return (template for template, _ in self._read.values() if template)


class Nest:
    """Implements :class:`setpoint.templates.compiling.Nesting`."""

    def __init__(self, around: Surroundings, files: Mapping[str, str], environment: Environment) -> None:
        """Look up types in ``around`` and ``environment``, and files in ``files``."""
        self.around = around
        self.environment = environment
        self.texts = _Texts()
        self._files = files
        self._ignored: frozenset[Entry] = frozenset()
        self._folder = ""
        self._kinds: dict[str, Kind | None] = {}
        self._composites: dict[str, Kind] = {}
        self._meant: dict[str, str | None] = {}
        self._nests: dict[tuple[frozenset[Entry], str], Nest] = {}
        """Those of providers and folders; the stack's own one is not among them, as it would hold itself."""

    @property
    def stack_name(self) -> str:
        """The name of the stack that everything belongs to."""
        return self.around.stack_name

    @property
    def zones(self) -> tuple[str, ...]:
        """The availability zones that the cloud offers."""
        return self.around.zones

    @property
    def is_draft(self) -> bool:
        """Whether parameters may still be without a value, or have one that breaks their rules."""
        return self.around.is_draft

    def whereabouts(self, container: Address) -> Whereabouts:
        """Where a text at ``container`` stands. A nested stack's name and id follow from its address."""
        around = self.around
        path = [around.stack_name, *container.split("/")] if container else [around.stack_name]
        nested_id = str(uuid5(NAMESPACE_URL, f"{around.stack_id}/{container}"))
        return Whereabouts(
            stack_name="-".join(path),
            stack_id=nested_id if container else around.stack_id,
            project=around.project,
            region=around.region,
        )

    @property
    def warnings(self) -> Findings:
        """Where nested texts tell what is worth telling and no error."""
        return self.texts.warnings

    def kind(self, type_name: str, address: Address, place: Place | None, findings: Findings) -> Kind | None:
        """What ``type_name`` stands for at ``address``, by the environment's registry. None after a Diagnostic."""
        is_special = any(branch.entries for branch in self.branches(address))
        found = None if is_special else self._kinds.get(type_name)
        if found is None:
            found = self._resolved(type_name, address, place, findings)
            if not is_special:
                self._kinds[type_name] = found
        return found

    def _resolved(
        self, type_name: str, address: Address, place: Place | None, findings: Findings
    ) -> Kind | None:
        current, taken = type_name, self._ignored
        while not is_template(current):
            entry = self.environment.registry.entry_for(current, address, taken)
            target = entry.stands_for(current) if entry else None
            if entry is None or not target or target == current:
                found = self.real_kind(current)
                if found is None:
                    self._tell_unknown(type_name, current, place, findings)
                return found
            taken |= {entry}
            current = target
        name = current if taken != self._ignored else self._name(current)
        if name in self._files:
            return provider_kind(self._within(taken, self._folder), type_name, name)
        is_written_here = taken == self._ignored
        self._no_template(
            current, beside(current, self._folder) if is_written_here else current, place, findings
        )
        return None

    def _within(self, ignored: frozenset[Entry], folder: str) -> Nest:
        key = (ignored, folder)
        if key == (self._ignored, self._folder):
            return self
        if key not in self._nests:
            nest = Nest(self.around, self._files, self.environment)
            nest.texts, nest._nests = self.texts, self._nests
            nest._ignored, nest._folder = ignored, folder
            self._nests[key] = nest
        return self._nests[key]

    def beside(self, template_name: str) -> Nest:
        """The nest in which names are relative to the folder of a template that is one of the stack's files."""
        is_file = template_name in self._files
        return self._within(self._ignored, posixpath.dirname(template_name)) if is_file else self

    def real_kind(self, type_name: str) -> Kind | None:
        """What ``type_name`` is where no registry is asked; None, without a Diagnostic, when there is no such type."""
        if type_name in composite_kinds():
            if type_name not in self._composites:
                self._composites[type_name] = composite_kinds()[type_name](self)
            return self._composites[type_name]
        return self.around.kinds(type_name)

    def _tell_unknown(self, written: str, name: str, place: Place | None, findings: Findings) -> None:
        stands_for = f"'{written}' stands for it by the environment" if written != name else ""
        if name not in self._meant:
            self._meant[name] = nearest(name, self._type_names, _CLOSENESS)
        near = self._meant[name]
        advice = f"did you mean '{near}'?" if near else "'setpoint template types' lists what there is"
        about = About(Problem.TYPE, (name,))
        findings.error(
            f"unknown resource type '{name}'", place=place, detail=stands_for, advice=advice, about=about
        )

    @cached_property
    def _type_names(self) -> frozenset[str]:
        registered = (entry.name for entry in self.environment.registry.entries if "*" not in entry.name)
        return frozenset((*self.around.type_names(), *composite_kinds(), *registered))

    def define(
        self,
        address: Address,
        type_name: str,
        properties: Mapping[str, Any],
        *,
        metadata: Any = None,
        place: Place | None = None,
        place_of: PlaceOf | None = None,
        findings: Findings,
    ) -> Definition | None:
        """A member that is made without a text; see :class:`setpoint.templates.compiling.Nesting`."""
        kind = self.kind(type_name, address, place, findings)
        if kind is None:
            return None
        where = place_of or partial(_always, place)
        check_properties(kind, properties, where, findings)
        return Definition(
            address=address,
            type=type_name,
            kind=kind,
            properties=properties,
            metadata=metadata,
            hooks=self.hooks(address),
            restricted=self.restricted(address),
            place=place,
            place_of=where,
        )

    def branches(self, address: Address) -> tuple[Branch, ...]:
        """What the environment says for the resource at ``address`` alone."""
        registry = self.environment.registry
        return registry.branches(address) if registry.resources else ()

    def hooks(self, address: Address) -> frozenset[str]:
        """The breakpoints at ``address``."""
        branches = self.branches(address)
        return NO_HOOKS.union(*(branch.hooks for branch in branches)) if branches else NO_HOOKS

    def restricted(self, address: Address) -> frozenset[str]:
        """What the environment forbids at ``address``: ``update``, ``replace``."""
        branches = self.branches(address)
        return _NONE.union(*(branch.restricted for branch in branches)) if branches else _NONE

    def _name(self, written: str) -> str:
        return handed_over(written, self._folder, self._files)

    def file(self, written: str, place: Place | None, findings: Findings) -> str | None:
        """The content of a file that a text here names. None after a Diagnostic when it was not handed over."""
        name = self._name(written)
        if name not in self._files:
            self._absent(f"the file '{written}'", place, About(Problem.FILE, (written,)), findings)
        return self._files.get(name)

    def _no_template(self, written: str, file: str, place: Place | None, findings: Findings) -> None:
        self._absent(
            f"the template '{written}'", place, About(Problem.NESTED_TEMPLATE, (written, file)), findings
        )

    def _absent(self, what: str, place: Place | None, about: About, findings: Findings) -> None:
        advice = did_you_mean(about.names[0], self._files)
        findings.error(f"{what} was not handed over", place=place, advice=advice, about=about)

    def root(self, name: str, text: str, format_name: str, findings: Findings) -> Template | None:
        """The stack's own template, as far as it can be read at all."""
        return self.texts.read(name, text, findings, format_name)

    def template(self, name: str, place: Place | None, findings: Findings) -> Template | None:
        """The file ``name`` of the stack, read once. None after Diagnostics when it is not there or not readable."""
        key = name if name in self._files else self._name(name)
        if key not in self._files:
            self._no_template(name, beside(name, self._folder), place, findings)
            return None
        return self._sound(key, self._files[key], findings)

    def text(self, name: str, text: str, findings: Findings) -> Template | None:
        """A template given as ``text``, read once for each text; ``name`` is what diagnostics call it."""
        file = next((key for key, content in self._files.items() if content == text), name)
        return self._sound(file, text, findings)

    def _sound(self, name: str, text: str, findings: Findings) -> Template | None:
        found = Findings()
        template = self.texts.read(name, text, found)
        findings.add(found)
        return None if found.has_errors else template


_NONE: frozenset[str] = frozenset()
_CLOSENESS = 0.8
"""Of a misspelt type: half of every name is common to all."""


def _always(place: Place | None, _path: object) -> Place | None:
    return place


def check_properties(
    kind: Kind, properties: Mapping[str, Any], place_of: PlaceOf, findings: Findings
) -> dict[str, Value]:
    """Hold what is known of ``properties`` against the schema; the known part, in normal form."""
    known: dict[str, Value] = {}
    for name, value in properties.items():
        if value.__class__ in _PLAIN:
            known[name] = value
        elif value.__class__ in _REFERENCES:
            known[name] = _LATER
        else:
            _evaluate(name, value, known, place_of, findings)
    return kind.check(known, place_of, findings)


_PLAIN: frozenset[Any] = frozenset({str, int, float, bool, list, dict})
_REFERENCES: frozenset[Any] = frozenset({Attribute, Identity, Argument})
_LATER = Unknown(("what it refers to",))


def _evaluate(name: str, value: Any, known: dict[str, Value], place_of: PlaceOf, findings: Findings) -> None:
    """Add what is known of ``value``; a null is as good as nothing (HOT guide)."""
    try:
        found = evaluate(value, NOWHERE)
    except EvaluationError as problem:
        findings.error(problem.why, place=problem.place or place_of((name,)))
        return
    if found is not None and found is not OMITTED:
        known[name] = found
