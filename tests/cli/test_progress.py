"""What is seen of a run while it runs: looked at in virtual time, where everything stands still in between."""

import asyncio
from collections.abc import Callable
from typing import Any

from setpoint.certify.virtual_time import clock
from setpoint.cli.progress.lines import event_line
from setpoint.cli.progress.tree import Line, State, Tree
from setpoint.engine.converge import Drive
from setpoint.engine.requests.update import Options
from setpoint.model.address import Address
from setpoint.model.event import Event
from setpoint.model.incarnation import Action, Status
from setpoint.model.stack import StackId
from tests.lifecycle.kit import Life, live

CHAIN = """
resources:
  first: {type: OS::Heat::TestResource, properties: {wait_secs: 10}}
  second: {type: OS::Heat::TestResource, depends_on: first, properties: {fail: true}}
  third: {type: OS::Heat::TestResource, depends_on: second}
  group:
    type: OS::Heat::ResourceGroup
    properties: {count: 20, resource_def: {type: OS::Heat::TestResource, properties: {wait_secs: 5}}}
"""


def _seen(text: str, look: Callable[[Tree], Any], at: float, environment: Any = None) -> Any:
    """What ``look`` sees ``at`` so many seconds into an ``up``."""

    async def scenario() -> Any:
        life = Life()
        drives: list[Drive] = []
        working = asyncio.ensure_future(life.up(text, environment, options=Options(watch=drives.append)))
        await asyncio.sleep(at)
        assert drives[0].run
        seen = look(Tree(drives[0].run))
        drives[0].interrupt()
        await working
        return seen

    return live(scenario())


def _by_address(lines: list[Line]) -> dict[str, Line]:
    return {line.address: line for line in lines}


def test_each_resource_says_how_it_stands() -> None:
    lines = _by_address(_seen(CHAIN, lambda tree: tree.lines(100, clock()), at=7))
    assert lines["first"].state is State.UNDER_WAY
    assert lines["first"].words.startswith("create: ")
    assert (lines["second"].state, lines["second"].words) == (State.WAITING, "waits for first")
    assert (lines["third"].state, lines["third"].words) == (State.WAITING, "waits for second")
    assert (lines["group/0"].state, lines["group/0"].words) == (State.DONE, "created")
    assert lines["group"].state is State.DONE


def test_a_group_waits_for_its_members() -> None:
    lines = _by_address(_seen(CHAIN, lambda tree: tree.lines(100, clock()), at=2))
    assert lines["group"].words == "waits for 20 of its members"


def test_a_failure_is_seen_where_it_happened() -> None:
    lines = _by_address(
        _seen(
            CHAIN + "  slow: {type: OS::Heat::TestResource, properties: {wait_secs: 99}}\n",
            lambda tree: tree.lines(100, clock()),
            at=50,
        )
    )
    assert lines["second"].state is State.FAILED
    assert "Test Resource failed second" in lines["second"].words


def test_of_a_big_plan_what_matters_is_seen_in_the_plans_order() -> None:
    lines = _seen(CHAIN, lambda tree: tree.lines(3, clock()), at=7)
    assert [line.address for line in lines] == ["first", "second", "third"]


def test_a_step_says_how_long_it_has_been_under_way() -> None:
    def look(tree: Tree) -> float:
        tree.lines(100, 1000.0)
        return _by_address(tree.lines(100, 1042.0))["first"].seconds

    assert _seen(CHAIN, look, at=2) == 42


def test_a_step_that_stands_at_a_hook_says_so() -> None:
    hooks = {"resource_registry": {"resources": {"first": {"hooks": "pre-create"}}}}
    line = _by_address(_seen(CHAIN, lambda tree: tree.lines(100, clock()), at=2, environment=hooks))["first"]
    assert (line.state, line.words) == (State.HELD, "stands at pre-create until that is cleared")


def test_an_event_is_one_line_whatever_a_cloud_said() -> None:
    event = Event(
        StackId("1"),
        Address("web/0"),
        Action.CREATE,
        Status.FAILED,
        type="OS::Nova::Server",
        reason="no\nroom\x1b[2J",
    )
    line = event_line(event, "app")
    assert line.endswith(" CREATE_FAILED web/0 OS::Nova::Server  no room\ufffd[2J")
    assert (
        event_line(Event(StackId("1"), Address(""), Action.CREATE, Status.COMPLETE), "app").split()[2]
        == "app"
    )
