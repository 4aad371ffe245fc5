"""What the installation is and can do: types, languages, validation, builds, services."""

from __future__ import annotations

from typing import Any

from tests.lab.api.alike.door import Door

WORD = {"type": "OS::Heat::RandomString", "properties": {"length": {"get_param": "length"}}}
TEMPLATE: dict[str, Any] = {
    "heat_template_version": "2021-04-16",
    "description": "to be seen",
    "parameter_groups": [{"label": "all", "description": "of them", "parameters": ["length"]}],
    "parameters": {
        "length": {"type": "number", "default": 32, "constraints": [{"range": {"min": 1, "max": 99}}]}
    },
    "resources": {"word": WORD},
}
ASKED = (
    "/resource_types?name=OS::Heat::Random",
    "/resource_types?name=OS::Heat::Random&with_description=true",
    "/resource_types?with_description=perhaps",
    "/resource_types/OS::Heat::RandomString",
    "/resource_types/OS::Heat::RandomString?with_description=true",
    "/resource_types/OS::Heat::Nothing",
    "/resource_types/OS::Heat::RandomString/template",
    "/resource_types/OS::Heat::RandomString/template?template_type=hot",
    "/resource_types/OS::Heat::RandomString/template?template_type=latin",
    "/resource_types/OS::Heat::Nothing/template",
    "/template_versions",
    "/template_versions/heat_template_version.2021-04-16/functions?with_condition_func=true",
    "/template_versions/nothing/functions",
    "/build_info",
    "/services",
)
VALIDATED: dict[str, Any] = {
    "a template": {"template": TEMPLATE},
    "a parameter": {"template": TEMPLATE, "parameters": {"length": 5}},
    "a parameter out of range": {"template": TEMPLATE, "parameters": {"length": 500}},
    "an environment": {"template": TEMPLATE, "environment": {"parameters": {"length": 6}}},
    "an unknown type": {"template": {**TEMPLATE, "resources": {"a": {"type": "OS::Heat::Nothing"}}}},
    "an empty template": {"template": {}},
    "nothing": {},
}
PREVIEWED = {
    "stack_name": "foreseen",
    "template": TEMPLATE,
    "parameters": {"length": 7},
    "tags": "a,b",
    "timeout_mins": 3,
    "disable_rollback": True,
}


async def describing(door: Door) -> None:
    """Nothing is made here."""
    door.chapter = "describe"
    for path in ASKED:
        await door.ask("GET", path)
    for what, body in VALIDATED.items():
        door.chapter = f"validate {what}"
        await door.ask("POST", "/validate", body)
    door.chapter = "validate in another way"
    await door.ask("POST", "/validate?show_nested=true", VALIDATED["a template"])
    await door.ask("POST", "/validate?ignore_errors=99001", VALIDATED["a template"])
    await door.ask("POST", "/validate?ignore_errors=colour", VALIDATED["a template"])
    door.chapter = "describe to an administrator"
    await door.ask("GET", "/services", token=door.admin)
    door.chapter = "preview"
    await door.ask("POST", "/stacks/preview", PREVIEWED)
    door.chapter = "preview nothing"
    await door.ask("POST", "/stacks/preview", {"stack_name": "foreseen"})
