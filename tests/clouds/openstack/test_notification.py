"""What notifications say, in the formats that services send."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from setpoint.clouds.openstack.notification import named

SERVER, PORT = "0b1c5b4e-6f0b-4b0c-9a55-000000000001", "0b1c5b4e-6f0b-4b0c-9a55-000000000002"


def message(event: str, **payload: Any) -> bytes:
    inner = {"event_type": event, "payload": payload}
    return msgspec.json.encode({"oslo.version": "2.0", "oslo.message": msgspec.json.encode(inner).decode()})


def versioned(event: str, **data: Any) -> bytes:
    return message(event, **{"nova_object.name": "x", "nova_object.data": data})


@pytest.mark.parametrize(
    "body",
    (
        versioned("instance.create.end", uuid=SERVER, state="active", task_state=None),
        versioned("instance.update", uuid=SERVER, state="active", task_state=None),
        versioned("instance.update", uuid=SERVER, state="error", task_state=None),
        versioned("instance.create.error", uuid=SERVER, state="building", task_state="spawning"),
        message("compute.instance.update", instance_id=SERVER, state="active", new_task_state=None),
        message("port.update.end", port={"id": PORT, "device_id": SERVER}),
        message("instance.update", **{"nova_object.data": [SERVER]}),
    ),
)
def test_what_is_over_is_worth_a_look(body: bytes) -> None:
    assert SERVER in named(body)


@pytest.mark.parametrize(
    "body",
    (
        versioned("instance.create.start", uuid=SERVER, state="building", task_state=None),
        versioned("instance.update", uuid=SERVER, state="building", task_state=None),
        versioned("instance.update", uuid=SERVER, state="active", task_state="resize_prep"),
        message("compute.instance.update", instance_id=SERVER, state="active", new_task_state="deleting"),
        versioned("scheduler.select_destinations.end", instance_uuid=SERVER),
        message("port.update.start", port={"id": PORT}),
    ),
)
def test_what_is_under_way_is_not(body: bytes) -> None:
    assert named(body) == set()


@pytest.mark.parametrize("frame", ("{}", '["{}"]', '{{"id": "{}"}}', '{{"oslo.message": "not JSON {}"}}'))
def test_what_is_written_otherwise_is_looked_at(frame: str) -> None:
    assert named(frame.format(PORT).encode()) == {PORT}
