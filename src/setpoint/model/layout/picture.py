"""A whole graph, frames within frames, as boxes and lines at their places."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from setpoint.model.address import ROOT, Address
from setpoint.model.graph import Graph, Node, between_siblings
from setpoint.model.layout.arrange import Arrangement, Block, Line, Size, arrange

PADDING = 16.0
"""Between a frame and what stands in it."""


class Box(NamedTuple):
    """A node at its place: the top left corner, in pixels. ``is_frame`` when something is drawn inside."""

    node: Node
    left: float
    top: float
    size: Size
    is_frame: bool


class Picture(NamedTuple):
    """Boxes, each frame before what it holds; lines; and the frames without names around twins."""

    boxes: list[Box]
    lines: list[Line]
    blocks: list[Block]
    size: Size


def lay_out(graph: Graph, size_of: Callable[[Node], Size]) -> Picture:
    """Place everything. ``size_of`` is the size of a box or, for one that holds others, of its title."""
    members = graph.members()
    pairs = _pairs(graph)
    sizes = {node.address: size_of(node) for node in graph.nodes}
    arranged: dict[Address, Arrangement] = {}
    titles: dict[Address, Size] = {}
    for container in sorted(members, key=lambda one: one.count("/") + bool(one), reverse=True):
        inside = members[container]
        numbers = {node.address: number for number, node in enumerate(inside)}
        own = [(numbers[upper], numbers[lower]) for upper, lower in pairs.get(container, ())]
        arranged[container] = arrange([sizes[node.address] for node in inside], own)
        if container != ROOT:
            titles[container] = sizes[container]
            sizes[container] = _framed(arranged[container].size, sizes[container])
    picture = Picture([], [], [], arranged[ROOT].size)
    todo = [(ROOT, 0.0, 0.0)]
    while todo:
        container, x, y = todo.pop()
        found = arranged[container].moved(x, y)
        picture.lines.extend(found.lines)
        picture.blocks.extend(found.blocks)
        for node, (left, top) in zip(members[container], found.corners, strict=True):
            is_frame = node.address in members
            picture.boxes.append(Box(node, left, top, sizes[node.address], is_frame))
            if is_frame:
                todo.append((node.address, left + PADDING, top + titles[node.address].height + PADDING))
    return picture


def _pairs(graph: Graph) -> dict[Address, list[tuple[Address, Address]]]:
    """What is drawn within each container, each line once."""
    known = {node.address for node in graph.nodes}
    edges = [edge for edge in graph.edges if edge.source in known and edge.target in known]
    found: dict[Address, dict[tuple[Address, Address], None]] = {}
    for container, upper, lower in between_siblings(edges):
        found.setdefault(container, {})[upper, lower] = None
    return {container: list(pairs) for container, pairs in found.items()}


def _framed(inside: Size, title: Size) -> Size:
    return Size(max(inside.width + 2 * PADDING, title.width), inside.height + 2 * PADDING + title.height)
