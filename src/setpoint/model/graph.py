"""A graph of resources as it is shown: what there is, what stands on what, what stands within what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from setpoint.model.address import ROOT, Address, container_of, inside


class Node(msgspec.Struct, frozen=True, omit_defaults=True):
    """One resource. ``status`` is Heat's word (``CREATE_COMPLETE``), empty where nothing has been made."""

    address: Address
    type: str
    status: str = ""
    is_container: bool = False
    """A nested stack or group: what stands within it is drawn in its frame."""


class Edge(msgspec.Struct, frozen=True, order=True):
    """``source`` stands on ``target``: it refers to it or depends on it, so that it is made later."""

    source: Address
    target: Address


class Graph(msgspec.Struct, frozen=True):
    """Nodes in the order of the template, each container before its members, with the edges between them."""

    name: str
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    def members(self) -> dict[Address, list[Node]]:
        """The nodes directly within each container; ROOT holds those of the stack itself."""
        found: dict[Address, list[Node]] = {ROOT: []}
        for node in self.nodes:
            found.setdefault(container_of(node.address), []).append(node)
        return found


def between_siblings(edges: Iterable[Edge]) -> Iterator[tuple[Address, Address, Address]]:
    """Each edge as the picture has it: container, and the two of its direct members that the edge lies between.

    Where it leaves or enters a frame it is drawn at the frame. An edge between a frame and what is inside is left out.
    """
    for edge in edges:
        source, target = edge.source.split("/"), edge.target.split("/")
        steps = enumerate(zip(source, target, strict=False))
        shared = next((depth for depth, (one, other) in steps if one != other), None)
        if shared is not None:
            container = Address("/".join(source[:shared]))
            yield container, inside(container, source[shared]), inside(container, target[shared])
