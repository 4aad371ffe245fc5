"""What is done to a stack as a whole: check, suspend, resume, cancel, snapshot, restore."""

from __future__ import annotations

from tests.lab.api.alike.door import Door

LENGTH = {"length": {"type": "number", "default": 32}}
WORD = {"type": "OS::Heat::RandomString", "properties": {"length": {"get_param": "length"}}}
TEMPLATE = {
    "heat_template_version": "2021-04-16",
    "parameters": LENGTH,
    "resources": {"net": {"type": "OS::Neutron::Net"}, "word": WORD},
}
STACK = "/stacks/deeds/{deeds}"


async def deeds(door: Door) -> None:
    """Each of them, and what none is."""
    door.chapter = "deeds"
    told = await door.tell("POST", "/stacks", {"stack_name": "deeds", "template": TEMPLATE})
    door.known["deeds"] = told["stack"]["id"]
    await door.settle(STACK, "CREATE_COMPLETE")
    for action in ("check", "suspend", "resume"):
        door.chapter = action
        await door.ask("POST", f"{STACK}/actions", {action: None})
        await door.settle(STACK, f"{action.upper()}_COMPLETE")
        await door.ask("GET", STACK)
        await door.ask("GET", f"{STACK}/resources")
        await door.ask("GET", f"{STACK}/events?resource_name=net&resource_action={action.upper()}")
    for what, body in (
        ("cancel no update", {"cancel_update": None}),
        ("cancel nothing", {"cancel_without_rollback": None}),
        ("dance", {"dance": None}),
        ("two deeds", {"check": None, "suspend": None}),
        ("no deed", {}),
        ("a list of deeds", []),
    ):
        door.chapter = what
        await door.ask("POST", f"{STACK}/actions", body)
    await _snapshots(door)
    await door.tell("DELETE", STACK)


async def _snapshots(door: Door) -> None:
    door.chapter = "snapshots"
    taken = await door.ask("POST", f"{STACK}/snapshots", {"name": "before"})
    door.known["snapshot"] = taken["id"]
    await door.settle(STACK, "SNAPSHOT_COMPLETE")
    await door.ask("GET", f"{STACK}/snapshots")
    await door.ask("GET", f"{STACK}/snapshots/{{snapshot}}")
    await door.ask("GET", f"{STACK}/snapshots/nothing")
    await door.tell("PATCH", STACK, {"parameters": {"length": 33}})
    await door.settle(STACK, "UPDATE_COMPLETE")
    await door.ask("POST", f"{STACK}/snapshots/nothing/restore")
    await door.ask("POST", f"{STACK}/snapshots/{{snapshot}}/restore")
    await door.settle(STACK, "RESTORE_COMPLETE")
    await door.ask("GET", STACK)
    await door.ask("GET", f"{STACK}/resources")
    await door.ask("DELETE", f"{STACK}/snapshots/{{snapshot}}")
    await door.look(f"{STACK}/snapshots", lambda body: body["snapshots"] == [])  # Heat takes a moment
    door.chapter = "snapshots, gone"
    await door.ask("DELETE", f"{STACK}/snapshots/{{snapshot}}")
    await door.ask("GET", f"{STACK}/snapshots")
    await door.ask("POST", f"{STACK}/snapshots", {"name": ["no", "text"]})
