"""Configurations that a stack makes, as they are shown by their physical ids: by Heat, and here where that differs."""

from __future__ import annotations

import re
from typing import Any

from tests.api.heat.asking import TIME, Send
from tests.waiting import until

TEMPLATE = {
    "heat_template_version": "2021-04-16",
    "resources": {
        "script": {
            "type": "OS::Heat::SoftwareConfig",
            "properties": {
                "group": "script",
                "config": "echo $a",
                "inputs": [
                    {"name": "a"},
                    {
                        "name": "b",
                        "type": "Number",
                        "default": 3,
                        "description": "d",
                        "replace_on_change": True,
                    },
                ],
                "outputs": [{"name": "o", "type": "Json"}],
                "options": {"x": 1},
            },
        },
        "plain": {"type": "OS::Heat::SoftwareConfig"},
        "data": {
            "type": "OS::Heat::StructuredConfig",
            "properties": {
                "group": "puppet",
                "config": {"k": {"get_input": "a"}},
                "inputs": [{"name": "a", "default": {"x": 1}, "type": "Json"}],
            },
        },
        "cloud": {"type": "OS::Heat::CloudConfig", "properties": {"cloud_config": {"packages": ["a"]}}},
        "mime": {
            "type": "OS::Heat::MultipartMime",
            "properties": {"parts": [{"config": {"get_resource": "script"}}, {"config": "hello"}]},
        },
    },
}


def a_config(resource: str, group: str, config: Any, **parts: Any) -> dict[str, Any]:
    head = {"id": f"{{{resource}}}", "name": f"{{stack}}-{resource}-(something)", "creation_time": TIME}
    return {**head, "group": group, "config": config, "inputs": [], "outputs": [], "options": {}, **parts}


HEATS = {
    "script": a_config(
        "script",
        "script",
        "echo $a",
        inputs=[
            {"name": "a", "description": "", "type": "String", "default": ""},
            {"name": "b", "description": "d", "type": "Number", "default": 3, "replace_on_change": True},
        ],
        outputs=[{"name": "o", "description": "", "type": "Json", "error_output": False}],
        options={"x": 1},
    ),
    "plain": a_config("plain", "Heat::Ungrouped", None),
    "data": a_config(
        "data",
        "puppet",
        {"k": {"get_input": "a"}},
        inputs=[{"name": "a", "description": "", "type": "Json", "default": {"x": 1}}],
    ),
    "cloud": a_config("cloud", "Heat::Ungrouped", "#cloud-config\npackages:\n- a\n"),
    "mime": a_config("mime", "Heat::Ungrouped", "(a message) echo $a, hello"),
}

OURS = {
    **HEATS,
    "script": {
        **HEATS["script"],
        # What nobody has given is left out, as it is of a configuration that is made by itself.
        "inputs": [
            {"name": "a", "type": "String"},
            {"name": "b", "description": "d", "type": "Number", "default": 3, "replace_on_change": True},
        ],
        "outputs": [{"name": "o", "type": "Json", "error_output": False}],
    },
    "data": {**HEATS["data"], "inputs": [{"name": "a", "type": "Json", "default": {"x": 1}}]},
}


def make(send: Send, stack: str) -> dict[str, str]:
    """A stack of that name; the physical ids of its resources, and its own, by name."""
    status, made = send("POST", "/stacks", {"stack_name": stack, "template": TEMPLATE})
    assert status == 201
    path = f"/stacks/{stack}/{made['stack']['id']}"
    until(lambda: state(send, path) == "CREATE_COMPLETE", 60)
    _, listed = send("GET", f"{path}/resources", None)
    ids = {one["resource_name"]: one["physical_resource_id"] for one in listed["resources"]}
    return {**ids, "stack": made["stack"]["id"]}


def remove(send: Send, stack: str, stack_id: str) -> None:
    """Remove it."""
    path = f"/stacks/{stack}/{stack_id}"
    send("DELETE", path, None)
    until(lambda: state(send, path) == "DELETE_COMPLETE", 60)


def state(send: Send, path: str) -> str:
    _, shown = send("GET", path, None)
    return str(shown["stack"]["stack_status"])


def shown(send: Send, stack: str, ids: dict[str, str]) -> dict[str, Any]:
    """What is shown of each configuration by its physical id."""
    found = {}
    for resource in HEATS:
        _, told = send("GET", f"/software_configs/{ids[resource]}", None)
        one = told["software_config"]
        assert one["id"] == ids[resource]
        one |= {"id": f"{{{resource}}}", "creation_time": TIME}
        one["name"] = re.sub(
            rf"^{stack}-{resource}-\w{{12}}$", f"{{stack}}-{resource}-(something)", one["name"]
        )
        found[resource] = one
    message = found["mime"]["config"]
    assert "multipart/mixed" in message
    texts = [line for line in message.splitlines() if line and not re.search("^--|: ", line)]
    found["mime"]["config"] = f"(a message) {', '.join(texts)}"
    return found
