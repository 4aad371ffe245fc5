"""What is refused, and in which words: what is not there, what is there already, and what is not valid."""

from __future__ import annotations

from typing import Any

from tests.lab.api.alike.door import Door

VERSION = {"heat_template_version": "2021-04-16"}
WORD = {"type": "OS::Heat::RandomString", "properties": {"length": 32}}
TEMPLATE = {**VERSION, "parameters": {"a": {"type": "number", "default": 1}}, "resources": {"word": WORD}}
STACK = "/stacks/taken/{taken}"
NOWHERE = "/stacks/nothing/00000000-0000-0000-0000-000000000000"


def resources(**parts: Any) -> dict[str, Any]:
    """A template with one resource, of these parts."""
    return {**VERSION, "resources": {"a": parts}}


def output(**parts: Any) -> dict[str, Any]:
    """A template with one output, of these parts."""
    return {**TEMPLATE, "outputs": {"a": parts}}


TEMPLATES: dict[str, Any] = {
    "an empty template": {},
    "no YAML": "no: [yaml",
    "a text": "a text",
    "an unknown version": {"heat_template_version": "1999-01-01", "resources": {}},
    "no version": {"resources": {}},
    "an unknown section": {**TEMPLATE, "colours": {}},
    "a parameter without a value": {**TEMPLATE, "parameters": {"a": {"type": "number"}}},
    "a parameter of an unknown type": {**TEMPLATE, "parameters": {"a": {"type": "colour"}}},
    "an unknown type": resources(type="OS::Heat::Nothing"),
    "no type": resources(properties={}),
    "an unknown need": resources(**WORD, depends_on="b"),
    "a circle": resources(**WORD, depends_on="a"),
    "an unknown property": resources(type=WORD["type"], properties={"colour": "red"}),
    "a property of another type": resources(type=WORD["type"], properties={"length": "x"}),
    "a property out of range": resources(type=WORD["type"], properties={"length": 0}),
    "a property that is missing": resources(type="OS::Neutron::Subnet"),
    "a template that is missing": resources(type="missing.yaml"),
    "an output without a value": output(),
    "an output of an unknown parameter": output(value={"get_param": "b"}),
    "an output of an unknown resource": output(value={"get_attr": ["b", "c"]}),
    "an output of an unknown attribute": output(value={"get_attr": ["word", "colour"]}),
}
"""Templates of which no stack is made."""

SETTINGS: dict[str, Any] = {
    "an unknown parameter": {"parameters": {"b": 1}},
    "a parameter that is no number": {"parameters": {"a": "one"}},
    "a list of parameters": {"parameters": [1]},
    "a timeout that is no number": {"timeout_mins": "soon"},
    "a timeout below 0": {"timeout_mins": -1},
    "no yes or no": {"disable_rollback": "perhaps"},
    "an empty tag": {"tags": "a,,b"},
    "a long tag": {"tags": "a" * 81},
    "tags that are none": {"tags": 7},
    "an unknown section of an environment": {"environment": {"colours": {}}},
    "an environment that is no YAML": {"environment": "no: [yaml"},
    "files that are none": {"files": [1]},
}
"""What else is said of a stack, of which none is made then."""

BODIES: dict[str, Any] = {
    "nothing": {},
    "a name alone": {"stack_name": "alone"},
    "no name": {"template": TEMPLATE},
    "a bad name": {"stack_name": "9 lives", "template": TEMPLATE},
    "a name that is taken": {"stack_name": "taken", "template": TEMPLATE},
    "a list": ["a", "list"],
    "no JSON": b"no json",
}


async def refusals(door: Door) -> None:
    """One stack is there; all else is refused."""
    door.chapter = "refuse"
    told = await door.tell("POST", "/stacks", {"stack_name": "taken", "template": TEMPLATE})
    door.known["taken"] = told["stack"]["id"]
    await door.settle(STACK, "CREATE_COMPLETE")
    for what, body in BODIES.items():
        door.chapter = f"refuse {what}"
        await door.ask("POST", "/stacks", body)
    for number, (what, template) in enumerate(TEMPLATES.items()):
        door.chapter = f"refuse {what}"
        await door.ask("POST", "/stacks", {"stack_name": f"template-{number}", "template": template})
    for number, (what, settings) in enumerate(SETTINGS.items()):
        door.chapter = f"refuse {what}"
        wanted = {"stack_name": f"settings-{number}", "template": TEMPLATE, **settings}
        await door.ask("POST", "/stacks", wanted)
    for method, path in (
        ("GET", NOWHERE),
        ("DELETE", NOWHERE),
        ("PUT", NOWHERE),
        ("PATCH", NOWHERE),
        ("GET", "/stacks/wrong/{taken}"),
        ("GET", "/stacks/taken/00000000-0000-0000-0000-000000000000"),
        ("GET", f"{NOWHERE}/resources"),
        ("GET", f"{STACK}/resources/nothing"),
        ("GET", f"{STACK}/outputs/nothing"),
        ("GET", f"{STACK}/nothing"),
        ("GET", f"{STACK}?resolve_outputs=perhaps"),
        ("GET", f"{STACK}/resources?with_detail=perhaps"),
        ("POST", f"{NOWHERE}/actions"),
        ("GET", f"{NOWHERE}/events"),
        ("GET", f"{NOWHERE}/snapshots"),
        ("DELETE", f"{NOWHERE}/abandon"),
        ("GET", f"{NOWHERE}/export"),
    ):
        door.chapter = "nowhere"
        await door.ask(method, path, None if method in ("GET", "DELETE") else {"template": TEMPLATE})
    await _changes(door)
    await door.tell("DELETE", STACK)


async def _changes(door: Door) -> None:
    for what, method, body in (
        ("nothing", "PUT", {}),
        ("an empty template", "PUT", {"template": {}}),
        ("an unknown parameter", "PUT", {"template": TEMPLATE, "parameters": {"b": 1}}),
        ("some of an unknown parameter", "PATCH", {"parameters": {"b": 1}}),
        ("a parameter that is no number", "PATCH", {"parameters": {"a": "one"}}),
        ("a text to clear", "PATCH", {"clear_parameters": "a"}),
        ("tags that are none", "PATCH", {"tags": 7}),
        ("a list", "PATCH", []),
    ):
        door.chapter = f"refuse to change to {what}"
        await door.ask(method, STACK, body)
