"""OpenStack's SDK does all that it can do about orchestration with Setpoint."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openstack
import pytest
from openstack.cloud._orchestration import OrchestrationCloudMixin
from openstack.connection import Connection
from openstack.exceptions import NotFoundException
from openstack.orchestration.v1._proxy import Proxy

from lab.catalogue import BESIDE
from tests.lab.api.person import PASSWORD, Person

pytestmark = [
    pytest.mark.lab,
    pytest.mark.usefixtures("beside"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),  # it warns of itself
]

TEMPLATE = """
heat_template_version: 2021-04-16
description: an application
parameters:
  length: {type: number, default: 32}
resources:
  net: {type: OS::Neutron::Net}
  word: {type: OS::Heat::RandomString, properties: {length: {get_param: length}}}
outputs:
  word: {value: {get_attr: [word, value]}}
"""
ENVIRONMENT = "parameters: {length: 20}\n"


class Noting:
    """Passes everything on to an object, and remembers what was asked of it."""

    def __init__(self, behind: Any) -> None:
        self._behind = behind
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return getattr(self._behind, name)


def offered(kind: type) -> set[str]:
    """The methods that a class has of its own."""
    return {name for name, one in vars(kind).items() if inspect.isfunction(one) and name[0] != "_"}


@pytest.fixture
def connection(person: Person) -> Iterator[Connection]:
    one = openstack.connect(
        load_envvars=False,
        load_yaml_config=False,
        auth_url=person.url,
        username=person.name,
        password=PASSWORD,
        project_id=person.project,
        user_domain_id="default",
        region_name=BESIDE,
        app_name="a test",
    )
    yield one
    one.close()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "app.yaml").write_text(TEMPLATE)
    (tmp_path / "env.yaml").write_text(ENVIRONMENT)
    return tmp_path


def test_every_method_of_the_proxy(connection: Connection, files: Path) -> None:
    proxy: Any = Noting(connection.orchestration)
    _stacks(proxy, files)
    _software(proxy)
    assert offered(Proxy) - proxy.asked == set()


def _stacks(proxy: Any, files: Path) -> None:
    template, environment = str(files / "app.yaml"), str(files / "env.yaml")
    _, read = proxy.get_template_contents(template_file=template)
    body = proxy.read_env_and_templates(template_file=template, environment_files=[environment])
    assert read["description"] == "an application"
    assert proxy.validate_template(template=read).description == "an application"
    foreseen = proxy.create_stack(preview=True, name="app", template=read)
    assert foreseen.name == "app"
    made = proxy.create_stack(name="app", tags="a,b", timeout_mins=5, **body)
    stack = proxy.wait_for_status(made, "CREATE_COMPLETE", failures=["CREATE_FAILED"], interval=1, wait=60)
    assert [one.name for one in proxy.stacks()] == ["app"]
    found = proxy.find_stack("app", ignore_missing=False)
    assert found.id == stack.id
    assert proxy.find_stack("nothing") is None
    shown = proxy.get_stack(stack.id)
    assert (shown.parameters["length"], shown.tags, shown.timeout_mins) == ("20", ["a", "b"], 5)
    assert proxy.get_stack(stack.id, resolve_outputs=False).name == "app"
    assert sorted(one.name for one in proxy.resources(stack)) == ["net", "word"]
    assert "word" in {one.resource_name for one in proxy.stack_events(stack)}
    assert [one.resource_name for one in proxy.stack_events(stack, "net")] == ["net", "net"]
    assert proxy.get_stack_template(stack).description == "an application"
    assert proxy.get_stack_environment(stack).parameters == {"length": 20}
    assert proxy.get_stack_files(stack) == body.get("files", {})
    proxy.update_stack(shown, template=read, parameters={"length": 21})
    proxy.wait_for_status(shown, "UPDATE_COMPLETE", failures=["UPDATE_FAILED"], interval=1, wait=60)
    for ask, status in (
        (proxy.check_stack, "CHECK_COMPLETE"),
        (proxy.suspend_stack, "SUSPEND_COMPLETE"),
        (proxy.resume_stack, "RESUME_COMPLETE"),
    ):
        ask(shown)
        proxy.wait_for_status(shown, status, failures=[], interval=1, wait=60)
    exported = proxy.export_stack("app")
    assert proxy.abandon_stack(shown)["resources"].keys() == exported["resources"].keys()
    again = proxy.create_stack(name="again", template=read)
    proxy.wait_for_status(again, "CREATE_COMPLETE", interval=1, wait=60)
    proxy.delete_stack(again)
    proxy.wait_for_delete(again, interval=1, wait=60)
    with pytest.raises(NotFoundException):
        proxy.get_stack(again.id)


def _software(proxy: Any) -> None:
    config = proxy.create_software_config(name="install", group="script", config="echo", options={})
    assert [one.id for one in proxy.software_configs()] == [config.id]
    assert proxy.get_software_config(config.id).group == "script"
    made = proxy.create_software_deployment(
        config_id=config.id, server_id="a server", action="CREATE", status="IN_PROGRESS"
    )
    assert [one.id for one in proxy.software_deployments()] == [made.id]
    proxy.update_software_deployment(made, status="COMPLETE", status_reason="done")
    assert proxy.get_software_deployment(made.id).status_reason == "done"
    proxy.delete_software_deployment(made)
    proxy.delete_software_config(config)
    assert list(proxy.software_configs()) == []


def test_every_method_of_the_cloud_layer(connection: Connection, files: Path) -> None:
    cloud: Any = Noting(connection)
    template = str(files / "app.yaml")
    made = cloud.create_stack("app", template_file=template, rollback=False, wait=True, timeout=60, length=20)
    assert made.status == "CREATE_COMPLETE"
    assert cloud.get_template_contents(template_file=template)[1]["description"] == "an application"
    changed = cloud.update_stack("app", template_file=template, wait=True, timeout=60, length=21)
    assert changed.status == "UPDATE_COMPLETE"
    assert len(changed.outputs[0]["output_value"]) == 21
    assert [one.name for one in cloud.list_stacks()] == ["app"]
    assert [one.id for one in cloud.search_stacks("app")] == [made.id]
    assert cloud.get_stack("app").id == made.id
    assert cloud.delete_stack("app", wait=True)
    assert cloud.get_stack("app") is None
    assert not cloud.delete_stack("app")
    assert offered(OrchestrationCloudMixin) - cloud.asked == set()
