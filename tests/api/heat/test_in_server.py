"""Whatever runs within a server signs in with Keystone's own client, and may signal and read its one resource."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from heatclient import exc
from heatclient.v1.client import Client
from keystoneauth1 import exceptions as refusals
from keystoneauth1.identity.v3 import Password
from keystoneauth1.session import Session

from tests.api.heat.asking import sender
from tests.api.heat.software.of_stacks import state
from tests.api.serving import Service
from tests.waiting import until

TEMPLATE = {
    "heat_template_version": "2021-04-16",
    "resources": {
        "group": {
            "type": "OS::Heat::StructuredDeploymentGroup",
            "properties": {"signal_transport": "HEAT_SIGNAL", "servers": {"a": "server-a", "b": "server-b"}},
        },
        "handle": {
            "type": "OS::Heat::WaitConditionHandle",
            "properties": {"signal_transport": "HEAT_SIGNAL"},
            "metadata": {"for": "whoever looks after it"},
        },
    },
    "outputs": {
        "handle": {"value": {"get_attr": ["handle", "signal"]}},
        "outs": {"value": {"get_attr": ["group", "deploy_stdouts"]}},
    },
}


@pytest.fixture
def told(heat: Client) -> dict[str, dict[str, Any]]:
    """What each server of the stack ``app`` is told, by names of inputs without ``deploy_``."""
    heat.stacks.create(stack_name="app", template=TEMPLATE)
    until(lambda: len(list(heat.software_deployments.list())) == 2, 20)
    found = {}
    for one in heat.software_deployments.list():
        config = heat.software_configs.get(one.config_id)
        inputs = {each["name"].removeprefix("deploy_"): each["value"] for each in config.inputs}
        found[one.server_id] = inputs
    return found


def signed_in(inputs: dict[str, Any], **other: Any) -> Client:
    """As the tools within servers do: with these inputs, at the address that the catalogue gives."""
    names = ("auth_url", "user_id", "password", "project_id")
    session = Session(auth=Password(**{**{name: inputs[name] for name in names}, **other}))
    endpoint = session.get_endpoint(service_type="orchestration", interface="public")
    return Client(endpoint=endpoint, token=session.get_token())


def test_each_answers_for_itself(heat: Client, service: Service, told: dict[str, dict[str, Any]]) -> None:
    send = sender(service.url(), "one")
    for server, inputs in told.items():
        assert inputs["signal_transport"] == "HEAT_SIGNAL"
        inside = signed_in(inputs)
        where = inputs["stack_id"], inputs["resource_name"]
        assert inside.resources.metadata(*where) == {}
        inside.resources.signal(*where, data={"deploy_stdout": f"from {server}"})
    path = f"/stacks/{told['server-a']['stack_id']}"
    until(lambda: state(send, path) == "CREATE_COMPLETE", 20)
    outs = heat.stacks.output_show("app", "outs")["output"]["output_value"]
    assert outs == {"a": "from server-a", "b": "from server-b"}
    handle = json.loads(heat.stacks.output_show("app", "handle")["output"]["output_value"])
    where = told["server-a"]["stack_id"], "handle"
    inside = signed_in(handle)
    inside.resources.signal(*where, data={"data": 1})
    assert inside.resources.metadata(*where) == heat.resources.metadata("app", "handle")
    assert inside.resources.metadata(*where)["for"] == "whoever looks after it"
    assert handle["alarm_url"].endswith("/resources/handle/signal")


def test_it_may_do_nothing_else(heat: Client, told: dict[str, dict[str, Any]]) -> None:
    inputs, other = told["server-a"], told["server-b"]
    inside = signed_in(inputs)
    where, elsewhere = ((one["stack_id"], one["resource_name"]) for one in (inputs, other))
    for refused in (
        lambda: inside.resources.signal(*elsewhere, data={}),
        lambda: inside.resources.metadata(*elsewhere),
        lambda: inside.resources.get(*where),
        lambda: inside.resources.mark_unhealthy(*where, resource_status_reason="why", mark_unhealthy=True),
        lambda: inside.stacks.get(where[0]),
        lambda: inside.stacks.delete(where[0]),
        lambda: list(inside.stacks.list()),
        lambda: list(inside.software_deployments.list()),
        lambda: inside.software_deployments.metadata("server-a"),
    ):
        with pytest.raises(exc.HTTPUnauthorized):
            refused()
    assert {one.status for one in heat.software_deployments.list()} == {"IN_PROGRESS"}


@pytest.mark.parametrize(
    "wrong",
    (
        {"password": "guessed"},
        {"user_id": "0" * 32},
        {"user_id": "nobody"},
        {"project_id": "two"},
    ),
)
def test_who_does_not_know_the_password_gets_no_token(
    told: dict[str, dict[str, Any]], wrong: dict[str, str]
) -> None:
    with pytest.raises(refusals.Unauthorized):
        signed_in(told["server-a"], **wrong)


def test_the_password_of_one_is_not_that_of_another(told: dict[str, dict[str, Any]]) -> None:
    with pytest.raises(refusals.Unauthorized):
        signed_in(told["server-a"], password=told["server-b"]["password"])


@pytest.mark.parametrize(
    "body", (b"", b"[]", b'{"auth": 1}', b'{"auth": {"identity": {"password": {"user": 1}}}}')
)
def test_what_is_no_request_for_a_token_is_refused(service: Service, body: bytes) -> None:
    url = service.url().partition("/v1/")[0] + "/in-server/v3/auth/tokens"
    answered = requests.post(url, data=body, timeout=20)
    assert (answered.status_code, answered.json()["error"]["title"]) == (400, "Bad Request")


def test_it_ends_with_its_resource(heat: Client, told: dict[str, dict[str, Any]]) -> None:
    inputs = told["server-a"]
    inside = signed_in(inputs)
    heat.stacks.delete("app")
    until(lambda: not list(heat.stacks.list()), 20)
    with pytest.raises(exc.HTTPUnauthorized):
        inside.resources.signal(inputs["stack_id"], inputs["resource_name"], data={})
    with pytest.raises(refusals.Unauthorized):
        signed_in(inputs)
