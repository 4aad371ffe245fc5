"""What a type says of itself beyond its schema, as data: secrets, units, what is unique, what is done one by one.

For schemas that come as facts from elsewhere, which do not know of these things, and for Setpoint's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

import msgspec

from setpoint.model.change import Change
from setpoint.model.value import Plain, Value, unknowns
from setpoint.types.checking import holds_secret
from setpoint.types.implied import Implied
from setpoint.types.schema import Schema, part_of, with_part


class Declarations(msgspec.Struct, frozen=True, kw_only=True):
    """All of it optional. Properties are named by paths: ``users.*.password``, where ``*`` is every item."""

    reference: str | None = None
    """The attribute that ``get_resource`` gives; None for the physical id."""
    reads_referred: bool = False
    """Whether its driver needs the attributes of the resources that its properties refer to."""
    deploys: str | None = None
    """The property that names a software configuration which its driver must be told."""
    takes_over: bool = False
    """Whether a new one takes over from its predecessor what it claims, so that no old one need go first."""
    renewed: bool = False
    """Whether every update replaces it, also one that changes nothing of it."""
    made_of: Mapping[str, Sequence[str]] = {}
    """More of :attr:`setpoint.types.schema.AttributeSchema.made_of`: attribute to properties."""
    secret_attributes: Sequence[str] = ()
    secret_properties: Sequence[str] = ()
    immutable: Sequence[str] = ()
    """Properties whose change costs a replacement, although the schema says otherwise: its service takes no update."""
    in_place: Sequence[str] = ()
    """Properties that are changed in place, although the schema says otherwise: its service takes the update."""
    units: Mapping[str, str] = {}
    """Property to unit."""
    refers: Mapping[str, str] = {}
    """Property to the kind of thing that it names, where no constraint says so: ``neutron.security_group``."""
    unique: Mapping[str, Sequence[str]] = {}
    """What only one resource at a time can hold: the words for it, and the properties that tell which one.

    It is claimed where all of them are known and the first is given.
    """
    lets_go: Mapping[str, Mapping[str, Plain] | None] = {}
    """Types that one of which it stands on cannot go as long as it is there with the properties that it has; and the
    properties, None for absent, with which it lets that go (None: it must go itself, and is made anew)."""
    implied: Sequence[Implied] = ()
    """What it stands on without naming it."""
    takes: Sequence[str] = ()
    """The quotas of which it takes one, by the words of :mod:`setpoint.types.uses`."""
    for_roles: Mapping[str, Sequence[str]] = {}
    """Property ("" for the whole) to the roles one of which is needed to give it (:mod:`setpoint.types.roles`)."""
    one_at_a_time: Mapping[str, str] = {}
    """What one step at a time works on: the word for it, and the property that tells which one."""

    def amend(self, schema: Schema) -> Schema:
        """``schema`` with all of that. Raises KeyError for a property or attribute that it does not have."""
        self._find_all(schema)
        for path in self.secret_properties:
            schema = with_part(schema, path, is_sensitive=True)
        for path, unit in self.units.items():
            schema = with_part(schema, path, unit=unit)
        for path, kind in self.refers.items():
            schema = with_part(schema, path, refers=kind)
        for path in self.immutable:
            schema = with_part(schema, path, cost=Change.REPLACE)
        for path in self.in_place:
            schema = with_part(schema, path, cost=Change.IN_PLACE)
        return schema

    def _find_all(self, schema: Schema) -> None:
        lists = (*self.unique.values(), *self.made_of.values(), *filter(None, self.lets_go.values()))
        properties = (*self.one_at_a_time.values(), *chain(*lists), *filter(None, [self.deploys]))
        attributes = (*self.secret_attributes, *self.made_of, *filter(None, [self.reference]))
        for path in filter(None, self.for_roles):
            part_of(schema, path)
        for name in {*properties} - schema.properties.keys() | {*attributes} - schema.attributes.keys():
            raise KeyError(f"{schema.name} has no {name}")

    def claims(self, properties: Mapping[str, Value]) -> frozenset[str]:
        """In words: ``keypair admin``. Properties are in normal form, with defaults."""
        found = ((words, [properties.get(name) for name in names]) for words, names in self.unique.items())
        return frozenset(
            " ".join([words, *map(_told, values)]) for words, values in found if _identify(values)
        )

    def mutexes(self, properties: Mapping[str, Value]) -> frozenset[str]:
        """In words: ``router 5f0c``. Properties are in normal form, with defaults."""
        found = ((word, properties.get(name)) for word, name in self.one_at_a_time.items())
        return frozenset(f"{word} {value}" for word, value in found if _identify([value]))


def _identify(values: Sequence[Value]) -> bool:
    """Whether they tell which one it is. A secret would show in what is told of a claim, so it makes none."""
    return values[0] is not None and not any(unknowns(value) or holds_secret(value) for value in values)


def _told(value: Value) -> str:
    return "-" if value is None else str(value)
