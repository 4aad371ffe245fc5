"""Paths and methods: where a stack is by another name, what is not there, and what cannot be done."""

from __future__ import annotations

from setpoint.api.heat.routes import routes
from tests.lab.api.alike.door import Door

TEMPLATE = {"heat_template_version": "2021-04-16", "resources": {}}
STACK = "/stacks/way/{way}"
ARN = "/stacks/arn:openstack:heat::{project}:stacks/way/{way}"
PARTS = ("resources", "events", "template", "actions", "environment", "files")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FILLED = {
    "stack_name": "way",
    "stack_id": "{way}",
    "resource_name": "r",
    "snapshot_id": "s",
    "output_key": "o",
    "event_id": "e",
    "config_id": "c",
    "deployment_id": "d",
    "server_id": "s",
    "type_name": "OS::Heat::Value",
    "template_version": "heat_template_version.2021-04-16",
}


async def ways(door: Door) -> None:
    """By name, id and ARN; with methods that there are not; and outside of it all."""
    door.chapter = "ways"
    told = await door.tell("POST", "/stacks", {"stack_name": "way", "template": TEMPLATE})
    door.known["way"] = told["stack"]["id"]
    await door.settle(STACK, "CREATE_COMPLETE")
    for name in ("way", "{way}", "nothing"):
        for method in METHODS:
            await door.ask(method, f"/stacks/{name}")
        for part in PARTS:
            await door.ask("GET", f"/stacks/{name}/{part}?a=b")
    for part in PARTS[:4]:
        await door.ask("POST", f"/stacks/way/{part}")
    for method in METHODS:
        await door.ask(method, ARN)
    await door.ask("GET", f"{ARN}?a=b")
    await door.ask("GET", f"{ARN}/resources")
    await door.ask("GET", "/stacks/arn:openstack:heat::{project}:stacks/way/nothing")
    await door.ask("GET", "/stacks/arn:openstack:heat::another:stacks/way/{way}")
    await _methods(door)
    await _outside(door)
    await door.tell("DELETE", STACK)


async def _methods(door: Door) -> None:
    door.chapter = "methods"
    by_path: dict[str, set[str]] = {}
    for route in routes():
        if ":path}" not in route.path:
            by_path.setdefault(route.path, set()).add(route.method)
    for path, methods in by_path.items():
        filled = path.format(**FILLED)
        await door.ask("OPTIONS", filled)
        for method in [one for one in METHODS if one not in methods][:1]:
            await door.ask(method, filled)
    for path in ("/stacks", STACK, "/validate", "/build_info"):
        await door.ask("HEAD", path)


async def _outside(door: Door) -> None:
    door.chapter = "outside"
    for path in ("/", "/versions", "/v1", "/v1/", "/v2", "/nothing", "/v1/{project}", "/v1/{project}/"):
        await door.ask("GET", path, outside=True)
    await door.ask("GET", "/v1/{project}/nothing", outside=True)
    await door.ask("GET", "/v1/{project}/stacks/", outside=True)
    await door.ask("GET", "/v1/another/stacks", outside=True)
    await door.ask("GET", "/healthcheck", outside=True)
    await door.ask("HEAD", "/healthcheck", outside=True)
    await door.ask("HEAD", "/", outside=True)
    for accept in (
        "application/json",
        "text/html",
        "application/vnd.openstack.orchestration-v1.0",
        "application/vnd.openstack.orchestration-v9.9",
    ):
        door.chapter = f"accept {accept}"
        for path in ("/", "/{project}/build_info", "/healthcheck"):
            await door.ask("GET", path, headers={"Accept": accept}, outside=True)
    door.chapter = "no token"
    await door.ask("GET", "/stacks", token="")
    await door.ask("GET", "/", token="", outside=True)
    door.chapter = "a wrong token"
    await door.ask("GET", "/stacks", token="wrong")
    door.chapter = "another type"
    await door.ask("POST", "/validate", b'{"template": {}}', headers={"Content-Type": "text/plain"})
    await door.ask("POST", "/stacks", b"a=b", headers={"Content-Type": "application/x-www-form-urlencoded"})
