"""The graphs that are measured are what they say, as HOT and for terraform."""

from __future__ import annotations

import re

import msgspec
import pytest

from bench.graphs import CHAIN, GRAPHS, GROUP, INDEPENDENT, LAYERS, Graph, networks
from setpoint.engine.desired import desired
from setpoint.engine.tree import Tree
from setpoint.model.address import ROOT
from setpoint.model.stack import ProjectId, Source, Stack, StackId

STACK = Stack(StackId("00000000-0000-4000-8000-000000000001"), "app", ProjectId("bench"), "simulated")


def _tree(template: str) -> Tree:
    return desired(Source(template=template), STACK).tree


def _edges(tree: Tree) -> set[tuple[str, str]]:
    return {(one, need) for one in tree.members(ROOT) for need in tree.dependencies(one)}


def _terraform_edges(graph: Graph, size: int) -> set[tuple[str, str]]:
    found = set()
    for name, declared in graph.terraform(size).items():
        text = msgspec.json.encode(declared).decode()
        found |= {(name, need) for need in re.findall(r"terraform_data\.(\w+)\.output", text)}
    return found


@pytest.mark.parametrize("graph", (LAYERS, CHAIN, INDEPENDENT), ids=lambda one: one.name)
def test_both_forms_are_the_same_graph(graph: Graph) -> None:
    tree = _tree(graph.hot(20))
    assert len(tree.definitions) == len(graph.terraform(20)) == 20
    assert set(tree.definitions) == set(graph.terraform(20))
    assert _edges(tree) == _terraform_edges(graph, 20)


def test_each_graph_has_as_many_edges_as_its_shape_wants() -> None:
    edges = {name: len(_edges(_tree(graph.hot(20)))) for name, graph in GRAPHS.items() if graph is not GROUP}
    assert edges == {"layers": 10, "chain": 19, "independent": 0}


def test_a_group_has_so_many_members() -> None:
    (definition,) = _tree(GROUP.hot(20)).definitions.values()
    assert definition.properties["count"] == 20
    assert GROUP.terraform(20) == {"group": {"count": 20, "input": "v${count.index}"}}


def test_every_network_has_a_subnet() -> None:
    tree = _tree(networks(20))
    assert len(tree.definitions) == 20
    assert _edges(tree) == {(f"subnet{one}", f"net{one}") for one in range(10)}
