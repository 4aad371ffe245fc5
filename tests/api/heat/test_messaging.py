"""Whoever is within a server puts messages into the queue of its resource, and they are signals; and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from heatclient.v1.client import Client
from keystoneauth1.identity.v3 import Password
from keystoneauth1.session import Session

from tests.api.heat.asking import sender
from tests.api.heat.software.of_stacks import state
from tests.api.serving import Service
from tests.waiting import until

TEMPLATE = {
    "heat_template_version": "2021-04-16",
    "resources": {
        "handle": {
            "type": "OS::Heat::WaitConditionHandle",
            "properties": {"signal_transport": "ZAQAR_SIGNAL"},
        },
        "wait": {
            "type": "OS::Heat::WaitCondition",
            "properties": {"handle": {"get_resource": "handle"}, "timeout": 300, "count": 2},
        },
        "group": {
            "type": "OS::Heat::SoftwareDeploymentGroup",
            "properties": {"signal_transport": "ZAQAR_SIGNAL", "servers": {"a": "server-a", "b": "server-b"}},
        },
    },
    "outputs": {
        "signal": {"value": {"get_attr": ["handle", "signal"]}},
        "data": {"value": {"get_attr": ["wait", "data"]}},
        "outs": {"value": {"get_attr": ["group", "deploy_stdouts"]}},
    },
}

Ask = Callable[..., requests.Response]


@pytest.fixture
def told(heat: Client) -> dict[str, dict[str, Any]]:
    """What each server of the stack ``app`` is told, by its inputs without ``deploy_``; and the handle.s signal."""
    heat.stacks.create(stack_name="app", template=TEMPLATE)
    until(lambda: len(list(heat.software_deployments.list())) == 2, 20)
    found = {}
    for one in heat.software_deployments.list():
        config = heat.software_configs.get(one.config_id)
        found[one.server_id] = {each["name"].removeprefix("deploy_"): each["value"] for each in config.inputs}
    until(lambda: heat.resources.get("app", "handle").resource_status == "CREATE_COMPLETE", 20)
    found["handle"] = json.loads(heat.resources.get("app", "handle").attributes["signal"])
    return found


def within(inputs: dict[str, Any]) -> Ask:
    """Asks as the tools within a server do: at the address that the catalogue gives, about that one's queue."""
    names = ("auth_url", "user_id", "password", "project_id")
    session = Session(auth=Password(**{name: inputs[name] for name in names}))
    endpoint = session.get_endpoint(service_type="messaging", interface="public")
    token = session.get_token()

    def ask(
        method: str, body: Any = None, *, queue: str = inputs["queue_id"], version: str = "v2", **headers: str
    ) -> requests.Response:
        sent = {"X-Auth-Token": token, "X-Project-ID": inputs["project_id"], "Client-ID": "any", **headers}
        url = f"{endpoint}/{version}/queues/{queue}/messages"
        return requests.request(method, url, json=body, headers=sent, timeout=20)

    return ask


def posted(*bodies: Any) -> dict[str, Any]:
    return {"messages": [{"body": body, "ttl": 600} for body in bodies]}


def test_what_is_put_into_its_queue_signals_a_resource(
    heat: Client, service: Service, told: dict[str, dict[str, Any]]
) -> None:
    answered = within(told["handle"])("POST", posted({"data": "here!", "id": "a"}, {"data": 2, "id": "b"}))
    assert answered.status_code == 201
    assert len(answered.json()["resources"]) == 2
    for server, version in (("server-a", "v1.1"), ("server-b", "v2")):
        assert told[server]["signal_transport"] == "ZAQAR_SIGNAL"
        body = posted({"deploy_stdout": f"from {server}"})
        assert within(told[server])("POST", body, version=version).status_code == 201
    send = sender(service.url(), "one")
    until(lambda: state(send, "/stacks/app") == "CREATE_COMPLETE", 20)
    outputs = {
        one["output_key"]: heat.stacks.output_show("app", one["output_key"])["output"]["output_value"]
        for one in heat.stacks.output_list("app")["outputs"]
    }
    assert json.loads(outputs["data"]) == {"a": "here!", "b": 2}
    assert outputs["outs"] == {"a": "from server-a", "b": "from server-b"}


def test_signals_are_taken_at_once(told: dict[str, dict[str, Any]]) -> None:
    ask = within(told["handle"])
    ask("POST", posted({"id": "a"}))
    assert [ask(method).json() for method in ("GET", "DELETE")] == [{"messages": []}] * 2


def test_nobody_reaches_another_queue(heat: Client, told: dict[str, dict[str, Any]]) -> None:
    ask = within(told["server-a"])
    for queue in (told["server-b"]["queue_id"], told["handle"]["queue_id"], "elsewhere", "setpoint-x"):
        for method in ("POST", "GET", "DELETE"):
            answered = ask(method, posted({}), queue=queue)
            assert (answered.status_code, answered.json()["title"]) == (401, "Unauthorized")
    for token in ("", "one", "setpoint-signal-in-server-1.x"):
        assert ask("POST", posted({}), **{"X-Auth-Token": token}).status_code == 401
    assert ask("POST", posted({}), version="v1").status_code == 404
    assert {one.status for one in heat.software_deployments.list()} == {"IN_PROGRESS"}


@pytest.mark.parametrize(
    "body", (None, [], {}, {"messages": 1}, {"messages": [1]}, posted({"status": "odd"}), posted("text"))
)
def test_what_is_no_message_is_refused(told: dict[str, dict[str, Any]], body: Any) -> None:
    answered = within(told["handle"])("POST", body)
    assert (answered.status_code, answered.json()["title"]) == (400, "Bad Request")
    assert answered.json()["description"]


def test_who_is_signalled_otherwise_has_no_queue(heat: Client, service: Service) -> None:
    handle = {
        "type": "OS::Heat::WaitConditionHandle",
        "properties": {"signal_transport": "HEAT_SIGNAL"},
    }
    heat.stacks.create(
        stack_name="app", template={"heat_template_version": "2021-04-16", "resources": {"handle": handle}}
    )
    send = sender(service.url(), "one")
    until(lambda: state(send, "/stacks/app") == "CREATE_COMPLETE", 20)
    signal = json.loads(heat.resources.get("app", "handle").attributes["signal"])
    assert "queue_id" not in signal
    answered = within({**signal, "queue_id": f"setpoint-{signal['user_id']}"})("POST", posted({}))
    assert answered.status_code == 404


def test_more_than_services_take_at_once_is_refused(told: dict[str, dict[str, Any]]) -> None:
    ask = within(told["server-a"])
    many: list[dict[str, Any]] = [{"body": {}} for _ in range(21)]
    assert ask("POST", {"messages": many}).status_code == 400
    assert ask("POST", {"messages": many[:20]}).status_code == 201
