"""A stack through its life: made, looked at from all sides, changed, and removed."""

from __future__ import annotations

from typing import Any

from tests.lab.api.alike.door import Door

TEMPLATE: dict[str, Any] = {
    "heat_template_version": "2021-04-16",
    "description": "an application",
    "parameters": {
        "length": {"type": "number", "default": 32, "description": "of the word", "label": "Length"},
        "word": {"type": "string", "hidden": True, "default": "hush"},
        "names": {"type": "comma_delimited_list", "default": "a,b"},
        "map": {"type": "json", "default": {"a": [1, "2"]}},
        "flag": {"type": "boolean", "default": True},
    },
    "resources": {
        "net": {
            "type": "OS::Neutron::Net",
            "metadata": {"tier": "back"},
            "properties": {"admin_state_up": {"get_param": "flag"}},
        },
        "random": {
            "type": "OS::Heat::RandomString",
            "description": "a word by chance",
            "properties": {"length": {"get_param": "length"}},
        },
        "value": {
            "type": "OS::Heat::Value",
            "depends_on": "net",
            "properties": {"type": "json", "value": {"word": {"get_attr": ["random", "value"]}}},
        },
        "test": {
            "type": "OS::Heat::TestResource",
            "properties": {"value": {"get_param": "word"}, "wait_secs": 0},
        },
    },
    "outputs": {
        "word": {"value": {"get_attr": ["random", "value"]}, "description": "by chance"},
        "net": {"value": {"get_resource": "net"}},
        "map": {"value": {"get_param": "map"}},
        "list": {"value": {"get_param": "names"}},
        "nothing": {"value": {"get_attr": ["value", "value", "nothing"]}},
    },
}
"""All kinds of parameters, resources that are quick, and outputs that tell of them."""

WANTED = {
    "stack_name": "life",
    "template": TEMPLATE,
    "environment": {"parameters": {"names": "c,d"}, "parameter_defaults": {"unused": 1}},
    "files": {"a file": "its text"},
    "parameters": {"length": 32},
    "tags": "one,two",
    "timeout_mins": 10,
    "disable_rollback": False,
}
STACK = "/stacks/life/{life}"
PARTS = ("template", "environment", "files", "outputs", "resources", "events")


async def life(door: Door) -> None:
    """Make, look, change, remove."""
    door.chapter = "make"
    door.known["life"] = (await door.ask("POST", "/stacks", WANTED))["stack"]["id"]
    await door.settle(STACK, "CREATE_COMPLETE")
    await _look(door)
    door.chapter = "nothing is to do"
    await door.ask("PATCH", STACK, {})
    await door.settle(STACK, "UPDATE_COMPLETE")
    await door.ask("GET", STACK)
    await _change(door)
    door.chapter = "remove"
    await door.ask("DELETE", STACK)
    await door.settle(STACK, "DELETE_COMPLETE")
    await door.ask("GET", STACK)
    await door.ask("GET", "/stacks/life")
    await door.ask("GET", f"{STACK}/resources")
    await door.ask("GET", f"{STACK}/template")


async def _look(door: Door) -> None:
    door.chapter = "look"
    await door.ask("GET", STACK)
    await door.ask("GET", f"{STACK}?resolve_outputs=false")
    for part in PARTS:
        await door.ask("GET", f"{STACK}/{part}")
    for output in ("word", "nothing", "unknown"):
        await door.ask("GET", f"{STACK}/outputs/{output}")
    for name in TEMPLATE["resources"]:
        await door.ask("GET", f"{STACK}/resources/{name}")
        await door.ask("GET", f"{STACK}/resources/{name}/metadata")
    await door.ask("GET", f"{STACK}/resources/value?with_attr=value&with_attr=nothing")
    await door.ask("GET", f"{STACK}/resources?with_detail=true")


async def _change(door: Door) -> None:
    door.chapter = "change"
    smaller = {**TEMPLATE, "resources": {**TEMPLATE["resources"]}, "outputs": {}}
    del smaller["resources"]["value"]
    wanted = {"template": smaller, "parameters": {"length": 31}, "tags": "three", "disable_rollback": True}
    await door.ask("PUT", f"{STACK}/preview", wanted)
    await door.ask("PUT", STACK, wanted)
    await door.settle(STACK, "UPDATE_COMPLETE")
    await door.ask("GET", STACK)
    await door.ask("GET", f"{STACK}/resources")
    await door.ask("GET", f"{STACK}/environment")
    await door.ask("GET", f"{STACK}/files")
    door.chapter = "change some"
    wanted = {"parameters": {"flag": False}, "clear_parameters": ["length"]}
    await door.ask("PATCH", f"{STACK}/preview", wanted)
    await door.ask("PATCH", STACK, wanted)
    await door.settle(STACK, "UPDATE_COMPLETE")
    await door.ask("GET", STACK)
    await door.ask("GET", f"{STACK}/environment")
