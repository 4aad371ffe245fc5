"""With a real Zaqar: signals come out of its queues, and events go into them as Heat's do."""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from lab.catalogue import BESIDE
from lab.rest import Cloud, Refused
from lab.settings import MAIN_REGION
from tests.lab.conftest import RunningLab
from tests.waiting import until

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("beside")]

PATIENCE = 60.0  # seconds
SOME = {
    "heat_template_version": "2021-04-16",
    "resources": {"it": {"type": "OS::Heat::TestResource", "properties": {"value": "ok"}}},
}
WAITING = {
    "heat_template_version": "2021-04-16",
    "resources": {
        "handle": {
            "type": "OS::Heat::WaitConditionHandle",
            "properties": {"signal_transport": "ZAQAR_SIGNAL"},
        },
        "wait": {
            "type": "OS::Heat::WaitCondition",
            "properties": {"handle": {"get_resource": "handle"}, "timeout": 120},
        },
    },
    "outputs": {
        "signal": {"value": {"get_attr": ["handle", "signal"]}},
        "data": {"value": {"get_attr": ["wait", "data"]}},
    },
}


class Stack:
    """A stack in one of the regions, and the queues of its project."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.name = f"queues-{uuid.uuid4().hex[:8]}"
        self.path = ""

    def make(self, template: Any, **environment: Any) -> None:
        body = {"stack_name": self.name, "template": template, "environment": environment}
        made = self.cloud.post("orchestration", "/stacks", body)["stack"]
        self.path = f"/stacks/{self.name}/{made['id']}"

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = self.cloud.get("orchestration", self.path)["stack"]
        return found

    def until(self, state: str) -> None:
        until(lambda: self.shown()["stack_status"] == state, PATIENCE)

    def remove(self) -> None:
        if self.path:
            with contextlib.suppress(Refused):
                self.cloud.call("DELETE", "orchestration", self.path)
            until(self._is_gone, PATIENCE)

    def _is_gone(self) -> bool:
        listed = self.cloud.get("orchestration", f"/stacks?name={self.name}")["stacks"]
        return not listed

    def messages(self, queue: str) -> list[dict[str, Any]]:
        path = f"/v2/queues/{queue}/messages"
        asked = self.cloud.call("GET", "messaging", f"{path}?echo=true&limit=20", Client_ID=str(uuid.uuid4()))
        return list((asked or {}).get("messages", ()))

    def put(self, queue: str, *bodies: Any) -> None:
        messages = [{"body": body, "ttl": 300} for body in bodies]
        path = f"/v2/queues/{queue}/messages"
        self.cloud.call("POST", "messaging", path, {"messages": messages}, Client_ID=str(uuid.uuid4()))

    def queues(self) -> list[str]:
        names: list[str] = []
        while True:  # Zaqar tells no more than 20 at once
            path = f"/v2/queues?limit=20{f'&marker={names[-1]}' if names else ''}"
            found = self.cloud.call("GET", "messaging", path, Client_ID=str(uuid.uuid4()))["queues"]
            if not found:
                return names
            names += [one["name"] for one in found]


@pytest.fixture
def ours(lab: RunningLab) -> Iterator[Stack]:
    """Return a stack to be made in Setpoint's region."""
    one = Stack(lab.in_region(BESIDE))
    yield one
    one.remove()


@pytest.fixture
def heats(lab: RunningLab) -> Iterator[Stack]:
    """Return one to be made in Heat's."""
    one = Stack(lab.in_region(MAIN_REGION))
    yield one
    one.remove()


def test_a_message_of_the_project_is_a_signal(ours: Stack) -> None:
    ours.make(WAITING)
    handle = f"{ours.path}/resources/handle"
    shown = until(lambda: _complete(ours, handle), PATIENCE) or {}
    queue = f"setpoint-{_json(shown['attributes']['signal'])['user_id']}"
    assert _json(shown["attributes"]["signal"])["queue_id"] == queue
    ours.put(queue, "no signal", {"data": "here!", "id": "data_id"})
    ours.until("CREATE_COMPLETE")
    told = {one["output_key"]: one["output_value"] for one in ours.shown()["outputs"]}
    assert _json(told["data"]) == {"data_id": "here!"}
    assert ours.messages(queue) == []
    assert queue in ours.queues()
    ours.remove()
    assert queue not in ours.queues()


def _complete(stack: Stack, path: str) -> dict[str, Any] | None:
    with contextlib.suppress(Refused):
        shown: dict[str, Any] = stack.cloud.get("orchestration", path)["resource"]
        return shown if shown["resource_status"] == "CREATE_COMPLETE" else None
    return None


def _json(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.mark.usefixtures("heat_as_it_is")
def test_events_are_sent_as_heat_sends_them(ours: Stack, heats: Stack) -> None:
    sent = [_events(one) for one in (ours, heats)]
    assert sorted(sent[0], key=str) == sorted(sent[1], key=str)


def _events(stack: Stack) -> list[Any]:
    """What a queue is told of a stack, with what is its own left out."""
    queue = stack.name
    stack.make(SOME, event_sinks=[{"type": "zaqar-queue", "target": queue, "ttl": 120}])
    stack.until("CREATE_COMPLETE")
    until(lambda: len(stack.messages(queue)) == 4, PATIENCE)
    made = stack.shown()
    it = stack.cloud.get("orchestration", f"{stack.path}/resources/it")["resource"]["physical_resource_id"]
    own = {stack.name: "(the stack)", made["id"]: "(its id)", it: "(it)"}
    return [_without(message["body"], own) for message in stack.messages(queue)]


def _without(body: dict[str, Any], own: dict[str, str]) -> dict[str, Any]:
    """Properties are not told here, nor a thing's id before it is there, which some types of Heat know before."""
    assert str(uuid.UUID(body["id"])) == body["id"]
    payload = {key: own.get(str(value), value) for key, value in body["payload"].items()}
    assert isinstance(payload.pop("resource_properties"), dict)
    if payload["resource_status"] == "IN_PROGRESS":
        del payload["physical_resource_id"]
    return {**body, "id": "(an id)", "timestamp": len(body["timestamp"]), "payload": payload}
