"""The agent of servers, unmodified, finds its work through Setpoint with nothing but the user data that Nova has got.

No server of the lab runs, so the agent runs here, with what it would find in the server; what it calls stands for the
tools that carry out configurations there.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from email import message_from_string
from pathlib import Path
from typing import Any

import pytest
from heatclient.v1.client import Client

from lab import clients
from tests.api.service.running import Running
from tests.lab.conftest import RunningLab
from tests.waiting import until

pytestmark = pytest.mark.lab

SERVICE = """
[service]
listen = "127.0.0.1:{port}"
public_endpoint = "http://127.0.0.1:{port}"
cloud = "lab"
"""
CARRIES_OUT = """
import json, os, subprocess, sys, urllib.request
(found,) = [name for name in os.environ["OS_CONFIG_FILES"].split(":") if name.endswith(sys.argv[1] + ".json")]
for one in json.load(open(found))["deployments"]:
    told = {each["name"]: each["value"] for each in one["inputs"]}
    ran = subprocess.run(["sh", "-c", one["config"]], env={**os.environ, "who": told["who"]}, capture_output=True)
    answer = {"deploy_stdout": ran.stdout.decode(), "deploy_status_code": ran.returncode}
    where, verb = told["deploy_signal_id"], told["deploy_signal_verb"]
    request = urllib.request.Request(where, json.dumps(answer).encode(), method=verb)
    urllib.request.urlopen(request, timeout=20).read()
"""


WAYS = (
    ("heat", "POLL_SERVER_HEAT", "CFN_SIGNAL"),
    ("cfn", "POLL_SERVER_CFN", "TEMP_URL_SIGNAL"),
    ("request", "POLL_TEMP_URL", "TEMP_URL_SIGNAL"),
)
"""What of the agent asks, in which way, and how is answered."""


def template(mark: str) -> dict[str, Any]:
    """A server for each way to ask, on each a deployment; these answer in different ways."""
    resources: dict[str, Any] = {
        "config": {
            "type": "OS::Heat::SoftwareConfig",
            "properties": {"group": "script", "config": "printf hello,$who", "inputs": [{"name": "who"}]},
        }
    }
    for name, transport, signal in WAYS:
        resources[name] = {
            "type": "OS::Nova::Server",
            "metadata": {"role": name},
            "properties": {
                "name": f"{mark}-{name}",
                "flavor": "m1.nano",
                "image": "cirros",
                "networks": [{"allocate_network": "none"}],
                "user_data_format": "SOFTWARE_CONFIG",
                "user_data": "#!/bin/sh\necho booted\n",
                "software_config_transport": transport,
            },
        }
        resources[f"on_{name}"] = {
            "type": "OS::Heat::SoftwareDeployment",
            "properties": {
                "config": {"get_resource": "config"},
                "server": {"get_resource": name},
                "input_values": {"who": name},
                "signal_transport": signal,
            },
        }
    said = {name: {"get_attr": [f"on_{name}", "deploy_stdout"]} for name, *_ in WAYS}
    return {
        "heat_template_version": "2021-04-16",
        "resources": resources,
        "outputs": {"said": {"value": said}},
    }


@pytest.fixture
def heat(lab: RunningLab, tmp_path: Path) -> Iterator[Client]:
    """Return Heat's client for a service of one person, on the lab's cloud."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder, home = tmp_path / "service", tmp_path / "home"
    folder.mkdir()
    env = {**os.environ, "SETPOINT_HOME": str(home), "OS_CLIENT_CONFIG_FILE": str(lab.clouds_file)}
    running = Running(folder, SERVICE.format(port=port), env=env, module="setpoint")
    try:
        until(lambda: "listens on" in running.out.read_text(), 60)
        token = (home / "token").read_text().strip()
        yield Client(endpoint=f"http://127.0.0.1:{port}/v1/local", token=token)
    finally:
        running.kill()


def first_boot(lab: RunningLab, server: str) -> dict[str, str]:
    """The parts of the user data that Nova has for a server, by file names."""
    admin = lab.cloud("lab-admin")
    version = {"OpenStack_API_Version": "compute 2.96"}
    shown = admin.call("GET", "compute", f"/servers/{server}", **version)["server"]
    message = message_from_string(base64.b64decode(shown["OS-EXT-SRV-ATTR:user_data"]).decode())
    found = {}
    for part in message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            found[part.get_filename() or ""] = content.decode()
    return found


def agent(lab: RunningLab, place: Path, metadata: dict[str, Any], collector: str) -> None:
    """Run it once, configured by the metadata of the first boot as tools in images configure it."""
    place.mkdir()
    script, settings = place / "carries_out.py", place / "os-collect-config.conf"
    script.write_text(CARRIES_OUT)
    lines = [f"[{collector}]"]
    lines += [
        f"{name} = {value}" for name, value in metadata["os-collect-config"][collector].items() if value
    ]
    settings.write_text("\n".join(lines))
    program = clients.os_collect_config(lab.settings) / "os-collect-config"
    kept = ["--cachedir", place / "cache", "--backup-cachedir", place / "backup"]
    carries_out = f"{sys.executable} {script} {collector}"
    command = [program, "--config-file", settings, "--one-time", *kept, "--command", carries_out, collector]
    ran = subprocess.run(
        [str(word) for word in command], check=False, timeout=60, capture_output=True, text=True, cwd=place
    )
    assert ran.returncode == 0, ran.stderr


def test_a_deployment_comes_to_its_end_by_the_agent(lab: RunningLab, heat: Client, tmp_path: Path) -> None:
    name = f"agent-{uuid.uuid4().hex[:8]}"
    heat.stacks.create(stack_name=name, template=template(name), timeout_mins=10)
    try:
        until(lambda: len(list(heat.software_deployments.list())) == len(WAYS), 120)
        for collector, *_ in WAYS:
            server = heat.resources.get(name, collector).physical_resource_id
            parts = first_boot(lab, server)
            assert parts[""] == "#!/bin/sh\necho booted\n"
            metadata = json.loads(parts["cfn-init-data"])
            assert (metadata["role"], metadata["deployments"]) == (collector, [])
            assert metadata["os-collect-config"]["collectors"] == ["ec2", collector, "local"]
            agent(lab, tmp_path / collector, metadata, collector)
        until(lambda: heat.stacks.get(name).stack_status != "CREATE_IN_PROGRESS", 60)
        stack = heat.stacks.get(name)
        assert stack.stack_status == "CREATE_COMPLETE", stack.stack_status_reason
        (said,) = stack.outputs
        assert said["output_value"] == {name: f"hello,{name}" for name, *_ in WAYS}
    finally:
        heat.stacks.delete(name)
        until(lambda: not list(heat.stacks.list()), 120)
