"""Stacks, resources, events and outputs as plain data under the names that Heat's API gives them (API v1).

What Heat does not have stands beside them under names of our own: ``address`` (the way to a resource through nested
stacks, which is what commands take as an argument), ``revision``, ``cloud``, ``phase``, ``hook``. Secrets are masked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from setpoint.model.address import Address, container_of, name_of
from setpoint.model.event import Event, paused
from setpoint.model.incarnation import Incarnation
from setpoint.model.moment import moment
from setpoint.model.stack import Source, Stack
from setpoint.model.value import Plain, masked
from setpoint.store.records import Snapshot

if TYPE_CHECKING:
    from setpoint.engine.requests.standing import Standing

Json = dict[str, Any]

INIT = "INIT_COMPLETE"
"""The status of a resource that nothing has been done to."""


def stack(one: Stack) -> Json:
    """A stack as lists of them show it."""
    return {
        "id": one.id,
        "stack_name": one.name,
        "stack_status": f"{one.action}_{one.status}",
        "stack_status_reason": one.reason,
        "creation_time": moment(one.created_at),
        "updated_time": moment(one.updated_at),
        "deletion_time": moment(one.deleted_at),
        "tags": list(one.tags),
        "cloud": one.cloud,
        "revision": one.revision,
    }


def stack_in_full(one: Stack, source: Source | None, description: str = "") -> Json:
    """A stack by itself: with the parameters that it was given (not those left to defaults), and its outputs."""
    given = {**source.environment.get("parameters", {}), **source.parameters} if source else {}
    return {
        **stack(one),
        "description": description,
        "template_description": description,
        "parameters": masked(given),
        "outputs": outputs(one),
        "timeout_mins": round(one.timeout / 60, 2) or None,
        "disable_rollback": not one.rollback,
        "capabilities": [],
        "notification_topics": [],
        "good_revision": one.good_revision,
    }


def resource(one: Incarnation, required_by: Iterable[Address] = ()) -> Json:
    """A resource as lists of them show it."""
    found: Json = {
        "resource_name": name_of(one.address),
        "logical_resource_id": name_of(one.address),
        "physical_resource_id": one.physical_id,
        "resource_type": one.written_type,
        "resource_status": status(one),
        "resource_status_reason": one.reason,
        "creation_time": moment(one.created_at),
        "updated_time": moment(one.updated_at),
        "required_by": [name_of(address) for address in required_by],
        "address": one.address,
        "phase": one.phase.value,
    }
    outer = container_of(one.address)
    return {**found, "parent_resource": name_of(outer)} if outer else found


def not_made(one: Standing) -> Json:
    """A resource that stands at a hook before it is made, as lists of resources show it: Heat calls that INIT."""
    outer = container_of(one.address)
    return {
        "resource_name": name_of(one.address),
        "logical_resource_id": name_of(one.address),
        "physical_resource_id": "",
        "resource_type": one.type,
        "resource_status": INIT,
        "resource_status_reason": paused(one.action, one.hook),
        "creation_time": None,
        "updated_time": None,
        "required_by": [],
        "address": one.address,
        "phase": "",
        **({"parent_resource": name_of(outer)} if outer else {}),
        **hook(one),
    }


def hook(one: Standing | None) -> Json:
    """The hook that a resource stands at, and since when; nothing for one that stands at none."""
    return {} if one is None else {"hook": one.hook, "hook_since": moment(one.since)}


def resource_in_full(one: Incarnation, required_by: Iterable[Address] = ()) -> Json:
    """A resource by itself: with its attributes, and the properties that it was made with."""
    return {
        **resource(one, required_by),
        "description": one.description,
        "attributes": masked(dict(one.attributes)),
        "metadata": masked(one.metadata) or {},
        "properties": masked(dict(one.properties)),
        "revision": one.revision,
        "external": one.external,
    }


def status(one: Incarnation) -> str:
    """``CREATE_COMPLETE`` and the like."""
    return f"{one.action}_{one.status}"


def event(one: Event, stack_name: str = "") -> Json:
    """An event. That of the stack itself goes by the stack's name."""
    name = name_of(one.address) or stack_name
    return {
        "id": one.id,
        "event_time": moment(one.at),
        "resource_name": name,
        "logical_resource_id": name,
        "physical_resource_id": one.physical_id,
        "resource_type": one.type,
        "resource_status": f"{one.action}_{one.status}",
        "resource_status_reason": one.reason,
        "stack_id": one.stack,
        "address": one.address,
        "number": one.number,
    }


def outputs(one: Stack) -> list[Json]:
    """The outputs of a stack, secrets masked; ``output_error`` where one could not be worked out."""
    return [output(name, found) for name, found in one.outputs.items()]


def output(name: str, found: Plain) -> Json:
    """One output, as it is recorded under ``name``."""
    shown: Json = {
        "output_key": name,
        "output_value": masked(found["value"]),
        "description": found.get("description", ""),
    }
    return {**shown, "output_error": found["error"]} if "error" in found else shown


def snapshot(one: Snapshot) -> Json:
    """A snapshot."""
    return {
        "id": one.id,
        "name": one.name,
        "status": one.status,
        "status_reason": one.reason,
        "creation_time": moment(one.created_at),
        "revision": one.revision,
        "resources": {address: kept["type"] for address, kept in one.saved.items()},
    }
