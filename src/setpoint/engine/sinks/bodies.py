"""Events as Heat sends them to sinks: what programs that read such queues expect (``os.heat.event``, version 0.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from setpoint.model.address import ROOT, Address, container_of, name_of
from setpoint.model.event import Event, reason_of
from setpoint.model.stack import Stack
from setpoint.model.value import Plain

VERSION = "0.1"


def body(event: Event, stack: Stack, nested: Mapping[Address, str]) -> dict[str, Plain]:
    """``event`` of ``stack``; of what happened in a nested stack, ``nested`` tells the id of that by its address."""
    is_stacks_own = event.address == ROOT
    container = ROOT if is_stacks_own else container_of(event.address)
    return {
        "timestamp": _moment(event.at),
        "version": VERSION,
        "type": "os.heat.event",
        "id": event.id,
        "payload": {
            "resource_name": stack.name if is_stacks_own else name_of(event.address),
            "physical_resource_id": event.physical_id or None,
            "stack_id": nested.get(container, stack.id),
            "resource_action": event.action.value,
            "resource_status": event.status.value,
            "resource_status_reason": reason_of(event, is_stacks_own=is_stacks_own),
            "resource_type": event.type,
            "resource_properties": dict(event.details),
            "version": VERSION,
        },
    }


def _moment(at: float) -> str:
    """In UTC, which is not said, to the microsecond."""
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
