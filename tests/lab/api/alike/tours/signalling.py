"""Signals, hooks, marks and metadata of resources."""

from __future__ import annotations

from typing import Any

from tests.lab.api.alike.door import Door

TEMPLATE: dict[str, Any] = {
    "heat_template_version": "2021-04-16",
    "resources": {
        "handle": {"type": "OS::Heat::WaitConditionHandle"},
        "wait": {
            "type": "OS::Heat::WaitCondition",
            "properties": {"handle": {"get_resource": "handle"}, "count": 2, "timeout": 300},
        },
        "word": {"type": "OS::Heat::TestResource", "metadata": {"of": "mine"}, "properties": {"value": "a"}},
    },
    "outputs": {"data": {"value": {"get_attr": ["wait", "data"]}}},
}
HOOKS = {"resource_registry": {"resources": {"word": {"hooks": ["pre-create", "pre-update"]}}}}
STACK = "/stacks/signals/{signals}"
WORD, HANDLE = f"{STACK}/resources/word", f"{STACK}/resources/handle"


async def signalling(door: Door) -> None:
    """A stack that waits for signals, and at hooks."""
    door.chapter = "signals"
    wanted = {"stack_name": "signals", "template": TEMPLATE, "environment": HOOKS}
    door.known["signals"] = (await door.ask("POST", "/stacks", wanted))["stack"]["id"]
    await _stands(door, "pre-create")
    await door.look(f"{HANDLE}", lambda body: body["resource"]["resource_status"] == "CREATE_COMPLETE")
    await door.ask("GET", WORD)
    await door.ask("GET", f"{STACK}/events?resource_name=word")
    for hook in ("no-hook", "pre-delete", "pre-create"):
        door.chapter = f"clear {hook}"
        await door.ask("POST", f"{WORD}/signal", {"unset_hook": hook})
    await _signals(door)
    await door.settle(STACK, "CREATE_COMPLETE")
    await door.ask("GET", f"{STACK}/outputs/data")
    await door.ask("GET", HANDLE)
    await door.ask("GET", f"{HANDLE}/metadata")
    await door.ask("GET", f"{WORD}/metadata")
    await door.ask("GET", f"{STACK}/resources/wait")
    await door.ask("POST", f"{WORD}/signal", {"to": "a word"})
    await door.ask("POST", f"{STACK}/resources/nothing/signal", {})
    await door.ask("POST", f"{STACK}/resources/word/word/signal", {})
    await door.ask("GET", f"{STACK}/resources/word/word/metadata")
    await door.ask("GET", f"{STACK}/resources/nothing/metadata")
    await _marks(door)
    await _updates(door)
    await door.tell("DELETE", STACK)


async def _stands(door: Door, hook: str) -> None:
    def stands(body: Any) -> bool:
        told = [one["resource_status_reason"] for one in body["events"]]
        return any(f"paused until Hook {hook}" in one for one in told)

    await door.look(f"{STACK}/events?resource_name=word", stands)


async def _signals(door: Door) -> None:
    for what, body in (
        ("a beginning", {"status": "SUCCESS", "reason": "began", "data": "one", "id": "1"}),
        ("an unknown status", {"status": "MAYBE", "reason": "who knows", "data": "x", "id": "9"}),
        ("an unknown word", {"status": "SUCCESS", "colour": "red"}),
        ("a list", ["no", "map"]),
        ("an end", {"status": "SUCCESS", "reason": "ended", "data": {"two": 2}, "id": "2"}),
    ):
        door.chapter = f"signal {what}"
        await door.ask("POST", f"{HANDLE}/signal", body)
    door.chapter = "signals"


async def _marks(door: Door) -> None:
    for what, body in (
        ("as ill", {"mark_unhealthy": True, "resource_status_reason": "it is ill"}),
        ("as nothing", {}),
        ("as perhaps ill", {"mark_unhealthy": "perhaps"}),
        ("as red", {"mark_unhealthy": True, "colour": "red"}),
        ("as well", {"mark_unhealthy": False}),
    ):
        door.chapter = f"mark {what}"
        await door.ask("PATCH", WORD, body)
        await door.ask("GET", WORD)
    door.chapter = "marks"
    await door.ask("PATCH", f"{STACK}/resources/nothing", {"mark_unhealthy": True})


async def _updates(door: Door) -> None:
    door.chapter = "hook of an update"
    resources = TEMPLATE["resources"]
    word = {**resources["word"], "metadata": {"of": "others"}, "properties": {"value": "b"}}
    changed = {**TEMPLATE, "resources": {**resources, "word": word}}
    await door.tell("PUT", STACK, {"template": changed, "environment": HOOKS})
    await _stands(door, "pre-update")
    await door.ask("GET", STACK)
    await door.ask("POST", f"{WORD}/signal", {"unset_hook": "pre-update"})
    await door.settle(STACK, "UPDATE_COMPLETE")
    await door.ask("GET", f"{WORD}/metadata")
    await door.ask("GET", f"{STACK}/events?resource_name=word&resource_action=UPDATE")
