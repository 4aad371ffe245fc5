from __future__ import annotations

import asyncio

import pytest

from setpoint.engine.requests.graph import stack_graph, template_graph
from setpoint.model.errors import InvalidInput
from setpoint.model.graph import Graph
from setpoint.model.incarnation import Action
from tests.lifecycle.kit import Life, complete, live
from tests.waiting import until_true

APP = """
resources:
  net: {type: OS::Heat::RandomString}
  group:
    type: OS::Heat::ResourceGroup
    properties:
      count: 2
      resource_def: {type: OS::Heat::TestResource, properties: {value: {get_attr: [net, value]}}}
  last: {type: OS::Heat::TestResource, depends_on: group}
"""
SMALLER = """
resources:
  net: {type: OS::Heat::RandomString}
"""


def edges(graph: Graph) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in graph.edges}


def statuses(graph: Graph) -> dict[str, str]:
    return {node.address: node.status for node in graph.nodes}


def test_a_template_shows_its_members_and_nothing_made() -> None:
    life = Life()
    graph = template_graph(life.source(APP), life.stack())
    assert statuses(graph) == dict.fromkeys(("net", "group", "group/0", "group/1", "last"), "")
    assert edges(graph) == {("group", "net"), ("group/0", "net"), ("group/1", "net"), ("last", "group")}
    assert [node.address for node in graph.nodes if node.is_container] == ["group"]


def test_a_wrong_template_is_refused() -> None:
    life = Life()
    with pytest.raises(InvalidInput, match="RandomStrin"):
        template_graph(life.source("resources: {a: {type: OS::Heat::RandomStrin}}"), life.stack())


def test_a_stack_shows_how_each_resource_stands() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(APP))
        graph = stack_graph(life.engine, "app")
        assert set(statuses(graph).values()) == {"CREATE_COMPLETE"}
        assert ("group/1", "net") in edges(graph)

    live(scenario())


def test_what_is_not_made_yet_is_shown_with_the_members_that_the_plan_decided_on() -> None:
    async def scenario() -> None:
        life = Life()
        slow = APP.replace("{type: OS::Heat::RandomString}", SLOW).replace("[net, value]", "[net, output]")
        task = asyncio.ensure_future(life.up(slow))
        await until_true(lambda: any(event.address == "net" for event in life.events))
        found = statuses(stack_graph(life.engine, "app"))
        assert (found["net"], found["group/1"]) == ("CREATE_IN_PROGRESS", "")
        task.cancel()

    live(scenario())


SLOW = "{type: OS::Heat::TestResource, properties: {value: x, wait_secs: 600}}"


def test_what_is_recorded_and_no_longer_wanted_is_shown_with_what_it_stands_on() -> None:
    leaving = """  old:
    type: OS::Heat::TestResource
    properties: {value: {get_attr: [net, value]}, action_wait_secs: {delete: 600}}
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(SMALLER + leaving))
        task = asyncio.ensure_future(life.up(SMALLER))
        await until_true(lambda: any(event.action is Action.DELETE for event in life.events))
        graph = stack_graph(life.engine, "app")
        assert statuses(graph)["old"] == "DELETE_IN_PROGRESS"
        assert edges(graph) == {("old", "net")}
        task.cancel()

    live(scenario())
