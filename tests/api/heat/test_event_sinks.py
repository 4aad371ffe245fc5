"""Events of a stack come to the queues that its environment names, each once and in order; and hold up nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from heatclient.v1.client import Client

from setpoint.clouds.queues import Message
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import LostAnswer, ResourceError, Retry, SetpointError
from tests.api.heat.asking import sender
from tests.api.heat.software.of_stacks import state
from tests.api.serving import Service
from tests.waiting import until

SINK = {"type": "zaqar-queue", "target": "events", "ttl": 120}
OTHER = {"type": "zaqar-queue", "target": "others"}
NESTED = "heat_template_version: 2021-04-16\nresources: {inner: {type: OS::Heat::TestResource}}\n"


def template(*names: str, **properties: Any) -> dict[str, Any]:
    one = {"type": "OS::Heat::TestResource", "properties": {"value": "ok", **properties}}
    return {"heat_template_version": "2021-04-16", "resources": dict.fromkeys(names, one)}


def come(service: Service, queue: str = "events") -> Sequence[Message]:
    return service.looks(lambda: list(service.cloud.world.messages.held.get(queue, ())))


def payloads(service: Service, queue: str = "events") -> list[dict[str, Any]]:
    return [one.body["payload"] for one in come(service, queue)]


def told(service: Service, queue: str = "events") -> list[tuple[str, str]]:
    return [
        (one["resource_name"], f"{one['resource_action']}_{one['resource_status']}")
        for one in payloads(service, queue)
    ]


def make(heat: Client, service: Service, *sinks: Any, **more: Any) -> str:
    body = {"template": template("it"), "environment": {"event_sinks": list(sinks)}, **more}
    made: str = heat.stacks.create(stack_name="app", **body)["stack"]["id"]
    at_rest(service, "CREATE_COMPLETE")
    return made


def at_rest(service: Service, as_it: str) -> None:
    until(lambda: state(sender(service.url(), "one"), "/stacks/app") == as_it, 20)


CREATED = [
    ("app", "CREATE_IN_PROGRESS"),
    ("it", "CREATE_IN_PROGRESS"),
    ("it", "CREATE_COMPLETE"),
    ("app", "CREATE_COMPLETE"),
]


def test_what_heat_tells_is_told(heat: Client, service: Service) -> None:
    stack = make(heat, service, SINK)
    until(lambda: len(come(service)) == 4, 20)
    assert told(service) == CREATED
    first, last = (come(service)[number].body for number in (0, 2))
    known = {one.id: one for one in heat.events.list("app")}
    assert [one.body["id"] in known for one in come(service)] == [True] * 4
    assert first == {
        "id": first["id"],
        "timestamp": first["timestamp"],
        "type": "os.heat.event",
        "version": "0.1",
        "payload": {
            "physical_resource_id": stack,
            "resource_action": "CREATE",
            "resource_name": "app",
            "resource_properties": {},
            "resource_status": "IN_PROGRESS",
            "resource_status_reason": "Stack CREATE started",
            "resource_type": "OS::Heat::Stack",
            "stack_id": stack,
            "version": "0.1",
        },
    }
    assert f"{first['timestamp'][:19]}Z" == known[first["id"]].event_time
    assert re.fullmatch(r"[0-9T:-]{19}\.\d{6}", first["timestamp"])
    assert last["payload"]["physical_resource_id"] == heat.resources.get("app", "it").physical_resource_id
    assert last["payload"]["resource_status_reason"] == "state changed"


def test_each_queue_is_told_until_the_stack_is_gone(heat: Client, service: Service) -> None:
    make(heat, service, SINK, OTHER)
    heat.stacks.delete("app")
    until(lambda: told(service)[-1:] == [("app", "DELETE_COMPLETE")], 20)
    until(lambda: told(service, "others") == told(service), 20)
    assert [one for one in told(service) if told(service).count(one) > 1] == []
    until(lambda: not service.credentials, 20)


def test_a_sink_that_comes_later_is_told_what_happens_then(heat: Client, service: Service) -> None:
    make(heat, service)
    body = {"template": template("it", "more"), "environment": {"event_sinks": [SINK]}}
    heat.stacks.update("app", **body)
    at_rest(service, "UPDATE_COMPLETE")
    until(lambda: told(service)[-1:] == [("app", "UPDATE_COMPLETE")], 20)
    assert told(service)[0] == ("app", "UPDATE_IN_PROGRESS")
    assert not [one for one in told(service) if one == ("app", "CREATE_COMPLETE")]
    heat.stacks.update("app", template=template("it"), environment={})
    at_rest(service, "UPDATE_COMPLETE")
    until(lambda: service.looks(service.store.unpublished) == [], 20)
    assert told(service).count(("app", "UPDATE_IN_PROGRESS")) == 1


def test_what_happens_in_a_nested_stack_is_told_as_its_own(heat: Client, service: Service) -> None:
    outer = {
        "heat_template_version": "2021-04-16",
        "resources": {"nested": {"type": "nested.yaml"}},
    }
    stack = make(heat, service, SINK, template=outer, files={"nested.yaml": NESTED})
    until(lambda: told(service)[-1:] == [("app", "CREATE_COMPLETE")], 20)
    nested = heat.resources.get("app", "nested").physical_resource_id
    assert {one["resource_name"]: one["stack_id"] for one in payloads(service)} == {
        "app": stack,
        "nested": stack,
        "inner": nested,
    }


@pytest.mark.parametrize(
    "trouble", (Retry(0, "not now"), LostAnswer("cut off")), ids=lambda one: type(one).__name__
)
def test_a_queue_that_is_not_there_for_a_while_is_told_later(
    heat: Client, service: Service, trouble: SetpointError
) -> None:
    service.cloud.world.messages.trouble.append(trouble)
    make(heat, service, SINK)
    until(lambda: len(come(service)) == 4, 20)
    assert told(service) == CREATED


def test_a_queue_that_refuses_keeps_nothing_from_the_others(heat: Client, service: Service) -> None:
    service.cloud.world.messages.trouble += [ResourceError(Diagnostic("messaging: 403 no")), None] * 4
    make(heat, service, SINK, OTHER)
    until(lambda: len(come(service, "others")) == 4, 20)
    assert told(service, "others") == CREATED
    assert told(service) == []


def test_signals_at_rest_are_told(heat: Client, service: Service) -> None:
    handle = {
        "heat_template_version": "2021-04-16",
        "resources": {"it": {"type": "OS::Heat::WaitConditionHandle"}},
    }
    make(heat, service, SINK, template=handle)
    heat.resources.signal("app", "it", data={"reason": "just so"})
    until(lambda: told(service)[-1:] == [("it", "SIGNAL_COMPLETE")], 20)
    assert payloads(service)[-1]["resource_status_reason"] == "Signal: status:SUCCESS reason:just so"
