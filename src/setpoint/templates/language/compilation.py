"""One text in one place on its way to the model: what functions see of it.

Implements :class:`setpoint.templates.compiling.Compiling`. Speed matters here: every value of every template passes
through :meth:`Compilation.value`, so places are worked out only where a function stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from setpoint.model.address import Address, inside
from setpoint.model.definition import Definition
from setpoint.model.diagnostic import About, Findings, Problem, Severity
from setpoint.model.expression import OMITTED, Expression, ListOf, MapOf
from setpoint.model.nearest import did_you_mean
from setpoint.model.place import Place
from setpoint.templates.arguments import Arguments
from setpoint.templates.compiling import Broken, Condition, Function, Inside, Kind, Missing
from setpoint.templates.cycles import Edge
from setpoint.templates.functions import added, functions
from setpoint.templates.language.conditions import Conditions
from setpoint.templates.language.doubts import unknown_condition
from setpoint.templates.language.text import Text
from setpoint.templates.language.version import Version
from setpoint.templates.tree import Mapping as Tree
from setpoint.templates.tree import Sequence as TreeList
from setpoint.templates.tree import value_place

_NESTED: frozenset[Any] = frozenset({Tree, TreeList, dict, list})


@cache
def _functions_of(version: Version, *, in_condition: bool) -> Mapping[str, Function]:
    """The functions that a version has, with those that other distributions add to every version."""
    ours = version.condition_functions if in_condition else version.functions
    return {name: one for name, one in functions().items() if name in ours or name in added()}


class Compilation:
    """Compiles the values of one text; see :class:`setpoint.templates.compiling.Compiling`."""

    def __init__(self, template: Text, around: Inside, findings: Findings) -> None:
        """Settle parameters and conditions; problems go to ``findings``."""
        self.template = template
        self.inside = around
        self.findings = findings
        self.version = template.version.name
        self.words = template.version.words
        self.container = around.container
        self.facade: Definition | None = around.facade
        self.zones = around.nesting.zones
        self.mappings = template.mappings
        self.arguments = Arguments(
            template.parameters,
            around,
            around.nesting.environment,
            template.pseudo_parameters(around.nesting.whereabouts(around.container)),
            findings,
        )
        self.conditions = Conditions(
            template.conditions,
            template.reading(findings),
            findings,
            self.arguments.scope(),
        )
        self.kinds: dict[str, Kind | None] = {}
        self.edges: list[Edge] = []
        self.address = around.container
        self.is_certain = True
        self._is_silent = False
        self.in_condition = False
        self.is_in_output = False
        self._functions = _functions_of(template.version, in_condition=False)

    def value(self, tree: Any, place: Place) -> Any:
        """Compile ``tree``; ``place`` is used where it does not know its own."""
        if isinstance(tree, dict):
            return self._map(tree, place)
        if isinstance(tree, list):
            return self._list(tree, place)
        return tree

    def _map(self, tree: dict[str, Any], place: Place) -> Any:
        if len(tree) == 1:
            [(name, arguments)] = tree.items()
            function = self._functions.get(name)
            if function is not None:
                return function.build(arguments, self, value_place(tree, name) or place)
            self._doubt(name, tree, place)
        items = self.items(tree, place)
        return MapOf(items, place) if _has_expression(items) else items

    def is_function(self, tree: dict[str, Any]) -> bool:
        """Whether ``tree`` is the call of a function."""
        return len(tree) == 1 and next(iter(tree)) in self._functions

    def items(self, tree: dict[str, Any], place: Place) -> dict[str, Any]:
        """The entries of a map that is no function, compiled; those that shall not stand there are left out."""
        items: dict[str, Any] = {}
        for key, item in tree.items():
            if item.__class__ in _NESTED:
                compiled = self.value(item, place)
                if compiled is not OMITTED:
                    items[key] = compiled
            else:
                items[key] = item
        return items

    def _list(self, tree: list[Any], place: Place) -> Any:
        items = [self.value(item, place) if item.__class__ in _NESTED else item for item in tree]
        if any(item is OMITTED for item in items):
            items = [item for item in items if item is not OMITTED]
        dynamic = any(isinstance(item, Expression) for item in items)
        return ListOf(items, place) if dynamic else items

    def _doubt(self, name: str, tree: dict[str, Any], place: Place) -> None:
        found = self.template.doubting(name, in_condition=self.in_condition)
        if found is None:
            return
        tell = self.findings.error if found.severity is Severity.ERROR else self.findings.warning
        place = self._key_place(tree, name) or place
        tell(found.summary, place=place, advice=found.advice, address=self.address)

    def unchosen(self, tree: Any, place: Place) -> None:
        """Look into a branch that is ruled out."""
        with self._mood(silent=True, certain=False):
            self.value(tree, place)

    def maybe(self, tree: Any, place: Place) -> Any:
        """Compile a branch that may be chosen."""
        with self._mood(silent=self._is_silent, certain=False):
            return self.value(tree, place)

    @contextmanager
    def output(self) -> Iterator[None]:
        """What is compiled meanwhile is an output: who looks at it is told what is wrong with it, if anything is."""
        self.is_in_output = True
        try:
            yield
        finally:
            self.is_in_output = False

    @contextmanager
    def _mood(self, *, silent: bool, certain: bool) -> Iterator[None]:
        before = self._is_silent, self.is_certain
        self._is_silent, self.is_certain = silent, certain
        try:
            yield
        finally:
            self._is_silent, self.is_certain = before

    def place_of(self, tree: Any, key: str | int) -> Place:
        """Where the value under ``key`` stands."""
        return value_place(tree, key) or self.template.document.whole

    def key_place(self, tree: Any, key: str) -> Place:
        """Where ``key`` itself stands."""
        return self._key_place(tree, key) or self.template.document.whole

    def _key_place(self, tree: Any, key: str) -> Place | None:
        return tree.key_place(key) if isinstance(tree, Tree) else None

    def parameter(self, name: str, place: Place, *, or_resource: bool = False) -> Any:
        """The value of a parameter."""
        values = self.arguments.values
        if name in values:
            return values[name]
        if name in self.template.written and name not in self.template.resources:
            return Broken(place)  # it stands there, but is no parameter: told already
        known = [*values, *self.template.resources] if or_resource else values
        summary = f"unknown parameter{' or resource' if or_resource else ''} '{name}'"
        advice = did_you_mean(name, known)
        if self.is_in_output:
            self.findings.warning(summary, place=place, advice=advice, address=self.address)
            return Missing(f"The Parameter ({name}) was not provided.", place)
        about = About(Problem.REFERENCE if or_resource else Problem.PARAMETER, (name,))
        self.findings.error(summary, place=place, advice=advice, address=self.address, about=about)
        return Broken(place)

    def has_resource(self, name: str) -> bool:
        """Whether the text has a resource of that name."""
        return name in self.template.resources

    def resource(self, name: str, place: Place) -> Address | None:
        """The address of a resource; whoever is being compiled now depends on it."""
        if name not in self.template.resources:
            if name in self.template.written and name not in self.template.parameters:
                return None  # it stands there, but is no resource: told already
            advice = did_you_mean(name, self.template.resources)
            self.findings.error(
                f"unknown resource '{name}'",
                place=place,
                advice=advice,
                address=self.address,
                about=About(Problem.REFERENCE, (name,)),
            )
            return None
        if name not in self.kinds:
            self.refuse(
                f"resource '{name}' is not there to refer to",
                place,
                detail="its condition is false",
                advice="choose by the same condition, with 'if'",
            )
            return None
        address = inside(self.container, name)
        if not self._is_silent:
            self.edges.append(Edge(address, place))
        return address

    def kind(self, address: Address) -> Kind | None:
        """The kind of a resource of this text."""
        return self.kinds.get(address.rpartition("/")[2])

    def condition(self, tree: Any, place: Place) -> Condition:
        """The condition that ``tree`` is."""
        return self.conditions.of(tree, place, self._condition_function)

    def all_conditions(self) -> None:
        """Work out every condition, used or not, so that every problem is told."""
        self.conditions.all(self._condition_function)

    def _condition_function(self, tree: Any, place: Place) -> Any:
        before = self._functions, self.in_condition
        self._functions = _functions_of(self.template.version, in_condition=True)
        self.in_condition = True
        try:
            return self._one_function(tree, place)
        finally:
            self._functions, self.in_condition = before

    def _one_function(self, tree: dict[str, Any], place: Place) -> Any:
        if len(tree) != 1:
            return self.refuse("a condition function is a map with one key", place)
        [(name, arguments)] = tree.items()
        if name in self._functions:
            return self._functions[name].build(arguments, self, value_place(tree, name) or place)
        summary, advice = unknown_condition(name, self.template.version, self.template.doubting)
        return self.refuse(summary, self._key_place(tree, name) or place, advice=advice)

    def file(self, name: str, place: Place) -> str | None:
        """The content of one of the stack's files."""
        return self.inside.nesting.file(name, place, self.findings)

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
        """Tell an error, unless what is being compiled is ruled out."""
        if not self._is_silent:
            self.findings.error(
                summary,
                place=place,
                detail=detail,
                advice=advice,
                text=text,
                address=self.address,
                about=about,
            )
        return Broken(place)


def _has_expression(items: dict[str, Any]) -> bool:
    return any(isinstance(item, Expression) for item in items.values())
