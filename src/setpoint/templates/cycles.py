"""Circular dependencies: found in linear time, and shown as the circle that they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def knots(graph: Mapping[Address, Iterable[Address]]) -> dict[Address, int]:
    """A number for each node: the same for those that need each other, directly or not.

    Strongly connected components (Tarjan 1972), without recursion. Targets that are no nodes are left out.
    """
    number: dict[Address, int] = {}
    lowest: dict[Address, int] = {}
    knot: dict[Address, int] = {}
    path: list[tuple[Address, Iterator[Address]]] = []
    loose: list[Address] = []

    def enter(node: Address) -> None:
        number[node] = lowest[node] = len(number)
        loose.append(node)
        path.append((node, iter(graph[node])))

    for start in graph:
        if start not in number:
            enter(start)
        while path:
            node, targets = path[-1]
            target = next((one for one in targets if one in graph and one not in knot), None)
            if target is None:
                path.pop()
                if path:
                    before = path[-1][0]
                    lowest[before] = min(lowest[before], lowest[node])
                while lowest[node] == number[node] and node not in knot:
                    knot[loose.pop()] = number[node]
            elif target in number:
                lowest[node] = min(lowest[node], number[target])
            else:
                enter(target)
    return knot
