"""Events: of a stack whose resources follow one another, in pages, chosen, and one by one."""

from __future__ import annotations

from tests.lab.api.alike.door import Door
from tests.lab.api.alike.tours.nested import WORD

TEMPLATE = {
    "heat_template_version": "2021-04-16",
    "resources": {"first": WORD, "second": {**WORD, "depends_on": "first"}},
}
STACK = "/stacks/events/{events}"
QUERIES = (
    "",
    "?limit=2",
    "?limit=2&marker={middle}",
    "?marker={middle}",
    "?marker=nothing",
    "?limit=0",
    "?limit=-1",
    "?sort_dir=asc",
    "?sort_dir=asc&limit=3",
    "?sort_dir=sideways",
    "?sort_keys=event_time&sort_dir=asc",
    "?sort_keys=resource_name&sort_dir=asc",
    "?sort_keys=colour",
    "?resource_status=COMPLETE",
    "?resource_action=CREATE&resource_status=IN_PROGRESS",
    "?resource_action=UPDATE",
    "?resource_name=first",
    "?resource_name=first&resource_name=second",
    "?resource_type=OS::Heat::RandomString",
    "?colour=red",
    "?nested_depth=1",
    "?nested_depth=many",
)


async def happenings(door: Door) -> None:
    """All that one can ask about them."""
    door.chapter = "events"
    told = await door.tell("POST", "/stacks", {"stack_name": "events", "template": TEMPLATE})
    door.known["events"] = told["stack"]["id"]
    await door.settle(STACK, "CREATE_COMPLETE")
    events = (await door.tell("GET", f"{STACK}/events"))["events"]
    door.known["middle"] = events[2]["id"]
    for query in QUERIES:
        await door.ask("GET", f"{STACK}/events{query}", in_order=True)
    one = next(event for event in events if event["resource_name"] == "first")
    door.known["one"] = one["id"]
    await door.ask("GET", f"{STACK}/resources/first/events", in_order=True)
    await door.ask("GET", f"{STACK}/resources/first/events?limit=1", in_order=True)
    await door.ask("GET", f"{STACK}/resources/nothing/events")
    await door.ask("GET", f"{STACK}/resources/first/events?resource_status=FAILED")
    await door.ask("GET", f"{STACK}/resources/first/events/{{one}}")
    await door.ask("GET", f"{STACK}/resources/second/events/{{one}}")
    await door.ask("GET", f"{STACK}/resources/first/events/nothing")
    await door.ask("GET", f"{STACK}/resources/events/events/{{middle}}")
    await door.tell("DELETE", STACK)
