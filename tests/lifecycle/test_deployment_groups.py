"""Groups of deployments: one configuration on several servers, each of which answers for itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from setpoint.engine.requests.signalling import signal
from setpoint.engine.requests.software.deployments import deployments
from setpoint.model.address import Address
from setpoint.model.errors import InvalidInput
from setpoint.model.value import reveal
from tests.lifecycle.kit import Life, complete, deeds, live

TYPES = (
    "OS::Heat::SoftwareDeploymentGroup",
    "OS::Heat::SoftwareDeployments",
    "OS::Heat::StructuredDeploymentGroup",
    "OS::Heat::StructuredDeployments",
)
GROUP = """
parameters:
  servers: {type: json, default: {web: w, db: d}}
  more: {type: number, default: 1}
  batch: {type: number, default: 5}
resources:
  config: {type: OS::Heat::StructuredConfig, properties: {config: {a: {get_input: more}}}}
  group:
    type: %s
    update_policy: {rolling_update: {max_batch_size: 1, pause_time: 100}}
    properties:
      config: {get_resource: config}
      servers: {get_param: servers}
      input_values: {more: {get_param: more}}
outputs:
  stdouts: {value: {get_attr: [group, deploy_stdouts]}}
  of_one: {value: {get_attr: [group, deploy_stderrs, db]}}
  own: {value: {get_attr: [group, mine]}}
  codes: {value: {get_attr: [group, deploy_status_codes]}}
"""


async def answer_all(life: Life) -> list[str]:
    """Answer for every server that waits; their names."""
    await asyncio.sleep(5)
    waiting = {one.id for one in deployments(life.engine) if one.status == "IN_PROGRESS"}
    names = [one.address.partition("/")[2] for one in life.recorded if one.physical_id in waiting]
    for name in names:
        body = {"deploy_stdout": f"from {name}", "deploy_stderr": f"by {name}", "deploy_status_code": 0}
        await signal(life.engine, "app", Address(f"group/{name}"), body)
    return sorted(names)


@pytest.mark.parametrize("type_name", TYPES)
def test_each_server_is_told_and_answers(type_name: str) -> None:
    async def scenario() -> None:
        life = Life()
        task = asyncio.ensure_future(life.up(GROUP % type_name))
        assert await answer_all(life) == ["db", "web"]
        complete(await task)
        assert {one.server for one in deployments(life.engine)} == {"w", "d"}
        member = "Structured" if "Structured" in type_name else "Software"
        assert life.one("group/web").type == f"OS::Heat::{member}Deployment"
        outputs = {name: reveal(one["value"]) for name, one in life.stack().outputs.items()}
        assert outputs == {
            "stdouts": {"web": "from web", "db": "from db"},
            "of_one": "by db",
            "own": {"web": None, "db": None},
            "codes": {"web": 0, "db": 0},
        }
        plan = await life.plan(GROUP % type_name, servers={"web": "w", "api": "a"})
        changes = [one for one in deeds(plan) if "group/" in one]
        assert sorted(changes) == ["create group/api", "delete group/db"]
        life.check()

    live(scenario())


def test_they_are_told_anew_one_after_the_other() -> None:
    text = GROUP % TYPES[0]

    async def scenario() -> None:
        life = Life()
        task = asyncio.ensure_future(life.up(text))
        await answer_all(life)
        complete(await task)
        ids = {one.id for one in deployments(life.engine)}
        task = asyncio.ensure_future(life.up(text, more=2))
        (first,) = await answer_all(life)
        assert not await answer_all(life)
        await asyncio.sleep(100)
        (second,) = await answer_all(life)
        assert {first, second} == {"web", "db"}
        complete(await task)
        assert {one.id for one in deployments(life.engine)} == ids
        complete(await life.down())
        life.check()

    live(scenario())


@pytest.mark.parametrize(
    ("servers", "why"),
    (({"a/b": "x"}, "which no resource can be called"), ({"": "x"}, "which no resource can be called")),
)
def test_a_server_whose_name_no_resource_can_have_is_refused(servers: Any, why: str) -> None:
    async def scenario() -> None:
        with pytest.raises(InvalidInput, match=why):
            await Life().up(GROUP % TYPES[0], servers=servers)

    live(scenario())
