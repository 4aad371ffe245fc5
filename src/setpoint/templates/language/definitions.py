"""From the texts of resources to their definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import msgspec

from setpoint.model.address import ROOT, Address, inside
from setpoint.model.definition import Definition, DeletionPolicy
from setpoint.model.diagnostic import About, Diagnostic, Findings, Problem
from setpoint.model.expression import OMITTED, Expression, MapOf, evaluate
from setpoint.model.kind import PlaceOf
from setpoint.model.nearest import did_you_mean, one_of
from setpoint.model.place import Place
from setpoint.model.value import Sensitive
from setpoint.templates.compiling import NOWHERE, Broken, Inside, Kind
from setpoint.templates.cycles import Edge
from setpoint.templates.language.compilation import Compilation
from setpoint.templates.language.resources import Entry, deletion_policy
from setpoint.templates.language.text import Text
from setpoint.templates.nesting import check_properties
from setpoint.templates.reading import named
from setpoint.templates.tree import place_along, value_place

UPDATE_POLICIES = frozenset({"rolling_update", "batch_create", "RollingUpdate", "AutoScalingRollingUpdate"})


class Definitions:
    """Makes the definitions of one text in one place. ``edges`` are the dependencies met on the way."""

    def __init__(self, compilation: Compilation, around: Inside, findings: Findings) -> None:
        """Compile with ``compilation``; problems go to ``findings``."""
        self._compilation = compilation
        self._template: Text = compilation.template
        self._words = compilation.words
        self._inside = around
        self._findings = findings
        self.edges: dict[Address, list[Edge]] = {}

    def of(self, chosen: set[str]) -> dict[Address, Definition]:
        """The definitions of the resources named ``chosen``; the others are only looked into."""
        self._find_kinds(chosen)
        found: dict[Address, Definition] = {}
        for name, entry in self._template.resources.items():
            if name not in chosen:
                self._look_into(entry)
                continue
            address = self._compilation.address = self._address(entry)
            self._compilation.edges = []
            definition = self._definition(entry, address, self._compilation.kinds[name])
            if definition:
                found[address] = definition
            if self._compilation.edges:
                self.edges[address] = self._compilation.edges
        self._compilation.address, self._compilation.edges = self._inside.container, []
        return found

    def _address(self, entry: Entry) -> Address:
        return inside(self._inside.container, entry.name)

    def _find_kinds(self, chosen: set[str]) -> None:
        """Before any value is compiled: functions ask what they refer to."""
        kind, kinds = self._inside.nesting.kind, self._compilation.kinds
        for name, entry in self._template.resources.items():
            if name in chosen:
                found, address = Findings(), self._address(entry)
                kinds[name] = kind(entry.type, address, None, found) if entry.type else None
                if len(found):
                    self._findings.add(_located(found, address, self._place(entry, self._words.type)))

    def _place(self, entry: Entry, key: str) -> Place:
        return value_place(entry.tree, key) or self._template.document.place(entry.offset)

    def _look_into(self, entry: Entry) -> None:
        """A resource whose condition is false: misspelt names in it are told all the same."""
        place = self._template.document.place(entry.offset)
        self._compilation.address, self._compilation.edges = self._address(entry), []
        self._compilation.unchosen({**entry.tree, self._words.condition: None}, place)
        self._depends_on(entry)

    def _definition(self, entry: Entry, address: Address, kind: Kind | None) -> Definition | None:
        place = self._template.document.place(entry.offset)
        external = self._external_id(entry)
        place_of = partial(place_along, entry.properties, place)
        properties = self._properties(entry, place, is_ignored=external is not None)
        if kind is not None and external is None:
            self._check(kind, properties, place_of, address)
        is_bare = len(entry.tree) == 1 + (
            self._words.properties in entry.tree
        )  # as most are: a type and properties
        rest = {} if is_bare else self._rest(entry, place)
        if external is not None:
            rest.setdefault("deletion_policy", DeletionPolicy.RETAIN)
        if kind is None:
            return None
        nesting = self._inside.nesting
        return Definition(
            address=address,
            type=entry.type,
            kind=kind,
            properties=properties,
            external_id=external,
            description=entry.description,
            hooks=nesting.hooks(address),
            restricted=nesting.restricted(address),
            place=place,
            place_of=place_of,
            **rest,
        )

    def _check(self, kind: Kind, properties: dict[str, Any], place_of: Any, address: Address) -> None:
        if self._inside.nesting.is_draft and self._inside.container != ROOT:
            return  # as in Heat: a form is about the template itself; the rest is told when a stack is made of it
        found = Findings()
        check_properties(kind, properties, place_of, found)
        if len(found):
            self._findings.add(_located(found, address, None))

    def _properties(self, entry: Entry, place: Place, *, is_ignored: bool) -> dict[str, Any]:
        if not is_ignored:
            return self._mapped(entry.properties, place, self._words.properties)
        self._compilation.unchosen(entry.properties, place)
        return {}

    def _mapped(self, tree: Any, place: Place, what: str) -> dict[str, Any]:
        """A map whose keys must be known now, whatever their values: written out, or given by a function."""
        if tree is None:
            return {}
        compilation = self._compilation
        value = (compilation.value if compilation.is_function(tree) else compilation.items)(tree, place)
        if isinstance(value, MapOf):
            return value.items
        if isinstance(value, dict):
            return value
        if value is not None and value is not OMITTED and not isinstance(value, Broken):
            compilation.refuse(
                f"the names in '{what}' must be known before anything is made",
                place,
                detail="a function stands in their place that does not give a map now",
            )
        return {}

    def _rest(self, entry: Entry, place: Place) -> dict[str, Any]:
        """What few resources have."""
        found: dict[str, Any] = {}
        if entry.get(self._words.metadata) is not None:
            found["metadata"] = self._metadata(entry)
        if entry.depends_on:
            found["depends_on"] = self._depends_on(entry)
        if entry.get(self._words.deletion_policy) is not None:
            policy = self._deletion_policy(entry)
            found |= {"deletion_policy": policy} if policy else {}
        if entry.get(self._words.update_policy) is not None:
            found["update_policy"] = self._update_policy(entry, place)
        return found

    def _metadata(self, entry: Entry) -> Any:
        tree, place = entry.get(self._words.metadata), self._place(entry, self._words.metadata)
        if not isinstance(tree, dict):
            self._compilation.refuse(f"'{self._words.metadata}' must be a map, not {named(tree)}", place)
            return None
        value = self._compilation.value(tree, place)
        return None if value is OMITTED else value

    def _depends_on(self, entry: Entry) -> tuple[Address, ...]:
        """The addresses of its explicit dependencies; those that are not defined just now are left out, as in Heat."""
        place = self._place(entry, self._words.depends_on)
        found = []
        for name in dict.fromkeys(entry.depends_on):
            if name in self._compilation.kinds:
                address = inside(self._inside.container, name)
                self._compilation.edges.append(Edge(address, place))
                found.append(address)
            elif name not in self._template.resources:
                advice = did_you_mean(name, self._template.resources)
                self._findings.error(
                    f"unknown resource '{name}' in '{self._words.depends_on}'",
                    place=place,
                    advice=advice,
                    address=self._compilation.address,
                    about=About(Problem.REFERENCE, (name,)),
                )
        return tuple(found)

    def _deletion_policy(self, entry: Entry) -> DeletionPolicy | None:
        place = self._place(entry, self._words.deletion_policy)
        value = self._compilation.value(entry.get(self._words.deletion_policy), place)
        if isinstance(value, Expression):
            if not isinstance(value, Broken):
                self._compilation.refuse("a deletion policy must be known before anything is made", place)
            return None
        bare = value.reveal() if isinstance(value, Sensitive) else value
        found = Findings()
        policy = deletion_policy(bare, self._template.version, place, self._template.reading(found))
        self._findings.add(_located(found, self._compilation.address, place))
        return policy

    def _update_policy(self, entry: Entry, place: Place) -> dict[str, Any]:
        tree = entry.get(self._words.update_policy)
        where = self._place(entry, self._words.update_policy)
        if not isinstance(tree, dict):
            self._compilation.refuse(f"'{self._words.update_policy}' must be a map, not {named(tree)}", where)
            return {}
        policy = self._mapped(tree, place, self._words.update_policy)
        for name in policy:
            if name not in UPDATE_POLICIES:
                advice = did_you_mean(name, UPDATE_POLICIES, f"there are {one_of(UPDATE_POLICIES)}")
                key_place = self._compilation.key_place(tree, name)
                self._compilation.refuse(f"unknown update policy '{name}'", key_place, advice=advice)
        self._check_update_policy(entry, policy, partial(place_along, tree, where))
        return policy

    def _check_update_policy(self, entry: Entry, policy: dict[str, Any], place_of: PlaceOf) -> None:
        """By the type, where it has a word in it; composite types look when their members are made."""
        check = getattr(self._compilation.kinds[entry.name], "check_update_policy", None)
        known = {name: evaluate(value, NOWHERE) for name, value in policy.items() if name in UPDATE_POLICIES}
        if check and known:
            found = Findings()
            check(known, place_of, found)
            self._findings.add(_located(found, self._compilation.address, None))

    def _external_id(self, entry: Entry) -> Any:
        tree = entry.get(self._words.external_id)
        if tree is None:
            return None
        place = self._place(entry, self._words.external_id)
        value = self._compilation.value(tree, place)
        bare = value.reveal() if isinstance(value, Sensitive) else value
        if value is OMITTED or value is None or isinstance(value, Expression):
            return None if value is OMITTED else value
        if not isinstance(bare, (str, int)) or isinstance(bare, bool):
            self._compilation.refuse(f"an external id must be text, not {named(bare)}", place)
        return value if isinstance(value, Sensitive) else str(value)


def _located(found: Iterable[Diagnostic], address: Address, place: Place | None) -> Iterator[Diagnostic]:
    """``found`` with the resource that it is about, and a place where there was none."""
    return (
        msgspec.structs.replace(one, address=one.address or address, place=one.place or place)
        for one in found
    )
