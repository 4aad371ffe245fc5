"""Heat's own client and OpenStack's SDK work with software configurations and deployments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from heatclient import exc
from heatclient.v1.client import Client
from keystoneauth1.session import Session
from keystoneauth1.token_endpoint import Token
from openstack.connection import Connection
from openstack.exceptions import HttpException, NotFoundException

from setpoint.api.settings.limits import Limits
from tests.api.serving import Service, serving

LIMITS = Limits(max_software_configs_per_tenant=3, max_software_deployments_per_tenant=2)


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(limits=LIMITS) as found:
        yield found


@pytest.fixture
def heat(service: Service) -> Client:
    return Client(endpoint=service.url(), token="one")


@pytest.fixture
def stranger(service: Service) -> Client:
    return Client(endpoint=service.url("two"), token="two")


@pytest.fixture
def proxy(service: Service) -> Any:
    """The SDK's, as it is with a token and an address and no identity service."""
    return Connection(session=Session(auth=Token(service.url(), "one"))).orchestration


def test_heats_client_makes_lists_shows_and_removes_configurations(heat: Client) -> None:
    made = [
        heat.software_configs.create(
            name=name,
            group="script",
            config="echo $word",
            inputs=[{"name": "word", "type": "String", "default": "hello"}],
            outputs=[{"name": "said"}],
            options={"as": "root"},
        )
        for name in ("first", "second", "third")
    ]
    found = heat.software_configs.get(made[0].id)
    assert found.to_dict() == made[0].to_dict()
    assert found.config == "echo $word"
    assert found.inputs == [{"name": "word", "type": "String", "default": "hello"}]
    assert found.outputs == [{"name": "said", "type": "String", "error_output": False}]
    assert found.options == {"as": "root"}
    listed = list(heat.software_configs.list())
    assert [one.name for one in listed] == ["third", "second", "first"]
    assert set(listed[0].to_dict()) == {"id", "name", "group", "creation_time"}
    page = list(heat.software_configs.list(limit=1, marker=made[2].id))
    assert [one.name for one in page] == ["second"]
    heat.software_configs.delete(made[0].id)
    with pytest.raises(exc.HTTPNotFound, match=f"Software config with id {made[0].id} not found"):
        heat.software_configs.get(made[0].id)


def test_heats_client_deploys(heat: Client) -> None:
    config = heat.software_configs.create(name="install", config="echo")
    made = heat.software_deployments.create(
        config_id=config.id,
        server_id="server",
        action="CREATE",
        status="IN_PROGRESS",
        input_values={"password": "hush"},
    )
    assert heat.software_deployments.get(made.id).to_dict() == made.to_dict()
    assert [one.id for one in heat.software_deployments.list(server_id="server")] == [made.id]
    assert list(heat.software_deployments.list(server_id="elsewhere")) == []
    assert [one["id"] for one in heat.software_deployments.metadata("server")] == [config.id]
    done = heat.software_deployments.update(
        made.id, status="COMPLETE", status_reason="Outputs received", output_values={"deploy_status_code": 0}
    )
    assert (done.status, done.status_reason) == ("COMPLETE", "Outputs received")
    assert done.output_values == {"deploy_status_code": 0}
    assert done.input_values == {"password": "hush"}
    with pytest.raises(exc.HTTPConflict, match="can not be deleted as it is referenced"):
        heat.software_configs.delete(config.id)
    heat.software_deployments.delete(made.id)
    with pytest.raises(exc.HTTPNotFound, match=f"Deployment with id {made.id} not found"):
        heat.software_deployments.get(made.id)
    heat.software_configs.delete(config.id)


@pytest.mark.filterwarnings("ignore::openstack.warnings.RemovedInSDK50Warning")  # it warns of itself
def test_the_sdk_makes_lists_changes_and_removes_both(proxy: Any) -> None:
    config = proxy.create_software_config(name="install", group="script", config="echo", options={"a": 1})
    found = proxy.get_software_config(config.id)
    assert (found.name, found.group, found.config, found.options) == ("install", "script", "echo", {"a": 1})
    assert [one.id for one in proxy.software_configs()] == [config.id]
    made = proxy.create_software_deployment(
        config_id=config.id, server_id="server", action="CREATE", status="IN_PROGRESS"
    )
    assert [one.id for one in proxy.software_deployments()] == [made.id]
    proxy.update_software_deployment(made, status="FAILED", status_reason="it broke")
    found = proxy.get_software_deployment(made.id)
    assert (found.status, found.status_reason, found.config_id) == ("FAILED", "it broke", config.id)
    with pytest.raises(HttpException, match="can not be deleted as it is referenced"):
        proxy.delete_software_config(config)
    proxy.delete_software_deployment(made)
    proxy.delete_software_config(config)
    assert list(proxy.software_configs()) == list(proxy.software_deployments()) == []
    with pytest.raises(NotFoundException):
        proxy.get_software_config(config.id)


def test_there_are_only_so_many(heat: Client, stranger: Client) -> None:
    made = [heat.software_configs.create(name="one") for _ in range(3)]
    with pytest.raises(exc.HTTPBadRequest, match="the maximum software configs per tenant, 3"):
        heat.software_configs.create(name="one more")
    for _ in range(2):
        heat.software_deployments.create(config_id=made[0].id, server_id="server")
    with pytest.raises(exc.HTTPBadRequest, match="the maximum software deployments per tenant, 2"):
        heat.software_deployments.create(config_id=made[0].id, server_id="server")
    assert stranger.software_configs.create(name="another's")


def test_another_project_finds_nothing(heat: Client, stranger: Client) -> None:
    config = heat.software_configs.create(name="install")
    made = heat.software_deployments.create(config_id=config.id, server_id="server")
    theirs = stranger.software_configs.create(name="another's")
    assert [one.id for one in stranger.software_configs.list()] == [theirs.id]
    assert list(stranger.software_deployments.list(server_id="server")) == []
    assert stranger.software_deployments.metadata("server") == []
    asks: tuple[Callable[[], Any], ...] = (
        lambda: stranger.software_configs.get(config.id),
        lambda: stranger.software_configs.delete(config.id),
        lambda: stranger.software_deployments.get(made.id),
        lambda: stranger.software_deployments.update(made.id, status="FAILED"),
        lambda: stranger.software_deployments.delete(made.id),
        lambda: stranger.software_deployments.create(config_id=config.id, server_id="server"),
        lambda: heat.software_deployments.update(made.id, config_id=theirs.id),
    )
    for ask in asks:
        with pytest.raises(exc.HTTPNotFound):
            ask()
    assert heat.software_deployments.get(made.id).to_dict() == made.to_dict()
