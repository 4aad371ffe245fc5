"""Lists of stacks: what is chosen, in which order, and in which pages."""

from __future__ import annotations

from typing import Any

from tests.lab.api.alike.door import Door

WORD = {"type": "OS::Heat::RandomString", "properties": {"length": 32}}
FAILING = {"type": "OS::Heat::TestResource", "properties": {"fail": True}}
STACKS: tuple[tuple[str, str, Any], ...] = (
    ("bravo", "", WORD),
    ("alfa", "red", WORD),
    ("delta", "red,blue", WORD),
    ("charlie", "", FAILING),
)
"""Names, tags and a resource each; made one after the other."""

QUERIES = (
    "",
    "?status=COMPLETE",
    "?status=COMPLETE&status=FAILED",
    "?status=complete",
    "?action=CREATE",
    "?action=UPDATE",
    "?name=alfa",
    "?stack_name=alfa",
    "?stack_status=CREATE_FAILED",
    "?id={alfa}",
    "?tenant={project}",
    "?username=nobody",
    "?owner_id={alfa}",
    "?colour=red",
    "?tags=red",
    "?tags=red,blue",
    "?tags_any=red,blue",
    "?not_tags=red,blue",
    "?not_tags_any=red,blue",
    "?sort_keys=stack_name",
    "?sort_keys=stack_name&sort_dir=desc",
    "?sort_keys=stack_status&sort_keys=stack_name&sort_dir=asc",
    "?sort_keys=creation_time&sort_dir=asc",
    "?sort_keys=colour",
    "?sort_dir=sideways",
    "?limit=2",
    "?limit=2&marker={delta}",
    "?limit=9&marker={alfa}",
    "?limit=0",
    "?limit=-1",
    "?limit=many",
    "?marker=nobody",
    "?with_count=true",
    "?with_count=true&limit=1&status=COMPLETE",
    "?with_count=perhaps",
    "?show_hidden=true",
    "?show_nested=true",
    "?show_deleted=true",
    "?show_deleted=true&status=COMPLETE&action=DELETE",
    "?show_deleted=perhaps",
    "?global_tenant=true",
)


async def lists(door: Door) -> None:
    """Some stacks, one of which has failed and one of which is gone."""
    door.chapter = "lists"
    for name, tags, resource in (*STACKS, ("gone", "", WORD)):
        wanted = {"stack_name": name, "tags": tags or None, "template": template(resource)}
        told = await door.tell("POST", "/stacks", wanted)
        door.known[name] = told["stack"]["id"]
        status = "CREATE_FAILED" if resource is FAILING else "CREATE_COMPLETE"
        await door.settle(f"/stacks/{name}/{{{name}}}", status)
    await door.tell("DELETE", "/stacks/gone/{gone}")
    await door.settle("/stacks/gone/{gone}", "DELETE_COMPLETE")
    for query in QUERIES:
        await door.ask("GET", f"/stacks{query}")
    await door.ask("GET", "/stacks/detail")
    await door.ask("GET", "/stacks/detail?limit=1")
    for name, _, _ in STACKS:
        await door.tell("DELETE", f"/stacks/{name}/{{{name}}}")


def template(resource: Any) -> dict[str, Any]:
    """One resource."""
    return {"heat_template_version": "2021-04-16", "description": "one thing", "resources": {"it": resource}}
