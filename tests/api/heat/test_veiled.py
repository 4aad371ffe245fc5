"""What is hidden is shown to nobody who only looks, wherever it stood in what a stack was made from."""

from __future__ import annotations

import json
from typing import Any

import pytest
from heatclient.v1.client import Client

from setpoint.model.value import MASK
from tests.api.heat.asking import sender
from tests.api.heat.test_stacks import settled
from tests.api.serving import Service
from tests.waiting import until

SECRET = "hunter2"
NESTED = f"""
heat_template_version: 2018-08-31
parameters:
  own: {{type: string, hidden: true, default: {SECRET}}}
  inner: {{type: string, hidden: true}}
resources: {{word: {{type: OS::Heat::RandomString}}}}
"""
TEMPLATE: dict[str, Any] = {
    "heat_template_version": "2018-08-31",
    "parameters": {"password": {"type": "string", "hidden": True}},
    "resources": {
        "nested": {"type": "nested.yaml"},
        "deep": {"type": "OS::Heat::ResourceGroup", "properties": {"resource_def": {"type": "nested.yaml"}}},
    },
}
GIVEN = {"parameters": {"password": SECRET}, "parameter_defaults": {"inner": f"{SECRET} too"}}
FILES = {"nested.yaml": NESTED, "env.yaml": json.dumps(GIVEN), "run.sh": "echo hidden"}


@pytest.fixture
def shown(heat: Client, service: Service) -> Any:
    """Asks for a part of a stack that was made as clients make one, with its environment among its files."""
    heat.stacks.create(stack_name="app", template=TEMPLATE, files=FILES, environment_files=["env.yaml"])
    assert settled(heat, "app").stack_status == "CREATE_COMPLETE"
    heat.stacks.snapshot("app")
    until(lambda: heat.stacks.snapshot_list("app")["snapshots"][0]["status"] == "COMPLETE", 20)
    send = sender(service.url(), "one")
    at = f"/stacks/app/{heat.stacks.get('app').id}"
    return lambda part: send("GET", f"{at}{part}", None)[1]


def test_nothing_that_is_only_looked_at_tells_it(heat: Client, service: Service, shown: Any) -> None:
    for part in (
        "",
        "/template",
        "/environment",
        "/files",
        "/snapshots",
        "/resources?with_detail=1&nested_depth=5",
    ):
        assert SECRET not in json.dumps(shown(part)), part
    send = sender(service.url(), "one")
    nested = [one.physical_resource_id for one in heat.resources.list("app", nested_depth=5)]
    stacks = [one for one in heat.stacks.list(show_nested=True) if one.id in nested]
    assert len(stacks) == 3
    for one in stacks:
        for part in ("/files", "/template", "/environment"):
            told = send("GET", f"/stacks/{one.stack_name}/{one.id}{part}", None)
            assert told[0] == 200
            assert SECRET not in json.dumps(told[1]), (one.stack_name, part)


def test_all_else_is_as_it_was(shown: Any) -> None:
    files = shown("/files")
    assert files["run.sh"] == FILES["run.sh"]
    assert json.loads(files["env.yaml"]) == {
        "parameters": {"password": MASK},
        "parameter_defaults": {"inner": MASK},
    }
    assert files["nested.yaml"] == NESTED.replace(SECRET, f'"{MASK}"')


def test_who_carries_it_elsewhere_gets_it_whole(shown: Any) -> None:
    assert shown("/export")["files"] == FILES
