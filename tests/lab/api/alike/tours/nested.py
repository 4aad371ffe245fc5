"""Stacks within a stack: a group, and templates in templates."""

from __future__ import annotations

from typing import Any

from tests.lab.api.alike.door import Door

WORD = {"type": "OS::Heat::RandomString", "properties": {"length": 32}}
INNER = """
heat_template_version: 2021-04-16
description: what is inside
parameters: {length: {type: number}}
resources:
  word: {type: OS::Heat::RandomString, properties: {length: {get_param: length}}}
outputs:
  said: {value: {get_attr: [word, value]}, description: by chance}
"""
TEMPLATE: dict[str, Any] = {
    "heat_template_version": "2021-04-16",
    "resources": {
        "group": {
            "type": "OS::Heat::ResourceGroup",
            "properties": {"count": 2, "resource_def": {"type": "inner.yaml", "properties": {"length": 32}}},
        },
        "inside": {"type": "inner.yaml", "properties": {"length": 32}, "depends_on": "group"},
        "word": {**WORD, "depends_on": "inside"},
    },
    "outputs": {
        "refs": {"value": {"get_attr": ["group", "refs"]}},
        "each": {"value": {"get_attr": ["group", "said"]}},
        "one": {"value": {"get_attr": ["group", "resource.0.said"]}},
        "inside": {"value": {"get_attr": ["inside", "said"]}},
        "id": {"value": {"get_resource": "inside"}},
    },
}
STACK = "/stacks/nest/{nest}"
INSIDE = "/stacks/{inside-name}/{inside}"


async def nested(door: Door) -> None:
    """Make, look at them from outside and from inside, change, remove."""
    door.chapter = "nested"
    wanted = {"stack_name": "nest", "template": TEMPLATE, "files": {"inner.yaml": INNER}}
    door.known["nest"] = (await door.ask("POST", "/stacks", wanted))["stack"]["id"]
    await door.settle(STACK, "CREATE_COMPLETE")
    await _know(door)
    await _outside(door)
    await _inside(door)
    door.chapter = "nested, larger"
    group = {**TEMPLATE["resources"]["group"]["properties"], "count": 3}
    resources = {**TEMPLATE["resources"], "group": {**TEMPLATE["resources"]["group"], "properties": group}}
    larger = {**wanted, "template": {**TEMPLATE, "resources": resources}}
    await door.ask("PUT", f"{STACK}/preview?show_nested=true", larger)
    await door.ask("PUT", STACK, larger)
    await door.settle(STACK, "UPDATE_COMPLETE")
    await door.ask("GET", f"{STACK}/resources?nested_depth=2")
    await door.tell("DELETE", STACK)


async def _know(door: Door) -> None:
    """Learn what the nested ones are called."""
    for resource in ("group", "inside"):
        shown = await door.tell("GET", f"{STACK}/resources/{resource}")
        (href,) = (one["href"] for one in shown["resource"]["links"] if one["rel"] == "nested")
        *_, door.known[f"{resource}-name"], door.known[resource] = href.split("/")
    shown = await door.tell("GET", "/stacks/{group-name}/{group}/resources/1")
    (href,) = (one["href"] for one in shown["resource"]["links"] if one["rel"] == "nested")
    *_, door.known["second-name"], door.known["second"] = href.split("/")


async def _outside(door: Door) -> None:
    await door.ask("GET", STACK)
    await door.ask("GET", f"{STACK}/resources")
    await door.ask("GET", f"{STACK}/resources?nested_depth=1")
    await door.ask("GET", f"{STACK}/resources?nested_depth=2&with_detail=true")
    for query in (
        "nested_depth=2&type=OS::Heat::RandomString",
        "nested_depth=many",
        "nested_depth=-1",
        "name=word",
        "name=word&nested_depth=2",
        "status=COMPLETE&action=CREATE",
        "status=FAILED",
        "physical_resource_id={inside}",
        "id=1",
        "colour=red",
    ):
        await door.ask("GET", f"{STACK}/resources?{query}")
    await door.ask("GET", f"{STACK}/resources/group")
    await door.ask("GET", f"{STACK}/resources/inside")
    query = "resource_type=OS::Heat::RandomString&resource_status=COMPLETE"
    await door.ask("GET", f"{STACK}/events?nested_depth=2&{query}", in_order=True)
    await door.ask("GET", f"{STACK}/events?resource_name=inside")


async def _inside(door: Door) -> None:
    door.chapter = "inside"
    await door.ask("GET", INSIDE)
    await door.ask("GET", "/stacks/{inside}")
    await door.ask("GET", "/stacks/{inside-name}")
    for part in (
        "template",
        "environment",
        "files",
        "outputs",
        "outputs/said",
        "resources",
        "resources/word",
    ):
        await door.ask("GET", f"{INSIDE}/{part}")
    await door.ask("GET", f"{INSIDE}/events")
    group = "/stacks/{group-name}/{group}"
    await door.ask("GET", group)
    await door.ask("GET", f"{group}/resources")
    await door.ask("GET", f"{group}/resources?nested_depth=1")
    await door.ask("GET", f"{group}/template")
    await door.ask("GET", f"{group}/outputs")
    await door.ask("GET", "/stacks/{second-name}/{second}/resources")
