"""Whoever holds the means to signal or to read one resource asks for the project of its stack, and is counted so."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from heatclient.v1.client import Client
from keystoneclient.contrib.ec2.utils import Ec2Signer

from setpoint.api.settings import Config
from setpoint.api.settings.service import Service as Settings
from tests.api.serving import Service
from tests.waiting import until

TEMPLATE: dict[str, Any] = {
    "heat_template_version": "2021-04-16",
    "resources": {
        "handle": {"type": "OS::Heat::WaitConditionHandle"},
        "aws": {"type": "AWS::CloudFormation::WaitConditionHandle"},
        "queue": {
            "type": "OS::Heat::WaitConditionHandle",
            "properties": {"signal_transport": "ZAQAR_SIGNAL"},
        },
        "server": {
            "type": "OS::Nova::Server",
            "properties": {
                "flavor": "m1.small",
                "image": "jammy",
                "networks": [{"allocate_network": "none"}],
                "user_data_format": "SOFTWARE_CONFIG",
                "software_config_transport": "POLL_SERVER_CFN",
            },
        },
    },
}

ARN = "arn%3Aopenstack%3Aheat%3A%3Ap1%3Astacks/app/x/resources/aws"
LOGIN: Any = {
    "auth": {
        "identity": {"password": {"user": {"id": "x", "password": "x"}}},
        "scope": {"project": {"id": "p1"}},
    }
}

Ask = Callable[[], requests.Response]


@pytest.fixture
def ways(heat: Client, service: Service) -> dict[str, Ask]:
    """Every way to ask without being anybody, as it is done by whoever has the means."""
    heat.stacks.create(stack_name="app", template=TEMPLATE)
    until(lambda: heat.stacks.get("app").stack_status == "CREATE_COMPLETE", 20)
    handle, aws = (heat.resources.get("app", name).attributes for name in ("handle", "aws"))
    queue = json.loads(heat.resources.get("app", "queue").attributes["signal"])
    messages = f"{service.root}/in-server/messaging/p1/v2/queues/{queue['queue_id']}/messages"
    cfn = heat.resources.metadata("app", "server")["os-collect-config"]["cfn"]
    whole = {"Status": "SUCCESS", "Reason": "", "Data": "", "UniqueId": "x"}
    login = {"password": {"user": {"id": queue["user_id"], "password": queue["password"]}}}
    auth: Any = {"auth": {"identity": login, "scope": {"project": {"id": "p1"}}}}

    def sign_in() -> requests.Response:
        return requests.post(f"{queue['auth_url']}/auth/tokens", json=auth, timeout=20)

    token = sign_in().headers["X-Subject-Token"]

    def with_token(method: str, url: str, token: str, body: Any = None) -> requests.Response:
        return requests.request(method, url, json=body, headers={"X-Auth-Token": token}, timeout=20)

    def described() -> requests.Response:
        params = {
            "Action": "DescribeStackResource",
            "StackName": "app",
            "LogicalResourceId": "server",
            "AWSAccessKeyId": cfn["access_key_id"],
            "SignatureVersion": "2",
        }
        where = urlsplit(cfn["metadata_url"])
        asked = {"params": params, "verb": "GET", "host": where.netloc, "path": where.path}
        params["Signature"] = Ec2Signer(cfn["secret_access_key"]).generate(asked)
        return requests.get(cfn["metadata_url"], params=params, timeout=20)

    metadata = handle["endpoint"].replace("/signal", "/metadata")
    return {
        "a signal by a token": lambda: with_token("POST", handle["endpoint"], handle["token"], {"id": 1}),
        "metadata by a token": lambda: with_token("GET", metadata, handle["token"]),
        "a signal at an address": lambda: requests.put(aws["url"], json=whole, timeout=20),
        "a token": sign_in,
        "a message": lambda: with_token("POST", messages, token, {"messages": [{"body": {"id": 1}}]}),
        "a look into a queue": lambda: with_token("GET", messages, token),
        "metadata by a signature": described,
    }


def limited(service: Service, burst: int) -> None:
    """Let so many requests be made for each project, and then none for hours."""
    service.current.exchange(Config(service=Settings(rate_per_project=0.0001, rate_burst=burst)))


def test_they_are_counted_with_all_others_of_the_project(service: Service, ways: dict[str, Ask]) -> None:
    for number, (way, ask) in enumerate(ways.items(), 1):
        limited(service, number)
        assert ask().status_code < 300, way
        refused = ask()
        assert refused.status_code == 429, way
        assert int(refused.headers["Retry-After"]) > 0, way
    for token, status in (("colleague", 429), ("two", 200)):
        told = requests.get(f"{service.url(token)}/stacks", headers={"X-Auth-Token": token}, timeout=20)
        assert told.status_code == status, token


def test_who_proves_nothing_is_not_counted_for_a_project(service: Service, ways: dict[str, Ask]) -> None:
    limited(service, 1)
    at = f"{service.url()}/stacks/app/x/resources/handle/signal"
    for forged in (
        requests.post(at, headers={"X-Auth-Token": "setpoint-signal-guessed"}, timeout=20),
        requests.put(f"{service.root}/v1/waitcondition/{ARN}?AWSAccessKeyId=x&Signature=x", timeout=20),
        requests.post(f"{service.root}/in-server/v3/auth/tokens", json=LOGIN, timeout=20),
    ):
        assert forged.status_code in (401, 403)
    assert ways["a signal by a token"]().status_code == 200
