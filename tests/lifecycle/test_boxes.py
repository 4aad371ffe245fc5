"""Signals that are left in an object store (TEMP_URL_SIGNAL): found while somebody waits, and each counts once."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

import pytest

from setpoint.engine.requests.software.deployments import deployments, server_configs
from setpoint.engine.result import Result, Verdict
from setpoint.model.incarnation import Action, Status
from setpoint.model.temp_url import place_of
from setpoint.model.value import reveal
from tests.lifecycle.kit import Life, complete, live, until_killed

ROOT = "http://object-store.simulated/v1/AUTH_simulated"
WAITING = """
parameters:
  count: {type: number, default: 1}
resources:
  handle: {type: OS::Heat::WaitConditionHandle, properties: {signal_transport: TEMP_URL_SIGNAL}}
  wait:
    type: OS::Heat::WaitCondition
    properties: {handle: {get_resource: handle}, count: {get_param: count}, timeout: 600}
outputs:
  data: {value: {get_attr: [wait, data]}}
"""
DEPLOYING = """
parameters:
  actions: {type: json, default: [CREATE, UPDATE]}
  name: {type: string, default: world}
resources:
  config:
    type: OS::Heat::SoftwareConfig
    properties: {group: script, inputs: [{name: name}], outputs: [{name: said}]}
  deployment:
    type: OS::Heat::SoftwareDeployment
    properties:
      config: {get_resource: config}
      server: the-server
      input_values: {name: {get_param: name}}
      actions: {get_param: actions}
      signal_transport: TEMP_URL_SIGNAL
outputs:
  said: {value: {get_attr: [deployment, said]}}
"""


def going(life: Life, text: str = WAITING, **parameters: Any) -> asyncio.Task[Result]:
    return asyncio.ensure_future(life.up(text, **parameters))


async def accepted(life: Life, at: str, action: Action = Action.CREATE) -> None:
    await life.until(
        lambda event: event.address == at and event.status is Status.IN_PROGRESS and event.action is action
    )
    await asyncio.sleep(5)


def put(life: Life, url: str, body: Any = None) -> None:
    """As whoever has the address does."""
    place = place_of(url, ROOT)
    assert place is not None, url
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    life.world.boxes[place.container].setdefault(place.object, []).append(raw)


def address(life: Life) -> str:
    return str(json.loads(str(reveal(life.attributes("handle")["signal"])))["alarm_url"])


def told(life: Life) -> dict[str, Any]:
    """The inputs of what the server is told now."""
    (config,) = server_configs(life.engine, "the-server")
    return {one["name"]: one.get("value") for one in reveal(config.inputs)}


def looks(life: Life) -> int:
    return sum(1 for call in life.world.calls if call.type == "boxes" and call.verb == "list")


def outputs(life: Life) -> dict[str, Any]:
    return {name: reveal(one["value"]) for name, one in life.stack().outputs.items()}


def test_a_wait_condition_hears_what_is_left_for_its_handle() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, count=3)
        await accepted(life, "wait")
        for body in ({"id": "a", "data": 1}, None, {"id": "a", "data": 2}):
            put(life, address(life), body)
        await asyncio.sleep(30)
        assert not task.done(), "the second with one id takes the place of the first"
        put(life, address(life), {"status": "SUCCESS", "reason": "done"})
        complete(await task)
        assert json.loads(str(life.attributes("wait")["data"])) == {"a": 2, "2": None, "3": None}
        assert [one.reason for one in life.one("handle").signals.values()][2] == "done"
        assert len([one for one in life.events if one.action is Action.SIGNAL]) == 3
        seen = looks(life)
        await asyncio.sleep(3600)
        assert looks(life) == seen, "nobody looks where nobody waits"
        complete(await life.down())
        assert life.world.boxes == {}
        life.check()

    live(scenario())


def test_one_list_serves_all_that_wait() -> None:
    async def scenario() -> None:
        life = Life()
        many = {
            "resources": {
                f"{kind}{number}": body
                for number in range(20)
                for kind, body in (
                    (
                        "handle",
                        {
                            "type": "OS::Heat::WaitConditionHandle",
                            "properties": {"signal_transport": "TEMP_URL_SIGNAL"},
                        },
                    ),
                    (
                        "wait",
                        {
                            "type": "OS::Heat::WaitCondition",
                            "properties": {"handle": {"get_resource": f"handle{number}"}, "timeout": 600},
                        },
                    ),
                )
            }
        }
        task = going(life, "resources: " + json.dumps(many["resources"]))
        await accepted(life, "wait0")
        await asyncio.sleep(100)
        assert 10 <= looks(life) <= 60
        for number in range(20):
            one = life.attributes(f"handle{number}")["signal"]
            put(life, json.loads(str(reveal(one)))["alarm_url"])
        complete(await task)

    live(scenario())


@pytest.mark.parametrize(
    ("body", "reason"),
    (
        ({"status": "FAILURE", "reason": "no disk"}, "no disk"),
        (b"{nonsense", "Failed to parse JSON data"),
        ({"status": "PERHAPS"}, "Metadata format invalid"),
    ),
)
def test_what_tells_of_a_failure_fails_it(body: Any, reason: str) -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life)
        await accepted(life, "wait")
        put(life, address(life), body)
        result = await task
        assert result.verdict is Verdict.FAILED
        assert reason in str(result.failures[0])
        life.check()

    live(scenario())


def test_a_deployment_is_answered_in_one_place_for_each_time_that_it_is_told() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, DEPLOYING)
        await accepted(life, "deployment")
        first = told(life)
        assert (first["deploy_signal_transport"], first["deploy_signal_verb"]) == ("TEMP_URL_SIGNAL", "PUT")
        put(life, first["deploy_signal_id"], {"said": "hello", "deploy_status_code": 0})
        complete(await task)
        assert outputs(life) == {"said": "hello"}
        task = going(life, DEPLOYING, name="you", actions=["CREATE", "UPDATE", "DELETE"])
        await accepted(life, "deployment", Action.UPDATE)
        put(life, first["deploy_signal_id"], {"said": "late", "deploy_status_code": 0})
        await asyncio.sleep(60)
        assert not task.done(), "a late answer is not one to what is asked now"
        put(life, told(life)["deploy_signal_id"], {"said": "you", "deploy_status_code": 0})
        complete(await task)
        assert outputs(life) == {"said": "you"}
        gone = asyncio.ensure_future(life.down())
        await accepted(life, "deployment", Action.DELETE)
        put(life, told(life)["deploy_signal_id"], {"deploy_status_code": 0})
        complete(await gone)
        assert life.world.boxes == {}
        life.check()

    live(scenario())


def test_what_is_no_answer_fails_a_deployment() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life, DEPLOYING)
        await accepted(life, "deployment")
        put(life, told(life)["deploy_signal_id"], b"[1")
        result = await task
        assert "Failed to parse JSON data" in str(result.failures[0])
        assert deployments(life.engine, "the-server")[0].status == "FAILED"

    live(scenario())


def leave_two(life: Life) -> None:
    """Leave two signals, as soon as there is where, and once."""
    handles = life.recorded.of_type("OS::Heat::WaitConditionHandle") if life.records.stack("app") else ()
    if any(one.attributes for one in handles) and not any(life.world.boxes.values()):
        put(life, address(life))
        put(life, address(life), {"data": "second"})


@pytest.mark.parametrize("after", (False, True), ids=("before", "after"))
def test_no_crash_loses_what_was_left_or_counts_it_twice(*, after: bool) -> None:
    async def scenario() -> None:
        for commit in itertools.count():
            life = Life()
            life.crash_at(commit, after=after)
            task = asyncio.ensure_future(until_killed(life.up(WAITING, count=2)))
            await asyncio.sleep(5)
            leave_two(life)
            if not await task:
                break
            life = life.restarted()
            again = asyncio.ensure_future(life.up(WAITING, count=2))
            await asyncio.sleep(20)
            leave_two(life)
            complete(await again)
            assert json.loads(str(life.attributes("wait")["data"])) == {"1": None, "2": "second"}, commit
            life.check()
        life = life.restarted()
        complete(await life.down())
        assert life.world.boxes == {}

    live(scenario())
