"""Deployments that a stack makes: servers see them, and answer where they are told to, or others do for them."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from heatclient import exc
from heatclient.v1.client import Client

from tests.api.heat.asking import sender
from tests.api.heat.software import of_stacks
from tests.api.serving import Service
from tests.waiting import until

TEMPLATE = {
    "heat_template_version": "2021-04-16",
    "resources": {
        "server": {"type": "OS::Heat::Value", "properties": {"value": 1}},
        "config": {
            "type": "OS::Heat::SoftwareConfig",
            "properties": {"group": "script", "config": "echo $a", "inputs": [{"name": "a"}]},
        },
        "group": {
            "type": "OS::Heat::SoftwareDeploymentGroup",
            "properties": {
                "config": {"get_resource": "config"},
                "servers": {"one": {"get_resource": "server"}, "two": "another"},
                "input_values": {"a": 1},
            },
        },
    },
    "outputs": {"stdouts": {"value": {"get_attr": ["group", "deploy_stdouts"]}}},
}


@pytest.fixture
def stack(heat: Client) -> str:
    made = heat.stacks.create(stack_name="app", template=TEMPLATE)["stack"]["id"]
    until(lambda: len(list(heat.software_deployments.list())) == 2, 20)
    return str(made)


def inputs(config: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one["value"] for one in config["inputs"]}


def test_servers_see_them_and_answer(heat: Client, service: Service, stack: str) -> None:
    server = heat.resources.get("app", "server").physical_resource_id
    (told,) = heat.software_deployments.metadata(server)
    assert heat.resources.metadata("app", "server") == {"deployments": [told]}
    assert (told["group"], told["config"]) == ("script", "echo $a")
    (one,) = heat.software_deployments.list(server_id=server)
    assert (one.config_id, one.action, one.status) == (told["id"], "CREATE", "IN_PROGRESS")
    assert heat.software_configs.get(told["id"]).config == "echo $a"
    url = inputs(told)["deploy_signal_id"]
    assert requests.post(url.replace("Signature=", "Signature=a"), json={}, timeout=20).status_code == 403
    answered = requests.post(url, timeout=20, json={"deploy_stdout": "from one", "deploy_status_code": 0})
    assert (answered.status_code, answered.json()) == (200, None)
    assert heat.software_deployments.get(one.id).status == "COMPLETE"
    (other,) = heat.software_deployments.list(server_id="another")
    heat.resources.signal(f"app/{stack}", "group/two", {"deploy_stdout": "from two"})
    send = sender(service.url(), "one")
    until(lambda: of_stacks.state(send, f"/stacks/app/{stack}") == "CREATE_COMPLETE", 20)
    assert heat.stacks.output_show("app", "stdouts")["output"]["output_value"] == {
        "one": "from one",
        "two": "from two",
    }
    found = heat.software_deployments.get(other.id)
    assert found.output_values == {
        "deploy_stdout": "from two",
        "deploy_stderr": None,
        "deploy_status_code": None,
    }
    assert found.input_values == {"a": 1}
    of_stacks.remove(send, "app", stack)
    assert not list(heat.software_deployments.list())


def test_somebody_else_answers_and_does_nothing_more(heat: Client, service: Service, stack: str) -> None:
    first, second = heat.software_deployments.list()
    heat.software_deployments.update(first.id, status="COMPLETE", status_reason="by hand")
    assert heat.software_deployments.get(first.id).status_reason == "by hand"
    for wrong in ({"action": "DELETE"}, {"input_values": {"a": 2}}, {"config_id": "x"}):
        with pytest.raises(exc.HTTPConflict, match="is a resource of stack app"):
            heat.software_deployments.update(first.id, **wrong)
    with pytest.raises(exc.HTTPConflict, match="is a resource of stack app"):
        heat.software_deployments.delete(first.id)
    with pytest.raises(exc.HTTPConflict):
        heat.software_configs.delete(first.config_id)
    heat.software_deployments.update(second.id, status="FAILED", status_reason="no disk")
    send = sender(service.url(), "one")
    until(lambda: of_stacks.state(send, f"/stacks/app/{stack}") == "CREATE_FAILED", 20)
    _, told = send("GET", f"/stacks/app/{stack}", None)
    assert "no disk" in told["stack"]["stack_status_reason"]


@pytest.mark.usefixtures("stack")
def test_another_project_neither_sees_nor_answers(heat: Client, service: Service) -> None:
    stranger = Client(endpoint=service.url("two"), token="two")
    assert not list(stranger.software_deployments.list())
    for one in heat.software_deployments.list():
        assert not stranger.software_deployments.metadata(one.server_id)
        for ask in (
            stranger.software_deployments.get,
            stranger.software_deployments.delete,
            lambda one: stranger.software_deployments.update(one, status="COMPLETE"),
        ):
            with pytest.raises(exc.HTTPNotFound):
                ask(one.id)
        with pytest.raises(exc.HTTPNotFound):
            stranger.software_configs.get(one.config_id)
