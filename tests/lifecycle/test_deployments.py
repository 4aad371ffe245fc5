"""Software deployments: a server is told something with each deed, and the deed is done when it has answered."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from setpoint.engine.requests.signalling import signal
from setpoint.engine.requests.software import configs
from setpoint.engine.requests.software.deployments import (
    delete_deployment,
    deployment,
    deployments,
    server_configs,
    update_deployment,
)
from setpoint.engine.requests.sweep import sweep
from setpoint.engine.result import Result, Verdict
from setpoint.model.address import Address
from setpoint.model.errors import Conflict
from setpoint.model.incarnation import Action, Status
from setpoint.model.signal import LONGEST
from setpoint.model.software import SoftwareConfig, SoftwareDeployment
from setpoint.model.value import reveal
from tests.lifecycle.kit import Life, complete, deeds, live, until_killed

ENDPOINT = {"endpoint": "http://heat.example:8004"}
ONE = """
parameters:
  name: {type: string, default: world}
  actions: {type: json, default: [CREATE, UPDATE]}
  transport: {type: string, default: CFN_SIGNAL}
  script: {type: string, default: echo}
resources:
  config:
    type: OS::Heat::SoftwareConfig
    properties:
      group: script
      config: {get_param: script}
      inputs: [{name: name}, {name: much, type: Number, default: 3}]
      outputs: [{name: said}, {name: wrong, error_output: true}]
      options: {a: 1}
  deployment:
    type: OS::Heat::SoftwareDeployment
    properties:
      config: {get_resource: config}
      server: the-server
      input_values: {name: {get_param: name}, more: [1]}
      actions: {get_param: actions}
      signal_transport: {get_param: transport}
  after: {type: OS::Heat::Value, properties: {value: {said: {get_attr: [deployment, said]}}}}
outputs:
  said: {value: {get_attr: [deployment, said]}}
  stdout: {value: {get_attr: [deployment, deploy_stdout]}}
"""


def going(life: Life, text: str = ONE, **parameters: Any) -> asyncio.Task[Result]:
    return asyncio.ensure_future(life.up(text, **parameters))


async def told(life: Life, action: Action = Action.CREATE, at: str = "deployment") -> SoftwareConfig:
    """What the server is told, once it is."""
    await life.until(
        lambda event: event.address == at and event.status is Status.IN_PROGRESS and event.action is action
    )
    await asyncio.sleep(1)
    (waiting,) = (one for one in deployments(life.engine, "the-server") if one.status == "IN_PROGRESS")
    (found,) = (one for one in server_configs(life.engine, "the-server") if one.id == waiting.config)
    return found


def inputs(of: SoftwareConfig) -> dict[str, Any]:
    return {one["name"]: one.get("value") for one in reveal(of.inputs)}


async def answer(life: Life, body: Any, at: str = "deployment") -> None:
    await signal(life.engine, "app", Address(at), body)


def shown(life: Life) -> SoftwareDeployment:
    *_retiring, found = deployments(life.engine, "the-server")
    assert deployment(life.engine, found.id) == found
    return found


def test_a_server_is_told_its_configuration_with_all_inputs() -> None:
    async def scenario() -> None:
        life = Life(options=ENDPOINT)
        task = going(life)
        config = await told(life)
        stack = life.stack()
        assert (config.group, reveal(config.config), reveal(config.options)) == ("script", "echo", {"a": 1})
        values = inputs(config)
        url = values.pop("deploy_signal_id")
        assert url.startswith("http://heat.example:8004/v1/signal/arn%3Aopenstack%3Aheat")
        assert values == {
            "name": "world",
            "much": 3,
            "more": [1],
            "deploy_server_id": "the-server",
            "deploy_action": "CREATE",
            "deploy_stack_id": f"app/{stack.id}",
            "deploy_resource_name": "deployment",
            "deploy_signal_transport": "CFN_SIGNAL",
            "deploy_signal_verb": "POST",
        }
        assert configs.config(life.engine, config.id) == config
        assert config.id in {one.id for one in configs.configs(life.engine)}
        before = shown(life)
        assert before.id == life.one("deployment").physical_id
        assert (before.config, before.action, before.status) == (config.id, "CREATE", "IN_PROGRESS")
        assert reveal(before.input_values) == {"name": "world", "more": [1]}
        await asyncio.sleep(1000)
        assert not task.done()
        await answer(life, {"deploy_stdout": "out", "deploy_status_code": 0, "said": "hi", "other": 1})
        complete(await task)
        after = shown(life)
        assert (after.status, after.reason) == ("COMPLETE", "Outputs received")
        assert reveal(after.output_values) == {
            "said": "hi",
            "deploy_stdout": "out",
            "deploy_stderr": None,
            "deploy_status_code": 0,
        }
        assert reveal(life.attributes("after")["value"]) == {"said": "hi"}
        assert reveal(life.stack().outputs["stdout"]["value"]) == "out"
        life.check()

    live(scenario())


def test_of_a_long_failure_no_more_is_told_than_anybody_reads() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life)
        await told(life)
        await answer(life, {"wrong": "x" * (2 * LONGEST)})
        await task
        assert life.one("deployment").reason.endswith("xx…")
        assert len(life.one("deployment").reason) == LONGEST + 1
        assert shown(life).reason == f"wrong : {'x' * (2 * LONGEST)}"

    live(scenario())


@pytest.mark.parametrize(
    ("body", "reason"),
    (
        ({"deploy_status_code": 7}, "deploy_status_code : Deployment exited with non-zero status code: 7"),
        ({"wrong": "bad luck", "said": "x"}, "wrong : bad luck"),
    ),
)
def test_a_server_that_tells_of_a_failure_fails_it_and_it_is_made_anew(body: Any, reason: str) -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life)
        first = await told(life)
        await answer(life, body)
        result = await task
        assert result.verdict is Verdict.FAILED
        assert life.one("deployment").reason == f"Deployment to server failed: {reason}"
        assert (shown(life).status, shown(life).reason) == ("FAILED", reason)
        await answer(life, {"said": "too late"})
        assert shown(life).status == "FAILED"
        life.events.clear()
        task = going(life)
        second = await told(life)
        assert second.id != first.id
        await answer(life, {"said": "well"})
        complete(await task)
        assert reveal(life.attributes("after")["value"]) == {"said": "well"}
        life.check()

    live(scenario())


def test_an_update_tells_the_server_again_and_waits_again() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life)
        first = await told(life)
        await answer(life, {"said": "one"})
        complete(await task)
        own_id = life.one("deployment").physical_id
        plan = await life.plan(ONE, name="moon")
        assert "update deployment" in deeds(plan)
        task = going(life, name="moon")
        second = await told(life, Action.UPDATE)
        assert second.id != first.id
        assert configs.config(life.engine, first.id) is None
        assert inputs(second) == {**inputs(first), "name": "moon", "deploy_action": "UPDATE"}
        going_on = shown(life)
        assert (going_on.id, going_on.action, going_on.status) == (own_id, "UPDATE", "IN_PROGRESS")
        assert reveal(going_on.output_values)["said"] == "one"
        await asyncio.sleep(100)
        assert not task.done()
        await answer(life, {"deploy_stdout": "new"})
        complete(await task)
        assert life.one("deployment").physical_id == own_id
        assert reveal(shown(life).output_values)["said"] == "one"
        assert reveal(life.stack().outputs["stdout"]["value"]) == "new"
        assert not deeds(await life.plan(ONE, name="moon"))
        life.check()

    live(scenario())


def test_a_new_configuration_reaches_the_server_before_the_old_one_goes() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life)
        await told(life)
        await answer(life, {})
        complete(await task)
        old = life.one("config").physical_id
        task = going(life, script="printf")
        config = await told(life, Action.UPDATE)
        assert reveal(config.config) == "printf"
        assert configs.config(life.engine, old) is not None
        await answer(life, {})
        complete(await task)
        assert configs.config(life.engine, old) is None
        life.check()

    live(scenario())


def test_where_nobody_is_to_answer_it_is_done_at_once() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(ONE, transport="NO_SIGNAL"))
        found = shown(life)
        assert (found.status, found.reason) == ("COMPLETE", "Not waiting for outputs signal")
        (config,) = server_configs(life.engine, "the-server")
        assert "deploy_signal_id" not in inputs(config)
        await answer(life, {"said": "unasked"})
        assert shown(life) == found
        complete(await life.down())
        assert not deployments(life.engine)
        life.check()

    live(scenario())


def test_only_actions_that_it_is_for_are_told() -> None:
    async def scenario() -> None:
        life = Life()
        complete(await life.up(ONE, actions=["DELETE", "SUSPEND", "RESUME"]))
        assert not deployments(life.engine)
        complete(await life.up(ONE, actions=["DELETE", "SUSPEND", "RESUME"], name="moon"))
        for action in (Action.SUSPEND, Action.RESUME):
            task = asyncio.ensure_future(sweep(life.engine, "app", action))
            config = await told(life, action)
            assert inputs(config)["deploy_action"] == action
            assert inputs(config)["name"] == "moon"
            assert not task.done()
            await answer(life, {})
            complete(await task)
        going_down = asyncio.ensure_future(life.down())
        config = await told(life, Action.DELETE)
        assert inputs(config)["deploy_action"] == "DELETE"
        await asyncio.sleep(1000)
        assert not going_down.done()
        assert life.one("config").physical_id
        await answer(life, {})
        complete(await going_down)
        assert not deployments(life.engine)
        life.check()

    live(scenario())


def test_time_that_is_up_fails_those_that_wait() -> None:
    async def scenario() -> None:
        life = Life()
        result = await life.up(ONE, timeout=60)
        assert result.verdict is Verdict.FAILED
        assert (shown(life).status, shown(life).reason) == ("FAILED", "Deployment cancelled.")
        assert "has not told yet" in str(result.failures[0])
        await answer(life, {"said": "late"})
        complete(await life.up(ONE, timeout=60))
        assert reveal(life.attributes("after")["value"]) == {"said": "late"}
        life.check()

    live(scenario())


@pytest.mark.parametrize("after", (False, True))
def test_no_crash_loses_an_answer_or_tells_the_server_twice(*, after: bool) -> None:
    """Killed at each commit in turn: from before the create is recorded until after the answer is."""

    async def scenario() -> None:
        for commit in range(20):
            life = Life()
            fragile = life.crash_at(commit, after=after)
            first = asyncio.ensure_future(until_killed(life.up(ONE)))
            await asyncio.sleep(10)
            if not first.done():
                await answer(life.restarted(), {"said": "hi"})
                life.engine.ears.tell()
            if not await first:
                assert fragile.commits <= commit
                return
            life = life.restarted()
            if life.records.stack("app") is not None:
                told_before = {one.id: one.status for one in deployments(life.engine)}
                task = going(life)
                await asyncio.sleep(10)
                (now,) = deployments(life.engine)
                assert now.id in told_before or not told_before
                assert now.status == told_before.get(now.id, "IN_PROGRESS")
                if not task.done():
                    await answer(life, {"said": "hi"})
                complete(await task)
                assert reveal(life.attributes("after")["value"]) == {"said": "hi"}
                life.check()
        raise AssertionError("it commits more often than that")

    live(scenario())


def test_somebody_else_may_say_what_has_become_of_it() -> None:
    async def scenario() -> None:
        life = Life()
        task = going(life)
        await told(life)
        own_id = life.one("deployment").physical_id
        found = await update_deployment(
            life.engine, own_id, {"status": "IN_PROGRESS", "status_reason": "soon"}
        )
        assert (found.status, found.reason) == ("IN_PROGRESS", "soon")
        await asyncio.sleep(10)
        assert not task.done()
        for wrong in ({"action": "DELETE"}, {"config_id": "x"}, {"input_values": {"a": 1}}):
            with pytest.raises(Conflict, match="is a resource of stack app"):
                await update_deployment(life.engine, own_id, wrong)
        with pytest.raises(Conflict, match="is a resource of stack app"):
            await delete_deployment(life.engine, own_id)
        same = {"action": "CREATE", "config_id": found.config}
        said = {"status": "COMPLETE", "status_reason": "done", "output_values": {"said": "yes"}}
        found = await update_deployment(life.engine, own_id, {**same, **said})
        assert (found.status, found.reason, reveal(found.output_values)) == (
            "COMPLETE",
            "done",
            {"said": "yes"},
        )
        complete(await task)
        assert reveal(life.attributes("after")["value"]) == {"said": "yes"}
        life.check()

    live(scenario())


def test_what_it_deploys_may_be_anywhere_in_the_project_and_must_be_somewhere() -> None:
    text = """
parameters: {config: {type: string}}
resources:
  deployment:
    type: OS::Heat::SoftwareDeployment
    properties: {config: {get_param: config}, server: the-server, signal_transport: NO_SIGNAL}
"""

    async def scenario() -> None:
        life = Life()
        result = await life.up(text, config="nobody")
        assert result.verdict is Verdict.FAILED
        assert "there is no software configuration nobody" in str(result.failures[0])
        mine = await configs.create_config(life.engine, {"config": "mine", "group": "g", "name": "n"})
        complete(await life.up(text, config=mine.id))
        (config,) = server_configs(life.engine, "the-server")
        assert (config.name, config.group, reveal(config.config)) == ("n", "g", "mine")
        await configs.delete_config(life.engine, mine.id)
        complete(await life.down())
        life.check()

    live(scenario())


def test_data_has_its_inputs_filled_in() -> None:
    text = """
parameters: {strictly: {type: string, default: LAX}}
resources:
  config:
    type: OS::Heat::StructuredConfig
    properties:
      config: {a: {get_input: a}, b: [{get_input: b}, {get_input: c, more: 1}], d: {x: {get_input: none}}}
      inputs: [{name: a}, {name: b, default: usual}]
  deployment:
    type: OS::Heat::StructuredDeployment
    properties:
      config: {get_resource: config}
      server: the-server
      input_values: {a: {deep: [1]}, z: 2}
      input_values_validate: {get_param: strictly}
      signal_transport: NO_SIGNAL
"""

    async def scenario() -> None:
        life = Life()
        complete(await life.up(text))
        (config,) = server_configs(life.engine, "the-server")
        filled = {"a": {"deep": [1]}, "b": ["usual", {"get_input": "c", "more": 1}], "d": {"x": None}}
        assert (config.group, reveal(config.config)) == ("Heat::Ungrouped", filled)
        result = await life.up(text, strictly="STRICT")
        assert "asks for the input none, which has no value" in str(result.failures[0])

    live(scenario())


def test_a_component_says_itself_which_actions_it_is_for() -> None:
    text = """
resources:
  component:
    type: OS::Heat::SoftwareComponent
    properties:
      configs:
        - {actions: [CREATE], config: install, tool: script}
        - {actions: [DELETE], config: remove, tool: script}
  deployment:
    type: OS::Heat::SoftwareDeployment
    properties: {config: {get_resource: component}, server: the-server, actions: [UPDATE]}
"""

    async def scenario() -> None:
        life = Life()
        task = going(life, text)
        config = await told(life)
        assert config.group == "component"
        first, _second = reveal(config.config)["configs"]
        assert first == {"actions": ["CREATE"], "config": "install", "tool": "script"}
        await answer(life, {})
        complete(await task)
        task = asyncio.ensure_future(life.down())
        await told(life, Action.DELETE)
        await answer(life, {})
        complete(await task)
        life.check()

    live(scenario())
