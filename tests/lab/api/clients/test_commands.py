"""Every command of `openstack` that is about stacks, orchestration or software does its work with Setpoint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from lab.catalogue import BESIDE
from lab.settings import PASSWORD
from tests.lab.api.clients.shell import Shell
from tests.lab.api.person import PASSWORD as OWN
from tests.lab.api.person import Person

pytestmark = pytest.mark.lab

COMMANDS = {one.name.replace("_", " ") for one in entry_points(group="openstack.orchestration.v1")}

APP = """
heat_template_version: 2021-04-16
description: an application
parameters:
  length: {type: number, default: 32}
resources:
  net: {type: OS::Neutron::Net, metadata: {tier: back}}
  word: {type: OS::Heat::RandomString, depends_on: net, properties: {length: {get_param: length}}}
  group:
    type: OS::Heat::ResourceGroup
    depends_on: word
    properties: {count: 2, resource_def: {type: part.yaml}}
outputs:
  word: {value: {get_attr: [word, value]}, description: by chance}
  net: {value: {get_resource: net}}
"""
PART = """
heat_template_version: 2021-04-16
resources:
  word: {type: OS::Heat::RandomString}
"""
ENVIRONMENT = """
parameters: {length: 20}
"""
WAITING = """
heat_template_version: 2021-04-16
resources:
  word: {type: OS::Heat::TestResource, properties: {value: a}}
  handle: {type: OS::Heat::WaitConditionHandle}
  wait: {type: OS::Heat::WaitCondition, properties: {handle: {get_resource: handle}, timeout: 600}}
"""
MOVED = """
heat_template_version: 2021-04-16
resources:
  net: {type: OS::Neutron::Net}
"""
FAILING = """
heat_template_version: 2021-04-16
resources:
  it: {type: OS::Heat::TestResource, properties: {fail: true}}
"""
FILES = {
    "app.yaml": APP,
    "part.yaml": PART,
    "env.yaml": ENVIRONMENT,
    "waiting.yaml": WAITING,
    "longer.yaml": WAITING.replace("timeout: 600", "timeout: 600, count: 3"),
    "hooks.yaml": "resource_registry: {resources: {word: {hooks: pre-create}}}\n",
    "moved.yaml": MOVED,
    "failing.yaml": FAILING,
    "install.sh": "echo $word\n",
}


@contextmanager
def as_user(url: str, user: str, password: str, project: str, folder: Path) -> Iterator[Shell]:
    env = {
        "OS_AUTH_URL": url,
        "OS_USERNAME": user,
        "OS_PASSWORD": password,
        "OS_PROJECT_NAME": project,
        "OS_USER_DOMAIN_ID": "default",
        "OS_PROJECT_DOMAIN_ID": "default",
        "OS_REGION_NAME": BESIDE,
    }
    one = Shell(env, folder)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def shell(person: Person, tmp_path: Path) -> Iterator[Shell]:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    with as_user(person.url, person.name, OWN, f"{person.name}-1", tmp_path) as one:
        yield one


@pytest.mark.usefixtures("beside")
def test_every_command(shell: Shell, person: Person) -> None:
    _the_installation(shell)
    with as_user(person.url, "admin", PASSWORD, "admin", shell.folder) as admin:
        (engine,) = admin.json("orchestration", "service", "list")
        assert engine["Status"] == "up"
    _a_stack(shell)
    _changes(shell)
    _signals_and_hooks(shell)
    _snapshots(shell)
    _carrying(shell)
    _software(shell)
    ran = {command for command in COMMANDS if any(f"{one} ".startswith(f"{command} ") for one in shell.ran)}
    assert len(COMMANDS) > 45
    assert COMMANDS - ran == set()


def _names(listed: list[dict[str, Any]], key: str) -> set[str]:
    return {one[key] for one in listed}


def _the_installation(shell: Shell) -> None:
    assert shell.json("orchestration", "build", "info")["engine"]["revision"]
    types = shell.json("orchestration", "resource", "type", "list")
    assert "OS::Heat::RandomString" in _names(types, "Resource Type")
    shown = shell("orchestration", "resource", "type", "show", "OS::Heat::RandomString")
    assert "length" in json.loads(shown)["properties"] if shown.startswith("{") else "length:" in shown
    versions = shell.json("orchestration", "template", "version", "list")
    assert "heat_template_version.2021-04-16" in _names(versions, "Version")
    version = "heat_template_version.2021-04-16"
    assert "get_attr" in _names(
        shell.json("orchestration", "template", "function", "list", version), "Functions"
    )
    checked = shell.json("orchestration", "template", "validate", "-t", "app.yaml")
    assert checked["Parameters"]["length"]["Default"] == 32
    shell("orchestration", "service", "list", fails="not authorized")


def _a_stack(shell: Shell) -> None:
    told = shell(
        *("stack", "create", "app", "-t", "app.yaml", "-e", "env.yaml", "--tags", "a,b", "--timeout", "9"),
        *("--parameter", "length=21", "--wait"),
    )
    assert "Stack CREATE completed successfully" in told
    (listed,) = shell.json("stack", "list", "--tags", "a")
    assert (listed["Stack Name"], listed["Stack Status"]) == ("app", "CREATE_COMPLETE")
    shown = shell.json("stack", "show", "app")
    assert (shown["parameters"]["length"], shown["timeout_mins"], shown["tags"]) == ("21", 9, ["a", "b"])
    assert shell.json("stack", "environment", "show", "app")["parameters"] == {"length": "21"}
    assert shell.json("stack", "template", "show", "app")["description"] == "an application"
    files = shell.json("stack", "file", "list", "app")["files"]
    assert sorted(name.rpartition("/")[2] for name in files) == ["env.yaml", "part.yaml"]
    assert _names(shell.json("stack", "output", "list", "app"), "output_key") == {"word", "net"}
    assert len(shell.json("stack", "output", "show", "app", "word")["output_value"]) == 21
    listed = shell.json("stack", "resource", "list", "app", "-n", "3")
    assert sorted(one["resource_name"] for one in listed) == [
        "0",
        "1",
        "group",
        "net",
        "word",
        "word",
        "word",
    ]
    assert shell.json("stack", "resource", "show", "app", "net")["attributes"]["status"] == "ACTIVE"
    assert json.loads(shell("stack", "resource", "metadata", "app", "net")) == {"tier": "back"}
    events = shell.json("stack", "event", "list", "app", "--nested-depth", "2")
    one = next(event for event in events if event["resource_name"] == "net")
    told = shell.json("stack", "event", "show", "app", "net", one["id"])
    assert (told["resource_name"], told["resource_type"]) == ("net", "OS::Neutron::Net")
    assert shell("stack", "failures", "list", "app").strip() in ("", "{}")
    shell("stack", "create", "app", "-t", "app.yaml", fails="The Stack (app) already exists.")
    shell("stack", "show", "nothing", fails="Stack not found: nothing")
    shell("stack", "create", "failing", "-t", "failing.yaml")
    shell.until("failing", "CREATE_FAILED")
    assert "Test Resource failed" in shell("stack", "failures", "list", "failing")
    shell("stack", "delete", "failing", "--yes")


def _changes(shell: Shell) -> None:
    dry = shell.json("stack", "update", "app", "--existing", "--parameter", "length=22", "--dry-run")
    assert [one["resource_name"] for one in dry["replaced"]] == ["word"]
    shell("stack", "update", "app", "--existing", "--parameter", "length=22")
    assert shell.until("app", "UPDATE_COMPLETE")["parameters"]["length"] == "22"
    for action in ("check", "suspend", "resume"):
        shell("stack", action, "app")
        shell.until("app", f"{action.upper()}_COMPLETE")
    shell("stack", "resource", "mark", "unhealthy", "app", "word", "it is ill")
    assert shell.json("stack", "resource", "show", "app", "word")["resource_status"] == "CHECK_FAILED"


def _signals_and_hooks(shell: Shell) -> None:
    shell("stack", "create", "waiting", "-t", "waiting.yaml", "-e", "hooks.yaml")
    (hook,) = shell.until_true(lambda: shell.json("stack", "hook", "poll", "waiting"))
    assert hook["Resource Name"] == "word"
    shell("stack", "hook", "clear", "waiting", "word", "--pre-create")

    def stands() -> bool:
        return bool(shell.json("stack", "resource", "show", "waiting", "handle")["physical_resource_id"])

    shell.until_true(stands)
    shell("stack", "resource", "signal", "waiting", "handle", "--data", '{"status": "SUCCESS"}')
    shell.until("waiting", "CREATE_COMPLETE")
    shell("stack", "update", "waiting", "-t", "longer.yaml")
    shell.until("waiting", "UPDATE_IN_PROGRESS")
    shell("stack", "cancel", "waiting")
    shell.until("waiting", "ROLLBACK_COMPLETE")
    shell("stack", "delete", "waiting", "--yes", "--wait")
    shell("stack", "show", "waiting", fails="Stack not found: waiting")


def _snapshots(shell: Shell) -> None:
    taken = shell.json("stack", "snapshot", "create", "app", "--name", "before")["ID"]
    shell.until("app", "SNAPSHOT_COMPLETE")
    (listed,) = shell.json("stack", "snapshot", "list", "app")
    assert (listed["id"], listed["name"]) == (taken, "before")
    assert shell.json("stack", "snapshot", "show", "app", taken)["snapshot"]["status"] == "COMPLETE"
    shell("stack", "snapshot", "restore", "app", taken)
    shell.until("app", "RESTORE_COMPLETE")
    shell("stack", "snapshot", "delete", "app", taken, "--yes")
    assert shell.json("stack", "snapshot", "list", "app") == []


def _carrying(shell: Shell) -> None:
    shell("stack", "create", "moved", "-t", "moved.yaml")
    shell.until("moved", "CREATE_COMPLETE")
    shell("stack", "export", "moved", "--output-file", "told.json")
    shell("stack", "abandon", "moved", "--output-file", "given.json")
    told, given = (json.loads((shell.folder / name).read_text()) for name in ("told.json", "given.json"))
    assert told["resources"]["net"]["resource_id"] == given["resources"]["net"]["resource_id"]
    shell("stack", "adopt", "back", "--adopt-file", "given.json")
    shell.until("back", "ADOPT_COMPLETE")
    shown = shell.json("stack", "resource", "show", "back", "net")
    assert shown["physical_resource_id"] == given["resources"]["net"]["resource_id"]
    shell("stack", "delete", "back", "app", "--yes")
    shell.until_true(lambda: shell.json("stack", "list") == [])


def _software(shell: Shell) -> None:
    software, server = "software", "11111111-2222-3333-4444-555555555555"
    config = shell.json(
        software, "config", "create", "install", "--config-file", "install.sh", "--group", "script"
    )
    assert _names(shell.json(software, "config", "list"), "id") == {config["id"]}
    assert shell.json(software, "config", "show", config["id"])["group"] == "script"
    made = shell.json(
        *(software, "deployment", "create", "first", "--config", config["id"], "--server", server),
        *("--signal-transport", "NO_SIGNAL", "--input-value", "word=hello"),
    )
    assert _names(shell.json(software, "deployment", "list"), "id") == {made["id"]}
    assert shell.json(software, "deployment", "show", made["id"])["server_id"] == server
    assert "echo $word" in shell(software, "deployment", "metadata", "show", server)
    shell(software, "deployment", "output", "show", made["id"], "--all")
    shell(software, "deployment", "delete", made["id"])
    assert shell.json(software, "deployment", "list") == []
    for one in shell.json(software, "config", "list"):
        shell(software, "config", "delete", one["id"])
    assert shell.json(software, "config", "list") == []
