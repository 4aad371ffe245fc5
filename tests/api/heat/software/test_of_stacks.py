"""A configuration that a stack has made is shown, listed and deployed as any other, for as long as the stack has it."""

from __future__ import annotations

import pytest
from heatclient import exc
from heatclient.v1.client import Client

from tests.api.heat.asking import sender
from tests.api.heat.software import of_stacks
from tests.api.serving import Service
from tests.waiting import until


@pytest.fixture
def ids(service: Service) -> dict[str, str]:
    return of_stacks.make(sender(service.url(), "one"), "app")


def test_it_is_shown_as_heat_does(service: Service, ids: dict[str, str]) -> None:
    assert of_stacks.shown(sender(service.url(), "one"), "app", ids) == of_stacks.OURS


def test_it_is_listed_among_the_others(heat: Client, ids: dict[str, str]) -> None:
    later = heat.software_configs.create(name="later").id
    listed = [one.id for one in heat.software_configs.list()]
    assert listed[0] == later
    assert set(listed) == {later, *(one for name, one in ids.items() if name != "stack")}
    page = heat.software_configs.list(limit=2, marker=listed[1])
    assert [one.id for one in page] == listed[2:4]


def test_it_is_deployed_and_goes_with_its_stack(heat: Client, service: Service, ids: dict[str, str]) -> None:
    made = heat.software_deployments.create(config_id=ids["script"], server_id="server")
    heat.software_deployments.create(
        config_id=heat.software_configs.create(name="mine").id, server_id="server"
    )
    told = heat.software_deployments.metadata("server")
    assert [one["config"] for one in told] == ["echo $a", None]
    with pytest.raises(exc.HTTPConflict, match="can not be deleted as it is referenced"):
        heat.software_configs.delete(ids["script"])
    heat.stacks.delete("app")
    until(lambda: heat.stacks.get("app").stack_status == "DELETE_FAILED")
    refused = f"Software config with id {ids['script']} can not be deleted as it is referenced."
    assert refused in heat.stacks.get("app").stack_status_reason
    assert heat.software_configs.get(ids["script"]).config == "echo $a"
    heat.software_deployments.delete(made.id)
    of_stacks.remove(sender(service.url(), "one"), "app", ids["stack"])
    with pytest.raises(exc.HTTPNotFound):
        heat.software_configs.get(ids["script"])
    assert [one["name"] for one in heat.software_deployments.metadata("server")] == ["mine"]


def test_another_project_does_not_see_it(service: Service, ids: dict[str, str]) -> None:
    stranger = Client(endpoint=service.url("two"), token="two")
    assert list(stranger.software_configs.list()) == []
    with pytest.raises(exc.HTTPNotFound):
        stranger.software_configs.get(ids["script"])
    with pytest.raises(exc.HTTPNotFound):
        stranger.software_deployments.create(config_id=ids["script"], server_id="server")


def test_one_that_a_stack_only_refers_to_stays_what_it_was(heat: Client, service: Service) -> None:
    mine = heat.software_configs.create(name="mine", config="echo").id
    template = {
        "heat_template_version": "2021-04-16",
        "resources": {"one": {"type": "OS::Heat::SoftwareConfig", "external_id": mine}},
    }
    stack = heat.stacks.create(stack_name="app", template=template)["stack"]["id"]
    send = sender(service.url(), "one")
    until(lambda: of_stacks.state(send, f"/stacks/app/{stack}") == "CREATE_COMPLETE", 20)
    assert heat.resources.get("app", "one").physical_resource_id == mine
    assert [(one.id, one.name) for one in heat.software_configs.list()] == [(mine, "mine")]
    of_stacks.remove(send, "app", stack)
    assert heat.software_configs.get(mine).config == "echo"
    heat.software_configs.delete(mine)
