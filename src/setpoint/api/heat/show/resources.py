"""Resources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from setpoint.api.heat import links
from setpoint.api.heat.views import View
from setpoint.engine.outputs import nested_attributes
from setpoint.model.address import Address, container_of, name_of
from setpoint.model.errors import InvalidInput
from setpoint.model.incarnation import Incarnation
from setpoint.model.moment import moment
from setpoint.model.value import reveal

SHOW = "show"
"""An attribute that tells all of them together, as the service does; where a type has it, that is what is shown."""


class _Parent(TypedDict, total=False):
    parent_resource: str


class ResourceInList(TypedDict):
    """A resource, as lists show it."""

    resource_name: str
    logical_resource_id: str
    physical_resource_id: str
    resource_type: str
    resource_status: str
    resource_status_reason: str
    creation_time: str | None
    updated_time: str | None
    required_by: list[str]
    links: list[links.Link]
    parent_resource: NotRequired[str]


class ResourceInFull(ResourceInList):
    """A resource."""

    description: str
    attributes: dict[str, Any]


def in_list(one: Incarnation, view: View, base: str, required_by: Sequence[str] = ()) -> ResourceInList:
    """A resource as lists of them show it; ``view`` is the stack that it stands in."""
    name = name_of(one.address)
    shown: ResourceInList = {
        "resource_name": name,
        "logical_resource_id": name,
        "physical_resource_id": one.physical_id,
        "resource_type": one.written_type,
        "resource_status": f"{one.action}_{one.status}",
        "resource_status_reason": one.reason or "state changed",
        "creation_time": moment(one.created_at),
        "updated_time": moment(one.updated_at),
        "required_by": list(required_by),
        "links": _links(view, base, name, one),
    }
    return {**shown, **_parent(one.address)}


def to_come(address: Address, written_type: str, view: View, base: str) -> ResourceInList:
    """A resource that nothing has been done to yet."""
    name = name_of(address)
    shown: ResourceInList = {
        "resource_name": name,
        "logical_resource_id": name,
        "physical_resource_id": "",
        "resource_type": written_type,
        "resource_status": "INIT_COMPLETE",
        "resource_status_reason": "",
        "creation_time": None,
        "updated_time": None,
        "required_by": [],
        "links": _links(view, base, name, None),
    }
    return {**shown, **_parent(address)}


def in_full(
    one: Incarnation, view: View, base: str, required_by: Sequence[str], wanted: Sequence[str] = ()
) -> ResourceInFull:
    """A resource by itself, with its attributes in clear; ``wanted`` are asked for besides those that there are."""
    return {
        **in_list(one, view, base, required_by),
        "description": one.description,
        "attributes": _of_nested(view, one, wanted) if one.composite else attributes(one, wanted),
    }


def _of_nested(view: View, one: Incarnation, wanted: Sequence[str]) -> dict[str, Any]:
    """What a nested stack or group offers, worked out: nothing is recorded of that."""
    try:
        found = nested_attributes(view.wanted, view.world, one.address, wanted)
    except InvalidInput:  # what it was made from is not right any more
        return dict.fromkeys(wanted)
    return {name: reveal(value) for name, value in found.items()}


def attributes(one: Incarnation, wanted: Sequence[str] = ()) -> dict[str, Any]:
    """What is recorded of its attributes, ``wanted`` among them; None for those that are not."""
    known = {name: reveal(value) for name, value in (one.attributes or {}).items()}
    all_of_it = known.pop(SHOW, None)
    shown = all_of_it if isinstance(all_of_it, dict) else known
    return {**{name: known.get(name) for name in wanted}, **shown}


def _links(view: View, base: str, name: str, one: Incarnation | None) -> list[links.Link]:
    stack = links.of_stack(base, view)
    found = [links.link(links.of_resource(stack, name)), links.link(stack, "stack")]
    if one is not None and one.composite:
        found.append(links.link(links.of_stack(base, view.into(one)), "nested"))
    return found


def _parent(address: Any) -> _Parent:
    outer = container_of(address)
    return {"parent_resource": name_of(outer)} if outer else {}
