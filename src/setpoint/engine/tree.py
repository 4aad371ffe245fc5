"""The desired tree: the root composition with those of its nested stacks and groups grafted in, as one flat graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from setpoint.model.address import ROOT, Address, container_of
from setpoint.model.definition import Composition, Definition
from setpoint.model.expression import Argument, Attribute, Identity, walk
from setpoint.model.site import HERE, Site

PARAMETERS = ("parameters", "Parameters")
"""The properties in which nested stacks take their parameters; a provider template's are properties of their own."""


class Tree:
    """Definitions by address and compositions by container, over all levels."""

    def __init__(self, root: Composition) -> None:
        """Start from the compiled stack."""
        self.definitions: dict[Address, Definition] = {}
        self.compositions: dict[Address, Composition] = {}
        self._dependencies: dict[Address, tuple[Address, ...]] = {}
        self._sites: dict[Address, Site] = {}
        self._outer: dict[tuple[Address, str], tuple[Address, ...]] = {}
        self.graft(root)

    def graft(self, composition: Composition) -> None:
        """Add the members of a container; its own definition must be there already."""
        assert composition.container == ROOT or composition.container in self.definitions, (
            composition.container
        )
        self.compositions[composition.container] = composition
        self._sites.pop(composition.container, None)
        self.definitions.update(composition.definitions)

    def prune(self, container: Address) -> None:
        """Take the members of a container out again, with theirs: which ones there are is not known after all."""
        composition = self.compositions.pop(container, None)
        for address in composition.definitions if composition else ():
            self.prune(address)
            del self.definitions[address]
            self._dependencies.pop(address, None)

    def dependencies(self, address: Address) -> tuple[Address, ...]:
        """What the definition at ``address`` refers to or depends on, each once: nothing else orders it.

        A member of a container also depends on what the container depends on without referring to it, at every level.
        """
        known = self._dependencies.get(address)
        if known is None:
            known = tuple(dict.fromkeys(self._find_dependencies(self.definitions[address])))
            self._dependencies[address] = known
        return known

    def _find_dependencies(self, definition: Definition) -> Iterator[Address]:
        for value in definition.properties.values():
            yield from self._referred(value)
        yield from self._referred(definition.metadata)
        yield from self._referred(definition.external_id)
        yield from definition.depends_on
        yield from definition.stands_on
        yield from self._inherited(container_of(definition.address))

    def _inherited(self, container: Address) -> Iterator[Address]:
        while container != ROOT:
            yield from self.definitions[container].depends_on
            yield from self.definitions[container].stands_on
            container = container_of(container)

    def _referred(self, value: Any) -> Iterator[Address]:
        for node in walk(value):
            if isinstance(node, (Identity, Attribute)):
                yield node.address
            elif isinstance(node, Argument):
                yield from self._referred_outside(node.container, node.name)

    def _referred_outside(self, container: Address, name: str) -> tuple[Address, ...]:
        """What the value that a nested stack was given for a parameter refers to."""
        key = (container, name)
        if key not in self._outer:
            outer = self.definitions[container].properties
            named = [outer[one] for one in (name, *PARAMETERS) if one in outer]
            values = named or list(outer.values())
            self._outer[key] = tuple(dict.fromkeys(one for value in values for one in self._referred(value)))
        return self._outer[key]

    def site(self, address: Address) -> Site:
        """Where the resource at ``address`` is to be: as the nested stacks around it say."""
        container = container_of(address)
        known = self._sites.get(container)
        if known is None:
            outer = HERE if container == ROOT else self.site(container)
            composition = self.compositions.get(container)
            known = self._sites[container] = composition.site.within(outer) if composition else outer
        return known

    @property
    def sites(self) -> frozenset[Site]:
        """All places that it has resources in."""
        return frozenset(self.site(address) for address in self.definitions)

    def members(self, container: Address) -> list[Address]:
        """The direct members of a container, in the template's order; none when it is not composed yet."""
        composition = self.compositions.get(container)
        return list(composition.definitions) if composition else []

    def in_order(self, container: Address) -> list[Address]:
        """The direct members of a container so that each comes after the ones that it depends on.

        Kahn's algorithm, linear, stable in the template's order. Compiling has refused cycles already.
        """
        members = self.compositions[container].definitions
        waits_for: dict[Address, int] = {}
        leads_to: dict[Address, list[Address]] = {}
        for address in members:
            inside = [one for one in self.dependencies(address) if one in members and one != address]
            waits_for[address] = len(inside)
            for one in inside:
                leads_to.setdefault(one, []).append(address)
        order = [address for address, count in waits_for.items() if not count]
        for address in order:
            for follower in leads_to.get(address, ()):
                waits_for[follower] -= 1
                if not waits_for[follower]:
                    order.append(follower)
        assert len(order) == len(members), "a cycle of references got past the compiler"
        return order
