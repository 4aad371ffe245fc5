"""The graph of a stack or of a template: what there is, and what stands on what."""

from __future__ import annotations

from collections.abc import Iterator

from setpoint.engine.desired import desired
from setpoint.engine.engine import Engine
from setpoint.engine.planner import Situation, plan_towards
from setpoint.engine.requests.wanted import wanted_now
from setpoint.engine.tree import Tree
from setpoint.engine.world import World
from setpoint.model.address import ROOT, Address, container_of
from setpoint.model.graph import Edge, Graph, Node
from setpoint.model.incarnation import Action, Incarnation
from setpoint.model.kind import is_composite
from setpoint.model.plan import PlanId
from setpoint.model.stack import Source, Stack

NOBODYS = PlanId("00000000-0000-0000-0000-000000000000")
"""The plan that nobody carries out: it is made for the sake of what planning finds out."""


def stack_graph(engine: Engine, name: str) -> Graph:
    """A stack as it is wanted and recorded, each resource with its status. Raises InvalidInput when there is none."""
    stack = engine.stack(name)
    world = engine.world(stack)
    return _graph(stack.name, wanted_now(engine, stack, world).tree, world)


def template_graph(source: Source, stack: Stack) -> Graph:
    """What ``source`` would make, as far as that can be known beforehand. Raises InvalidInput with every problem."""
    wanted = desired(source, stack)
    nothing = World()
    beginning = Situation(NOBODYS, stack.id, sequence=0, revision=1, parent_revision=0)
    plan_towards(wanted.tree, nothing, beginning, Action.CREATE)  # which grafts all members that can be known
    return _graph(stack.name, wanted.tree, nothing)


def _graph(name: str, tree: Tree, world: World) -> Graph:
    nodes = {node.address: node for node in _wanted(tree, world, ROOT)}
    for address in sorted(world.addresses()):
        if address not in nodes:
            nodes[address] = _leaving(world.at(address)[-1])
    for address in list(nodes):
        _complete(nodes, container_of(address))
    edges = dict.fromkeys(
        edge for edge in _edges(tree, world) if edge.source in nodes and edge.target in nodes
    )
    return Graph(name, tuple(nodes.values()), tuple(edges))


def _wanted(tree: Tree, world: World, container: Address) -> Iterator[Node]:
    for address in tree.members(container):
        definition, one = tree.definitions[address], world.current(address)
        yield Node(address, definition.type, _status(one) if one else "", is_composite(definition.kind))
        yield from _wanted(tree, world, address)


def _leaving(one: Incarnation) -> Node:
    """What is recorded, and no longer wanted."""
    return Node(one.address, one.type, _status(one), one.composite)


def _complete(nodes: dict[Address, Node], container: Address) -> None:
    """See to it that there is a frame for what is left of a nested stack whose own record has gone."""
    while container != ROOT and container not in nodes:
        nodes[container] = Node(container, "", is_container=True)
        container = container_of(container)


def _status(one: Incarnation) -> str:
    return f"{one.action}_{one.status}"


def _edges(tree: Tree, world: World) -> Iterator[Edge]:
    for address in tree.definitions:
        for target in tree.dependencies(address):
            yield Edge(address, target)
    for one in world:
        if one.address not in tree.definitions:
            for need in one.needs:
                if need in world:
                    yield Edge(one.address, world[need].address)
