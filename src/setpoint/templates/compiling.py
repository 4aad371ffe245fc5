"""What a template's functions and composite types may ask of the compilation that they take part in.

Functions (:mod:`setpoint.templates.functions`) are handed a :class:`Compiling`, one for each text that is being
compiled; composite types (:mod:`setpoint.templates.composites`) are handed a :class:`Nesting`, one for each stack.
Both are protocols, so that a function can be written and tested without knowing the language around it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Sequence as AnySequence
from typing import Any, Protocol

import msgspec

from setpoint.model.address import ROOT, Address
from setpoint.model.definition import Composition, Definition
from setpoint.model.diagnostic import About, Findings
from setpoint.model.expression import Call, EvaluationError, Expression, Scope
from setpoint.model.kind import CompositeKind, PlaceOf, ResourceKind
from setpoint.model.place import Place
from setpoint.model.value import Plain, Unknown, Value
from setpoint.templates.environment import Environment
from setpoint.templates.parameters import Parameter, ParameterGroup

Kind = ResourceKind | CompositeKind


class Condition(msgspec.Struct, frozen=True):
    """A condition as far as it is known while compiling.

    ``value`` is a bool or, inside a nested stack, perhaps an expression; ``holds`` is what it comes to by everything
    known now (None: not known yet). Keep ``value`` in the model, so that no dependency is lost; leave out a branch
    that ``holds`` rules out, for it may refer to resources that are not there.
    """

    value: Any
    holds: bool | None


class Compiling(Protocol):
    """One text on its way to the model, as its functions see it."""

    @property
    def version(self) -> str:
        """The dated version of the language that the text is written in: ``2018-08-31``."""
        ...

    @property
    def container(self) -> Address:
        """The nested stack that is being compiled; ROOT for the stack itself."""
        ...

    @property
    def findings(self) -> Findings:
        """Where problems are told; the text of the offending line is added later, by the compiler."""
        ...

    @property
    def facade(self) -> Definition | None:
        """The resource that this text is the inside of (for ``resource_facade``); None for the stack itself."""
        ...

    def value(self, tree: Any, place: Place) -> Any:
        """Compile any part of the text, functions included, to plain data or an Expression.

        OMITTED where the text says that nothing shall stand there; within lists and maps it is left out already.

        In a condition only condition functions are known to it.
        """
        ...

    def unchosen(self, tree: Any, place: Place) -> None:
        """Look into a branch that is ruled out, for unknown names only.

        It may refer to resources that are not defined, and what it would come to is nobody's problem.
        """
        ...

    def maybe(self, tree: Any, place: Place) -> Any:
        """As :meth:`value`, for a branch of which nobody knows yet whether it is chosen.

        A function that refuses its arguments there is a problem only when the branch is chosen: see :func:`call`.
        """
        ...

    @property
    def is_certain(self) -> bool:
        """Whether what is being compiled is certain to be used: false within :meth:`maybe`."""
        ...

    def place_of(self, tree: Any, key: str | int) -> Place:
        """Where the *value* under ``key`` stands; the nearest known place where the tree has none."""
        ...

    def key_place(self, tree: Any, key: str) -> Place:
        """Where ``key`` itself stands."""
        ...

    def parameter(self, name: str, place: Place, *, or_resource: bool = False) -> Any:
        """The value of a parameter (of its own type: number, list, map, bool, str); pseudo-parameters included.

        Plain when it is known while compiling, Sensitive when hidden, an Argument inside nested stacks whose outer
        property is an expression. After a Diagnostic (with a suggestion) for an unknown name, which ``or_resource``
        might also have been a resource's: a :class:`Broken`.
        """
        ...

    def resource(self, name: str, place: Place) -> Address | None:
        """The address of a resource of this text; None after a Diagnostic when there is none, or none just now."""
        ...

    def has_resource(self, name: str) -> bool:
        """Whether the text has a resource of that name, also one whose condition is false."""
        ...

    @property
    def in_condition(self) -> bool:
        """Whether a condition is being compiled: it knows no resources."""
        ...

    @property
    def mappings(self) -> Mapping[str, Any]:
        """The tables of the text, by name (for ``Fn::FindInMap``): maps of maps of plain data."""
        ...

    @property
    def zones(self) -> tuple[str, ...]:
        """The availability zones that the cloud offers (for ``Fn::GetAZs``)."""
        ...

    def kind(self, address: Address) -> Kind | None:
        """The kind of a resource that :meth:`resource` gave; None when its type is unknown (told elsewhere)."""
        ...

    def condition(self, tree: Any, place: Place) -> Condition:
        """The named condition, boolean or condition function that ``tree`` is. Told, and False, when it is none."""
        ...

    def file(self, name: str, place: Place) -> str | None:
        """The content of one of the stack's files; None after a Diagnostic when it was not handed over."""
        ...

    def refuse(
        self,
        summary: str,
        place: Place,
        *,
        detail: str = "",
        advice: str = "",
        text: str = "",
        about: About | None = None,
    ) -> Broken:
        """Tell an error, and give a value to carry on with that causes no further errors."""
        ...

    @property
    def is_in_output(self) -> bool:
        """Whether an output is being compiled, which may fail without the stack's failing."""
        ...


class Function(Protocol):
    """A function of template languages. A module with these two names is one."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a module's constant
        """As templates write it, and as the table of versions knows it: ``str_replace``."""
        ...

    def build(self, arguments: Any, compiling: Compiling, place: Place) -> Any:
        """Compile a call: plain data when it can be worked out now, else an Expression.

        ``arguments`` is the raw tree beneath the function's name and ``place`` where that stands. Wrong shapes are
        told through ``compiling.refuse``.
        """
        ...


class Template(Protocol):
    """A text that has been read, of whatever format: what composite types see of a nested one.

    Names of files within it are relative to its own folder: it composes in ``nesting.beside(name)``.
    """

    @property
    def name(self) -> str:
        """What diagnostics call it."""
        ...

    @property
    def description(self) -> str:
        """The author's words."""
        ...

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Its parameters, in the order of the text."""
        ...

    @property
    def groups(self) -> tuple[ParameterGroup, ...]:
        """Its parameters as a form shows them."""
        ...

    @property
    def outputs(self) -> Mapping[str, str]:
        """Names of its outputs, with their descriptions."""
        ...

    def pseudo_parameters(self, where: Whereabouts) -> Mapping[str, Value]:
        """The parameters that it has without declaring them: where it stands, in its language's words."""
        ...

    def files(self) -> Mapping[str, Place]:
        """The files that it names, templates among them, as it writes them; with where."""
        ...

    def shape(self, inside: Inside) -> tuple[str, ...] | None:
        """The names of the resources that are defined by ``inside.known``; None when that depends on an Unknown.

        Raises nothing: problems are told by :meth:`compose`.
        """
        ...

    def compose(self, inside: Inside) -> Composition:
        """The members. ``attribute`` and ``identity`` of the composition are left for the composite to set.

        Raises InvalidInput with every problem of the text.
        """
        ...


def _unplaced(_path: AnySequence[str | int]) -> Place | None:
    return None


class Inside(msgspec.Struct, frozen=True):
    """How a nested text is to be compiled.

    ``arguments`` are what the outer resource says, perhaps expressions, and ``place_of`` where it says so (the path
    begins with the parameter's name); ``known`` the same as far as evaluated; ``shape`` what was decided; ``facade``
    the outer resource.
    """

    nesting: Nesting
    container: Address = ROOT
    arguments: Mapping[str, Any] = {}
    known: Mapping[str, Value] = {}
    shape: tuple[str, ...] | None = None
    facade: Definition | None = None
    place_of: PlaceOf = _unplaced


class Whereabouts(msgspec.Struct, frozen=True):
    """Where a text stands: what the engine tells it of the stack that is made from it, nested or not."""

    stack_name: str
    stack_id: str
    project: str
    region: str


class Nesting(Protocol):
    """A stack with its files and environment, as the composite types within it see it."""

    @property
    def stack_name(self) -> str:
        """The name of the stack that everything belongs to."""
        ...

    def kind(self, type_name: str, address: Address, place: Place | None, findings: Findings) -> Kind | None:
        """What ``type_name`` stands for at ``address``, by the environment's registry. None after a Diagnostic."""
        ...

    def real_kind(self, type_name: str) -> Kind | None:
        """What ``type_name`` is where no registry is asked; None, without a Diagnostic, when there is no such type."""
        ...

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
        """A member that is made without a text: its kind, hooks and restrictions by the environment, checked.

        ``properties`` are compiled already. None after a Diagnostic when its type is unknown.
        """
        ...

    def template(self, name: str, place: Place | None, findings: Findings) -> Template | None:
        """The file ``name`` of the stack, read once. None after Diagnostics when it is not there or not readable."""
        ...

    def text(self, name: str, text: str, findings: Findings) -> Template | None:
        """A template given as ``text``, read once for each text; ``name`` is what diagnostics call it."""
        ...

    def beside(self, template_name: str) -> Nesting:
        """As this one, with names of files relative to the folder of that template, where it is a file."""
        ...

    @property
    def environment(self) -> Environment:
        """The stack's environment."""
        ...

    @property
    def zones(self) -> tuple[str, ...]:
        """The availability zones that the cloud offers."""
        ...

    @property
    def is_draft(self) -> bool:
        """Whether parameters may still be without a value, or have one that breaks their rules."""
        ...

    def whereabouts(self, container: Address) -> Whereabouts:
        """Where a text at ``container`` stands."""
        ...

    def file(self, written: str, place: Place | None, findings: Findings) -> str | None:
        """The content of a file that a text here names. None after a Diagnostic when it was not handed over."""
        ...

    def hooks(self, address: Address) -> frozenset[str]:
        """The breakpoints that the environment sets at ``address``."""
        ...

    def restricted(self, address: Address) -> frozenset[str]:
        """What the environment forbids at ``address``: ``update``, ``replace``."""
        ...

    @property
    def warnings(self) -> Findings:
        """Where nested texts tell what is worth telling and no error."""
        ...


CompositeFactory = Callable[[Nesting], CompositeKind]
"""``composites.composite_kinds()`` gives one for each composite type: ``OS::Heat::ResourceGroup``, ..."""

ProviderFactory = Callable[[Nesting, str, str], CompositeKind]
"""``composites.provider.provider_kind(nesting, type_name, template_name)``: a type that a template provides."""


class Broken(Expression):
    """Stands for what could not be compiled: the problem has been told, and this causes no others."""

    __slots__ = ()

    def __init__(self, place: Place | None = None) -> None:
        """Stand in for what is at ``place``."""
        self.place = place

    def evaluate(self, scope: Scope) -> Value:
        """Never known."""
        return Unknown(("a part of the template that is wrong",))

    def parts(self) -> tuple[()]:
        """None."""
        return ()


class Missing(Expression):
    """Stands for what an output names and there is not: a warning has told it, and whoever asks for the output is told.

    As in Heat, a stack works without one of its outputs.
    """

    __slots__ = ("why",)

    def __init__(self, why: str, place: Place | None = None) -> None:
        """Say ``why`` it cannot be known."""
        self.why = why
        self.place = place

    def evaluate(self, scope: Scope) -> Value:
        """Raises EvaluationError."""
        raise EvaluationError(self.why, self.place)

    def parts(self) -> tuple[()]:
        """None."""
        return ()


class _Nowhere:
    """The scope in which nothing can be asked: what is plain needs none."""

    def identity(self, address: Address) -> Value:
        return Unknown((str(address),))

    def attribute(self, address: Address, path: tuple[Value, ...]) -> Value:
        return Unknown((".".join((str(address), *map(str, path))),))

    def argument(self, container: Address, name: str) -> Value:
        return Unknown((f"{container}: {name}",))


NOWHERE: Scope = _Nowhere()
"""Answers Unknown to everything: for what is known without any resource."""


def call(
    compiling: Compiling, name: str, function: Callable[[Any], Plain], arguments: Any, place: Place
) -> Any:
    """``function`` applied to compiled ``arguments``: worked out now when they are plain, else a Call.

    ``function`` is pure, takes and gives plain data, and raises ValueError for a refusal. A refusal now is told,
    unless nobody knows yet whether the call is reached.
    """
    node = Call(name, function, arguments, place)
    if isinstance(arguments, Expression):
        return node
    try:
        return node.evaluate(NOWHERE)
    except EvaluationError as problem:
        return compiling.refuse(problem.why, place) if compiling.is_certain else node
