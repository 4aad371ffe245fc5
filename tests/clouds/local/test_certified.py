"""Every driver of the local cloud keeps the promises of a driver."""

from __future__ import annotations

import pkgutil
from pathlib import Path

import pytest

from setpoint.certify.driver_suite import Examples, certify_driver
from setpoint.clouds.local import drivers
from setpoint.types import catalogue
from tests.clouds.local.world import FILE, PROCESS, World

pytestmark = pytest.mark.local
SLEEP = {"command": ["sleep", "1000"], "ports": {"web": "auto"}, "min_uptime": 0.05}
RULES = [{"urls": ["http://127.0.0.1:1"]}]
EXAMPLES = {
    "Process": Examples(
        wanted=SLEEP,
        changed={**SLEEP, "log": {"keep": 1}, "stop": {"grace": 1}},
        replaced={**SLEEP, "environment": {"A": "b"}},
        refused=[
            {},
            {"command": []},
            {"command": ["x", "{port:web}"]},
            {"command": ["x"], "ports": {"web": "70000"}},
            {"command": ["x"], "ports": {"a": 8080, "b": 8080}},
            {"command": ["x"], "ports": {"a": "any"}},
            {"command": ["x"], "health": {}},
            {"command": ["x"], "health": {"type": "command"}},
            {"command": ["x"], "ports": {"a": 1}, "health": {"port": "b"}},
            {"command": ["x"], "health": {"type": "ping"}},
            {"command": ["x"], "limits": {"memory": 1}},
            {"command": ["x"], "namespaces": ["net"]},
            {"command": ["x"], "working_dir": "relative"},
            {"command": ["x"], "stop": {"signal": "STOP"}},
        ],
        failing={"command": ["false"]},
    ),
    "Route": Examples(
        wanted={"rules": RULES},
        changed={
            "rules": [{"host": "*.example.com", "path": "/a", "targets": [{"url": "http://127.0.0.1:2"}]}]
        },
        replaced={"rules": RULES, "address": "127.0.0.2"},
        refused=[
            {"port": "0"},
            {"port": "70000"},
            {"rules": [{"urls": ["127.0.0.1:1"]}]},
            {"rules": [{"path": "a"}]},
            {"rules": [{"targets": [{"url": "http://a", "weight": -1}]}]},
            {"rules": [{"host": "a"}, {"host": "A", "path": "/"}]},
        ],
        failing={"address": "192.0.2.1", "port": "8080"},
    ),
    "File": Examples(
        wanted={"path": "conf/a.conf", "content": "a"},
        changed={"path": "conf/a.conf", "content": "b", "mode": "0600"},
        replaced={"path": "conf/b.conf", "content": "a"},
        refused=[
            {"path": "a"},
            {"path": "", "content": ""},
            {"path": "/a/../b", "content": ""},
            {"path": "a/", "content": ""},
            {"path": "a", "content": "", "mode": "rw"},
        ],
        failing={"path": "/proc/no/such", "content": "a"},
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
async def test_its_driver_is_certified(world: World, name: str) -> None:
    await certify_driver(world.driver(f"Setpoint::Local::{name}"), EXAMPLES[name])


def test_none_is_left_out() -> None:
    files = {module.name for module in pkgutil.iter_modules(drivers.__path__)}
    assert files == {name.lower() for name in EXAMPLES}
    assert all(catalogue.find(f"Setpoint::Local::{name}") for name in EXAMPLES)


async def test_everything_that_is_there_can_be_listed(world: World, tmp_path: Path) -> None:
    assert world.cloud.tokens() == {}
    process = await world.make(PROCESS, command=["sleep", "1000"])
    file = await world.make(FILE, path=str(tmp_path / "a.conf"), content="a")
    assert world.cloud.tokens() == {
        process.token: str(world.folder(process)),
        file.token: str(tmp_path / "a.conf"),
    }
    await world.end(PROCESS, process)
    assert world.cloud.tokens().keys() == {file.token}


def test_other_types_are_not_driven_here(world: World) -> None:
    assert world.cloud.driver("OS::Nova::Server") is None
    assert world.cloud.driver("Setpoint::Local::Nothing") is None


@pytest.mark.parametrize(
    ("name", "properties", "claims"),
    (
        ("Process", {"command": ["x"], "ports": {"a": "auto", "b": 81, "c": "82"}}, {"port 81", "port 82"}),
        ("Route", {"port": 80}, {"port 80"}),
        ("Route", {}, set()),
        ("File", {"path": "/etc/x", "content": ""}, {"file /etc/x"}),
        ("File", {"path": "x", "content": ""}, set()),
    ),
)
def test_what_only_one_can_have_is_claimed(
    world: World, name: str, properties: dict[str, object], claims: set[str]
) -> None:
    type_name = f"Setpoint::Local::{name}"
    assert world.driver(type_name).kind.claims(world.properties(type_name, properties)) == claims
