"""What several of Neutron's types ask of values that may not be known yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from setpoint.model.range import Range
from setpoint.model.value import Value
from setpoint.types.resource_type import Problem, ResourceType

_NEVER = ("shared", "tenant_id")


class Specified(ResourceType):
    """A type whose ``value_specs`` go to Neutron as they are. What has a property of its own is not given there."""

    def refuse(self, properties: Mapping[str, Value]) -> Iterable[Problem]:
        """See :meth:`ResourceType.refuse`."""
        specs = properties.get("value_specs")
        for name in specs if isinstance(specs, Mapping) else ():
            if name in _NEVER or name in self.schema.properties:
                yield Problem(("value_specs", name), "is not for value_specs", advice=f"use property {name}")

    def survives(self, attribute: str, changed: frozenset[str]) -> bool:
        """See :meth:`ResourceType.survives`; they may say anything."""
        return "value_specs" not in changed and super().survives(attribute, changed)


def maps(items: Value) -> list[Mapping[str, Value]]:
    """The items of a list that are known to be maps."""
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def ranges(scope: str, id: Value, cidr: Value) -> frozenset[Range]:
    """The addresses of ``cidr`` within ``scope``, where both are known."""
    if not (isinstance(id, str) and isinstance(cidr, str)):
        return frozenset()
    return frozenset(filter(None, [Range.of(f"{scope} {id}", cidr)]))


def out_of_order(properties: Mapping[str, Value], *names: str) -> Iterator[tuple[str, str]]:
    """Neighbouring pairs of properties that are numbers and fall where they must not: the lower one first."""
    given = [(name, value) for name in names if isinstance(value := properties.get(name), int)]
    for (low, lowest), (high, highest) in pairwise(given):
        if lowest > highest:
            yield low, high
