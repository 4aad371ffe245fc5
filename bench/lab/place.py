"""The lab as a benchmark finds it: whether it is up, where its files are, and its template."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import msgspec
import yaml

from lab import handover
from lab.place import Place
from lab.rest import Cloud
from lab.settings import IP, PASSWORD, Settings

REGION = "RegionOne"
FLAVOR, IMAGE = "m1.nano", "cirros"


def settings() -> Settings:
    """Where the lab is."""
    return Settings.read()


def is_up() -> bool:
    """Whether somebody has brought it up; a benchmark does not start it."""
    with socket.socket() as asking:
        reached = asking.connect_ex((IP, settings().port("nova"))) == 0
    return reached and os.geteuid() == 0 and handover.clouds_file(settings()).exists()


def cloud() -> Cloud:
    """A plain client of its ordinary user."""
    return Cloud(Place(settings(), REGION).auth_url, REGION, "demo", PASSWORD, "demo")


def clouds_yaml(folder: Path, *, hears: bool) -> dict[str, str]:
    """The environment that leads Setpoint to the lab; ``hears`` its notifications, or only looks."""
    told = yaml.safe_load(handover.clouds_file(settings()).read_text())
    if hears:
        bus = msgspec.json.decode(handover.bus_file(settings()).read_bytes())[REGION]
        told["clouds"]["lab"]["setpoint"] = {"notifications": bus}
    file = folder / "clouds.yaml"
    file.write_text(yaml.safe_dump(told))
    return {"OS_CLIENT_CONFIG_FILE": str(file), "SETPOINT_HOME": str(folder / "home")}


def servers(count: int) -> dict[str, Any]:
    """A template of so many servers, each with a port on one network: for Setpoint and for Heat alike."""
    resources: dict[str, Any] = {
        "net": {"type": "OS::Neutron::Net"},
        "subnet": {
            "type": "OS::Neutron::Subnet",
            "properties": {
                "network": {"get_resource": "net"},
                "cidr": "10.200.0.0/16",
                "enable_dhcp": False,
            },
        },
    }
    for number in range(count):
        resources[f"port{number}"] = {
            "type": "OS::Neutron::Port",
            "depends_on": "subnet",
            "properties": {"network": {"get_resource": "net"}},
        }
        networks = [{"port": {"get_resource": f"port{number}"}}]
        resources[f"server{number}"] = {
            "type": "OS::Nova::Server",
            "properties": {"flavor": FLAVOR, "image": IMAGE, "networks": networks},
        }
    return {"heat_template_version": "2021-04-16", "resources": resources}
