"""A stack is told of as a whole, given up, and taken over again."""

from __future__ import annotations

import json

from tests.lab.api.alike.door import Door

TEMPLATE = {
    "heat_template_version": "2021-04-16",
    "parameters": {"up": {"type": "boolean", "default": True}},
    "resources": {
        "net": {
            "type": "OS::Neutron::Net",
            "metadata": {"a": "b"},
            "properties": {"admin_state_up": {"get_param": "up"}},
        },
        "word": {"type": "OS::Heat::RandomString", "properties": {"length": 32}},
    },
    "outputs": {"net": {"value": {"get_resource": "net"}}},
}


async def carrying(door: Door) -> None:
    """Export, abandon, adopt."""
    door.chapter = "carry"
    wanted = {"stack_name": "carried", "template": TEMPLATE, "parameters": {"up": True}, "tags": "a"}
    door.known["carried"] = (await door.tell("POST", "/stacks", wanted))["stack"]["id"]
    stack = "/stacks/carried/{carried}"
    await door.settle(stack, "CREATE_COMPLETE")
    await door.ask("GET", f"{stack}/export")
    told = await door.ask("DELETE", f"{stack}/abandon")
    door.known["net"] = told["resources"]["net"]["resource_id"]
    await door.settle(stack, "DELETE_COMPLETE")
    adopted = {"stack_name": "adopted", "adopt_stack_data": json.dumps(told), "timeout_mins": 5}
    for what, data in (
        ("no JSON", "no"),
        ("a list", "[]"),
        ("a template", json.dumps({"template": TEMPLATE})),
    ):
        door.chapter = f"adopt {what}"
        named = {**adopted, "stack_name": what.replace(" ", "-")}
        await door.ask("POST", "/stacks", {**named, "adopt_stack_data": data})
    door.chapter = "adopt"
    door.known["adopted"] = (await door.ask("POST", "/stacks", adopted))["stack"]["id"]
    stack = "/stacks/adopted/{adopted}"
    await door.settle(stack, "ADOPT_COMPLETE")
    await door.ask("GET", stack)
    await door.ask("GET", f"{stack}/resources")
    await door.ask("GET", f"{stack}/events?resource_name=net")
    await door.tell("DELETE", stack)
