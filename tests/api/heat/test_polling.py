"""A server finds what is deployed on it: in metadata that it alone, of all servers, can ask for, in two ways."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from heatclient import exc
from heatclient.v1.client import Client
from keystoneauth1.identity.v3 import Password
from keystoneauth1.session import Session
from keystoneclient.contrib.ec2.utils import Ec2Signer

from tests.api.serving import Service
from tests.waiting import until


def server(transport: str, **metadata: Any) -> dict[str, Any]:
    return {
        "type": "OS::Nova::Server",
        "metadata": metadata,
        "properties": {
            "flavor": "m1.small",
            "image": "jammy",
            "networks": [{"allocate_network": "none"}],
            "user_data_format": "SOFTWARE_CONFIG",
            "software_config_transport": transport,
        },
    }


TEMPLATE = {
    "heat_template_version": "2021-04-16",
    "resources": {
        "heat": server("POLL_SERVER_HEAT", role="web", **{"os-collect-config": {"command": "run"}}),
        "cfn": server("POLL_SERVER_CFN"),
        "config": {"type": "OS::Heat::SoftwareConfig", "properties": {"group": "script", "config": "date"}},
        "deployment": {
            "type": "OS::Heat::SoftwareDeployment",
            "properties": {"config": {"get_resource": "config"}, "server": {"get_resource": "heat"}},
        },
    },
    "outputs": {"asks": {"value": {"get_attr": ["heat", "os_collect_config"]}}},
}


@pytest.fixture
def stack(heat: Client) -> dict[str, str]:
    """The physical ids of the servers of stack ``app``, whose deployment waits for an answer."""
    heat.stacks.create(stack_name="app", template=TEMPLATE)
    until(lambda: len(list(heat.software_deployments.list())) == 1, 20)
    return {name: heat.resources.get("app", name).physical_resource_id for name in ("heat", "cfn")}


def collecting(heat: Client, name: str) -> dict[str, Any]:
    found: dict[str, Any] = heat.resources.metadata("app", name)["os-collect-config"]
    return found


def signed_in(how: dict[str, Any]) -> Client:
    names = ("auth_url", "user_id", "password", "project_id")
    session = Session(auth=Password(**{name: how[name] for name in names}))
    endpoint = session.get_endpoint(service_type="orchestration", interface="public")
    return Client(endpoint=endpoint, token=session.get_token())


def describe(how: dict[str, Any], **other: str) -> requests.Response:
    """As the agent asks (``os_collect_config/cfn.py``), with its own signer."""
    params = {
        "Action": "DescribeStackResource",
        "StackName": how["stack_name"],
        "LogicalResourceId": how["path"].partition(".")[0],
        "AWSAccessKeyId": how["access_key_id"],
        "SignatureVersion": "2",
        **other,
    }
    where = urlsplit(how["metadata_url"])
    signer = Ec2Signer(secret_key=other.get("secret", how["secret_access_key"]))
    asked = {"params": params, "verb": "GET", "host": where.netloc, "path": where.path}
    params["Signature"] = signer.generate(asked)
    return requests.get(how["metadata_url"], params=params, timeout=20)


def metadata_in(answer: requests.Response) -> Any:
    detail = ET.fromstring(answer.text).find("DescribeStackResourceResult/StackResourceDetail")
    assert detail is not None
    told = detail.findtext("Metadata")
    assert told is not None
    return json.loads(told)


@pytest.mark.usefixtures("stack")
def test_a_server_is_no_resource_that_is_signalled(heat: Client) -> None:
    how = collecting(heat, "heat")["heat"]
    with pytest.raises(exc.HTTPBadRequest, match="signal is not supported for resource"):
        signed_in(how).resources.signal(how["stack_id"], how["resource_name"], data={"a": 1})


def test_a_server_reads_what_is_deployed_on_it_and_answers(heat: Client, stack: dict[str, str]) -> None:
    how = collecting(heat, "heat")
    assert (how["command"], how["collectors"]) == ("run", ["ec2", "heat", "local"])
    inside = signed_in(how["heat"])
    where = how["heat"]["stack_id"], how["heat"]["resource_name"]
    told = inside.resources.metadata(*where)
    assert told == heat.resources.metadata("app", "heat")
    assert told["role"] == "web"
    (deployment,) = told["deployments"]
    assert [deployment] == heat.software_deployments.metadata(stack["heat"])
    assert (deployment["group"], deployment["config"]) == ("script", "date")
    url = {one["name"]: one["value"] for one in deployment["inputs"]}["deploy_signal_id"]
    requests.post(url, json={"deploy_status_code": 0}, timeout=20).raise_for_status()
    until(lambda: heat.stacks.get("app").stack_status.endswith("_COMPLETE"), 20)
    (output,) = heat.stacks.get("app").outputs
    assert output["output_value"]["heat"] == how["heat"]


def test_a_server_reads_the_same_by_a_signed_request(heat: Client, stack: dict[str, str]) -> None:
    made = heat.software_configs.create(name="by hand", group="script", config="id")
    heat.software_deployments.create(config_id=made.id, server_id=stack["cfn"], action="CREATE")
    how = collecting(heat, "cfn")
    assert how["collectors"] == ["ec2", "cfn", "local"]
    told = metadata_in(describe(how["cfn"]))
    assert told == heat.resources.metadata("app", "cfn")
    assert [one["config"] for one in told["deployments"]] == ["id"]


@pytest.mark.usefixtures("stack")
def test_it_reads_nothing_else(heat: Client) -> None:
    cfn, own = collecting(heat, "cfn")["cfn"], collecting(heat, "heat")["heat"]
    with pytest.raises(exc.HTTPUnauthorized):
        signed_in(own).resources.metadata(own["stack_id"], "cfn")
    for other in (
        {"secret": "guessed"},
        {"LogicalResourceId": "heat"},
        {"StackName": "other"},
        {"AWSAccessKeyId": cfn["access_key_id"].replace("p1-", "p2-")},
        {"AWSAccessKeyId": "nobody"},
    ):
        assert describe(cfn, **other).status_code == 403, other
    assert describe(cfn, Action="DeleteStack").status_code == 400
    heat.stacks.delete("app")
    until(lambda: not list(heat.stacks.list()), 20)
    assert describe(cfn).status_code == 403


@pytest.mark.usefixtures("stack")
def test_a_signed_request_that_says_when_it_was_signed_is_no_good_later(heat: Client) -> None:
    how = collecting(heat, "cfn")["cfn"]
    now = datetime.now(UTC)
    for minutes, status in ((0, 200), (-14, 200), (14, 200), (-16, 400), (16, 400)):
        said = (now + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
        answer = describe(how, Timestamp=said)
        assert answer.status_code == status, minutes
        assert ("<Code>RequestExpired</Code>" in answer.text) == (status == 400)
    assert describe(how, Expires="2001-01-01T00:00:00Z").status_code == 400
    assert describe(how, secret="guessed", Expires="2001-01-01T00:00:00Z").status_code == 403


def test_a_server_that_is_told_otherwise_asks_otherwise(heat: Client, stack: dict[str, str]) -> None:
    changed = {**TEMPLATE["resources"], "cfn": server("POLL_SERVER_HEAT")}  # type: ignore[dict-item]
    del changed["deployment"]
    heat.stacks.update("app", template={**TEMPLATE, "resources": changed})
    until(lambda: heat.stacks.get("app").stack_status.endswith("_COMPLETE"), 20)
    how = collecting(heat, "cfn")
    assert heat.resources.get("app", "cfn").physical_resource_id == stack["cfn"]
    assert how["collectors"] == ["ec2", "heat", "local"]
    inside = signed_in(how["heat"])
    told = inside.resources.metadata(how["heat"]["stack_id"], "cfn")
    assert told == {"deployments": [], "os-collect-config": how}


def test_what_is_deployed_by_hand_is_brought_to_a_server_that_looks_elsewhere(
    heat: Client, service: Service
) -> None:
    told = {"heat_template_version": "2021-04-16", "resources": {"server": server("POLL_TEMP_URL")}}
    heat.stacks.create(stack_name="app", template=told)
    until(lambda: heat.stacks.get("app").stack_status == "CREATE_COMPLETE", 20)
    server_id = heat.resources.get("app", "server").physical_resource_id

    def deployments() -> list[str]:
        """The configurations that it finds."""
        ((body,),) = service.looks(
            lambda: [next(iter(box.values())) for box in service.cloud.world.boxes.values()]
        )
        return [one["config"] for one in json.loads(body)["deployments"]]

    assert deployments() == []
    made = heat.software_configs.create(name="by hand", group="script", config="id")
    one = heat.software_deployments.create(config_id=made.id, server_id=server_id, action="CREATE")
    assert deployments() == ["id"]
    other = heat.software_configs.create(name="by hand", group="script", config="date")
    heat.software_deployments.update(one.id, config_id=other.id)
    assert deployments() == ["date"]
    heat.software_deployments.delete(one.id)
    assert deployments() == []
