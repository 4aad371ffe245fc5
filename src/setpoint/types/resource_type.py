"""A resource type, ready to be asked: check, defaults, what a change costs, attributes, claims.

One class serves every type, from its schema and its declarations. A type with more to say derives from it
and overrides what it must: `refuse` for problems that several properties make together, `weigh` for a cost
that depends on values. Implements :class:`setpoint.model.kind.ResourceKind`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import msgspec

from setpoint.model.change import Change, PropertyChange, compare
from setpoint.model.diagnostic import Findings
from setpoint.model.kind import PlaceOf, Refers
from setpoint.model.range import Range
from setpoint.model.temp_url import Place
from setpoint.model.value import Value
from setpoint.types.checking import Fields, hide, holds_secret
from setpoint.types.declarations import Declarations
from setpoint.types.defaults import Defaults
from setpoint.types.implied import Implied
from setpoint.types.notes import Notes, Path
from setpoint.types.references import Reference, References
from setpoint.types.schema import Schema, part_of
from setpoint.types.uses import Address, Shows, Use

SHOW = "show"
"""The attribute that every type has: the thing as its cloud shows it."""


_NOTHING: frozenset[str] = frozenset()


class Problem(msgspec.Struct, frozen=True):
    """Something that several properties make wrong together; ``why`` continues "property x ..."."""

    path: Path
    why: str
    advice: str = ""


class ResourceType:
    """One type, from its schema. Derive from it to say what a schema cannot."""

    declared: ClassVar[Declarations] = Declarations()
    """What every instance of a derived class declares."""

    def __init__(self, schema: Schema, declarations: Declarations | None = None) -> None:
        """Compile ``schema``. Raises KeyError for declarations of properties that it does not have."""
        self.declarations = declarations or self.declared
        self.schema = self.declarations.amend(schema)
        properties = self.schema.properties
        self._attributes = frozenset(self.schema.attributes)
        self._costs = {name: field.cost for name, field in properties.items()}
        self._fields = Fields(properties)
        self._defaults = Defaults(properties)
        self._made_of = {name: self._sources(name) for name in self.schema.attributes}
        self._secret = {name for name, one in self.schema.attributes.items() if one.is_sensitive}
        self._secret.update(self.declarations.secret_attributes)

    def _sources(self, attribute: str) -> frozenset[str]:
        namesake = self.schema.properties.get(attribute)
        same = {namesake.renamed_to or attribute} if namesake else ()
        more = self.declarations.made_of.get(attribute, ())
        return self.schema.attributes[attribute].made_of.union(same, more)

    def __repr__(self) -> str:
        """The type's name."""
        return f"<{self.name}>"

    @property
    def name(self) -> str:
        """As templates write it: ``OS::Nova::Server``."""
        return self.schema.name

    @property
    def attributes(self) -> frozenset[str] | None:
        """Names that ``get_attr`` may ask for, apart from ``show``; None when any name is one."""
        return self._attributes

    @property
    def reference(self) -> str | None:
        """The attribute that ``get_resource`` gives; None for the physical id."""
        return self.declarations.reference

    @property
    def reads_referred(self) -> bool:
        """Whether its driver needs the attributes of the resources that its properties refer to."""
        return self.declarations.reads_referred

    @property
    def deploys(self) -> str | None:
        """The property that names a software configuration which its driver must be told."""
        return self.declarations.deploys

    def polls(self, properties: Mapping[str, Value]) -> str:
        """How whatever runs within one asks what it is told; "" where it does not."""
        return ""

    def kept(self, properties: Mapping[str, Value]) -> Place:
        """Where in an object store that is kept for it, if it asks there; "" for what is not said."""
        return Place("", "")

    @property
    def implied(self) -> Sequence[Implied]:
        """What it stands on without naming it."""
        return self.declarations.implied

    @property
    def is_renewed(self) -> bool:
        """Whether every update replaces it, also one that changes nothing of it."""
        return self.declarations.renewed

    @property
    def takes_over(self) -> bool:
        """Whether a new one takes over from its predecessor of the same name what it claims."""
        return self.declarations.takes_over

    # ---- checking

    def check(
        self, properties: Mapping[str, Value], place_of: PlaceOf, findings: Findings
    ) -> dict[str, Value]:
        """Validate ``properties`` as far as they are known, tell every problem, and return them in normal form.

        What Unknown parts turn out to be is checked when they are known, by calling this again.
        """
        notes = Notes(self.schema.name, place_of, findings)
        found = self.normal(self.fields(properties).check(properties, (), notes))
        if not notes.failed:
            for problem in self.refuse(found):
                notes.wrong(problem.path, problem.why, _part(found, problem.path), problem.advice)
        return found

    def fields(self, properties: Mapping[str, Value]) -> Fields:
        """The properties as they are checked; another set for a type whose properties depend on each other."""
        return self._fields

    def normal(self, properties: dict[str, Value]) -> dict[str, Value]:
        """Properties that say one thing in two ways, brought to one of them."""
        return properties

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """Problems that several properties make together.

        They are in normal form; parts may be Unknown or secret.
        """
        return ()

    def check_update_policy(
        self, policy: Mapping[str, Value], place_of: PlaceOf, findings: Findings
    ) -> dict[str, Value]:
        """Validate an ``update_policy``, and return it in normal form with defaults within what it holds."""
        schema = self.schema.update_policy
        found = Fields(schema).check(policy, (), Notes(f"update_policy of {self.name}", place_of, findings))
        defaults = Defaults(schema)
        return {name: defaults.filled(name, value) for name, value in found.items()}

    def with_defaults(self, properties: Mapping[str, Value]) -> dict[str, Value]:
        """``properties`` in normal form, with the schema's defaults for what is absent, also within maps and lists."""
        return self._defaults.fill(properties)

    # ---- changing

    def how_to_change(self, old: Mapping[str, Value], new: Mapping[str, Value]) -> tuple[PropertyChange, ...]:
        """Every property that differs, or may, and what that costs. Both in normal form, without defaults."""
        if old is new:
            return ()
        found: list[PropertyChange] = []
        for name in {**new, **old}:
            cost = self._costs.get(name)
            if cost is not None:
                self._compare(name, cost, old, new, found)
        return self.weigh(tuple(found), old, new) if found else ()

    def _compare(
        self,
        name: str,
        cost: Change,
        old: Mapping[str, Value],
        new: Mapping[str, Value],
        found: list[PropertyChange],
    ) -> None:
        defaults = self._defaults
        before = defaults.filled(name, old[name]) if name in old else defaults.of.get(name)
        after = defaults.filled(name, new[name]) if name in new else defaults.of.get(name)
        if before is after:
            return
        same = compare(before, after)
        if not same:
            found.append(PropertyChange(name, before, after, cost, certain=same is not None))

    def weigh(
        self, changes: tuple[PropertyChange, ...], old: Mapping[str, Value], new: Mapping[str, Value]
    ) -> tuple[PropertyChange, ...]:
        """``changes``, none of them to be left out, at what they cost in the light of each other."""
        return changes

    @cached_property
    def _references(self) -> References:
        return References(self.schema.properties)

    def references(self, properties: Mapping[str, Any]) -> Iterator[Reference]:
        """What ``properties``, in normal form, name in clear: things that are there already, or ought to be."""
        return self._references.within(properties)

    def uses(self, properties: Mapping[str, Value], shows: Shows) -> Iterator[Use]:
        """What one with these properties, complete, takes of quotas, as far as it is known."""
        return (Use(what) for what in self.declarations.takes)

    def addresses(self, properties: Mapping[str, Value]) -> Iterator[Address]:
        """The addresses on networks that one with these properties, complete, wants for itself."""
        return iter(())

    def needs_roles(self, properties: Mapping[str, Value]) -> Iterator[tuple[Path, Sequence[str]]]:
        """What of ``properties``, complete, only some may give, and one of which roles they need; () is all of it."""
        for told, roles in self.declarations.for_roles.items():
            path = tuple(filter(None, told.split(".")))
            usual = part_of(self.schema, told).default if path else None
            if not path or _part(properties, path) not in (None, usual):
                yield path, roles

    def get(self, properties: Mapping[str, Value], name: str) -> Value:
        """A property's value, or its default."""
        return properties[name] if name in properties else self._defaults.of.get(name)

    def claims(self, properties: Mapping[str, Value]) -> frozenset[str]:
        """What only one resource at a time can hold, in words: ``keypair admin``."""
        declarations = self.declarations
        return declarations.claims(self.with_defaults(properties)) if declarations.unique else _NOTHING

    def ranges(self, properties: Mapping[str, Value], refers: Refers) -> frozenset[Range]:
        """Ranges of addresses of which no other resource may have a part."""
        return frozenset()

    def letting_go(self, properties: Mapping[str, Value], other: str, id: str) -> Mapping[str, Value] | None:
        """``properties`` as they must be while ``id`` (physical) of type ``other``, that it stands on, is deleted.

        Those very ones where they do not keep that from going; None where only its own going helps.
        """
        way = self.declarations.lets_go.get(other, properties)
        if way is None or way is properties:
            return way
        return {name: value for name, value in {**properties, **way}.items() if value is not None}

    def mutexes(self, properties: Mapping[str, Value]) -> frozenset[str]:
        """Keys under which its cloud cannot work in parallel, in words: ``router 5f0c``."""
        declarations = self.declarations
        return (
            declarations.mutexes(self.with_defaults(properties)) if declarations.one_at_a_time else _NOTHING
        )

    # ---- attributes

    def survives(self, attribute: str, changed: frozenset[str]) -> bool:
        """Whether ``attribute`` keeps its value when the properties ``changed`` are updated in place."""
        if attribute == SHOW:
            return not changed
        return self._made_of.get(attribute, frozenset()).isdisjoint(changed)

    def shield(self, properties: Mapping[str, Value], attributes: Mapping[str, Value]) -> dict[str, Value]:
        """``attributes``, as a driver answered them, with secrets as such.

        Drivers get properties in clear. An attribute is a secret when its type says so, or when a property that it is
        made of holds one: ``properties`` are the recorded ones, where secrets are Sensitive.
        """
        secret = {name for name, value in properties.items() if holds_secret(value)}
        return {
            name: hide(value) if self._is_secret(name, secret) else value
            for name, value in attributes.items()
        }

    def _is_secret(self, attribute: str, secret: set[str]) -> bool:
        """Whether an attribute is a secret while the properties named in ``secret`` hold one."""
        if attribute in self._secret:
            return True
        if not secret:
            return False
        return attribute == SHOW or not secret.isdisjoint(self._made_of.get(attribute, ()))

    def shield_seen(self, properties: Mapping[str, Value], seen: Mapping[str, Value]) -> dict[str, Value]:
        """``seen`` properties, as a driver answered them, with those as secrets that are ones in ``properties``."""
        return {
            name: hide(value) if holds_secret(properties.get(name)) else value for name, value in seen.items()
        }


def uncertain(change: PropertyChange, cost: Change) -> PropertyChange:
    """``change`` when what it costs is not known yet: at most ``cost``."""
    return msgspec.structs.replace(change, cost=cost, certain=False)


def at_cost(change: PropertyChange, cost: Change) -> PropertyChange:
    """``change`` at another cost."""
    return msgspec.structs.replace(change, cost=cost)


def _part(value: Value, path: Path) -> Value:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value
