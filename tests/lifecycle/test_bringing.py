"""Servers that look in an object store for what is deployed on them: whatever is recorded is there (POLL_TEMP_URL)."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

import pytest

from setpoint.engine.requests.metadata import metadata
from setpoint.engine.requests.signalling import signal
from setpoint.model.address import Address
from setpoint.model.temp_url import Place, place_of
from setpoint.model.value import reveal
from tests.lifecycle.kit import Life, complete, live, until_killed

ROOT = "http://object-store.simulated/v1/AUTH_simulated"
ENDPOINT = {"endpoint": "http://heat.example:8004"}
APP = """
parameters:
  transport: {type: string, default: POLL_TEMP_URL}
  data: {type: json, default: {}}
  signal: {type: string, default: NO_SIGNAL}
  script: {type: string, default: one}
  role: {type: string, default: web}
resources:
  server:
    type: OS::Nova::Server
    metadata: {role: {get_param: role}}
    properties:
      flavor: m1.small
      image: jammy
      networks: [{allocate_network: none}]
      user_data_format: SOFTWARE_CONFIG
      software_config_transport: {get_param: transport}
      deployment_swift_data: {get_param: data}
  config: {type: OS::Heat::SoftwareConfig, properties: {config: {get_param: script}}}
  deployment:
    type: OS::Heat::SoftwareDeployment
    properties:
      config: {get_resource: config}
      server: {get_resource: server}
      signal_transport: {get_param: signal}
"""


def place(life: Life) -> Place:
    """Where the server looks."""
    how: Any = reveal(life.attributes("server")["os_collect_config"])
    found = place_of(how["request"]["metadata_url"], ROOT)
    assert found is not None
    assert how["collectors"] == ["ec2", "request", "local"]
    return found


def brought(life: Life) -> dict[str, Any]:
    """What it finds there."""
    where = place(life)
    (body,) = life.world.boxes[where.container][where.object]
    found: dict[str, Any] = json.loads(body)
    return found


def recorded(life: Life) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(metadata(life.engine, life.stack(), life.one("server"))))
    return found


def test_it_finds_what_is_deployed_and_each_change_of_that() -> None:
    async def scenario() -> None:
        life = Life(options=ENDPOINT)
        complete(await life.up(APP))
        found = brought(life)
        assert found == recorded(life)
        assert (found["role"], [one["config"] for one in found["deployments"]]) == ("web", ["one"])
        complete(await life.up(APP, script="two"))
        assert [one["config"] for one in brought(life)["deployments"]] == ["two"]
        assert brought(life) == recorded(life)
        before = place(life)
        complete(await life.up(APP, script="two", data={"container": "mine", "object": "it"}))
        assert place(life) == Place("mine", "it")
        assert before.container not in life.world.boxes, "where it does not look any more nothing is left"
        complete(await life.up(APP, script="two", transport="POLL_SERVER_HEAT"))
        assert life.world.boxes == {}
        assert recorded(life)["os-collect-config"]["collectors"] == ["ec2", "heat", "local"]
        complete(await life.up(APP, script="three"))
        assert brought(life) == recorded(life)
        complete(await life.down())
        assert life.world.boxes == {}
        life.check()

    live(scenario())


def test_it_is_told_what_it_is_to_answer_and_then_the_stack_goes_on() -> None:
    async def scenario() -> None:
        life = Life(options=ENDPOINT)
        task = asyncio.ensure_future(life.up(APP, signal="CFN_SIGNAL"))
        await life.until(lambda event: event.address == "deployment")
        await asyncio.sleep(5)
        assert [one["config"] for one in brought(life)["deployments"]] == ["one"]
        await signal(life.engine, "app", Address("deployment"), {"deploy_status_code": 0})
        complete(await task)

    live(scenario())


@pytest.mark.parametrize("after", (False, True), ids=("before", "after"))
def test_no_crash_leaves_a_server_untold_of_what_is_waited_for(*, after: bool) -> None:
    async def scenario() -> None:
        for commit in itertools.count():
            life = Life(options={**ENDPOINT, "seed": None})
            life.crash_at(commit, after=after)
            task = asyncio.ensure_future(until_killed(life.up(APP, signal="CFN_SIGNAL")))
            await asyncio.sleep(120)
            if not task.done():
                task.cancel()
                return
            life = life.restarted()
            again = asyncio.ensure_future(life.up(APP, signal="CFN_SIGNAL"))
            await asyncio.sleep(120)
            assert [one["config"] for one in brought(life)["deployments"]] == ["one"], commit
            await signal(life.engine, "app", Address("deployment"), {"deploy_status_code": 0})
            complete(await again)
            complete(await life.down())
            assert life.world.boxes == {}
            life.check()

    live(scenario())
