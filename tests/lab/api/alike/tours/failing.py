"""Stacks that fail: what they say, how they go back, and how they are mended."""

from __future__ import annotations

from typing import Any

from tests.lab.api.alike.door import Door

WORD = {"type": "OS::Heat::RandomString", "properties": {"length": 32}}


def template(*, fail: bool) -> dict[str, Any]:
    """Three resources, one after the other, the second of which fails perhaps."""
    return {
        "heat_template_version": "2021-04-16",
        "resources": {
            "before": WORD,
            "test": {
                "type": "OS::Heat::TestResource",
                "depends_on": "before",
                "properties": {"fail": fail, "value": str(fail)},
            },
            "after": {**WORD, "depends_on": "test"},
        },
        "outputs": {"said": {"value": {"get_attr": ["after", "value"]}}},
    }


async def failing(door: Door) -> None:
    """Make and fail, mend, change and fail and go back; make and fail and go back."""
    door.chapter = "fail"
    stack = "/stacks/failing/{failing}"
    told = await door.ask("POST", "/stacks", {"stack_name": "failing", "template": template(fail=True)})
    door.known["failing"] = told["stack"]["id"]
    await door.settle(stack, "CREATE_FAILED")
    await _look(door, stack)
    door.chapter = "mend"
    await door.ask("PUT", stack, {"template": template(fail=False)})
    await door.settle(stack, "UPDATE_COMPLETE")
    await _look(door, stack)
    door.chapter = "go back"
    await door.ask("PUT", stack, {"template": template(fail=True), "disable_rollback": False})
    await door.settle(stack, "ROLLBACK_COMPLETE")
    await _look(door, stack)
    await door.tell("DELETE", stack)
    door.chapter = "make and go back"
    wanted = {"stack_name": "vain", "template": template(fail=True), "disable_rollback": False}
    door.known["vain"] = (await door.ask("POST", "/stacks", wanted))["stack"]["id"]
    await door.settle("/stacks/vain/{vain}", "ROLLBACK_COMPLETE")
    await door.ask("GET", "/stacks/vain/{vain}")
    await door.ask("GET", "/stacks/vain/{vain}/resources")
    await door.tell("DELETE", "/stacks/vain/{vain}")


async def _look(door: Door, stack: str) -> None:
    await door.ask("GET", stack)
    await door.ask("GET", f"{stack}/resources")
    await door.ask("GET", f"{stack}/events?resource_name=failing", in_order=True)
    await door.ask("GET", f"{stack}/outputs/said")
