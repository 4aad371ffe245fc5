"""Circular dependencies: found in linear time, and shown as the circle that they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from setpoint.model.address import Address
from setpoint.model.place import Place


class Edge(NamedTuple):
    """A dependency on ``target``, written at ``place``."""

    target: Address
    place: Place | None


Graph = Mapping[Address, Sequence[Edge]]


def circles(graph: Graph) -> Iterator[list[tuple[Address, Edge]]]:
    """One circle for each knot of resources that need each other: who needs whom, in order.

    A depth-first search in which a node is finished when all that it needs is; an edge to one that is open closes a
    circle. The search goes on behind the edge, so that separate circles are all found.
    """
    finished: set[Address] = set()
    for start in graph:
        if start not in finished:
            yield from _search(graph, start, finished)


def _search(graph: Graph, start: Address, finished: set[Address]) -> Iterator[list[tuple[Address, Edge]]]:
    path: list[tuple[Address, Edge]] = []
    depth = {start: 0}
    waiting = [(start, iter(graph.get(start, ())))]
    while waiting:
        node, edges = waiting[-1]
        edge = next(edges, None)
        if edge is None:
            finished.add(node)
            depth.pop(node, None)
            waiting.pop()
            if path:
                path.pop()
        elif edge.target in depth:
            yield [*path[depth[edge.target] :], (node, edge)]
        elif edge.target not in finished and edge.target in graph:
            path.append((node, edge))
            depth[edge.target] = len(path)
            waiting.append((edge.target, iter(graph[edge.target])))
