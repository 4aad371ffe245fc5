"""Reading what is carried over. It comes from anybody: all that is not as it must be is told before it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from setpoint.engine.requests.carried import MEMBERS
from setpoint.model.address import ROOT, Address, inside
from setpoint.model.diagnostic import Findings
from setpoint.model.errors import InvalidInput
from setpoint.templates.limits import MAX_FINDINGS

Resources = Mapping[Address, Mapping[str, Any]]
"""What is known of each thing, by address."""

_LONGEST = 255
"""Characters of a name, as in Heat."""

_MAPS = ("metadata", "resource_data", "attributes", MEMBERS)


def flat(resources: Any) -> Resources:
    """Resources by address, as :func:`setpoint.engine.requests.carried.nested` puts them inside each other.

    Heat tells no more of a nested stack than the stack itself: its ``id`` is what it is. What is said of a resource
    beyond what is read makes no difference. Raises InvalidInput with all that is wrong.
    """
    if not isinstance(resources, Mapping):
        raise InvalidInput.because("this is no abandoned stack", detail="it has no map `resources`")
    findings = Findings()
    found: dict[Address, Mapping[str, Any]] = {}
    containers = [(ROOT, resources)]
    while containers:
        container, members = containers.pop()
        for name, one in members.items():
            address = inside(container, name)
            wrong = list(_wrong(name, one)) if one not in (None, {}) else []
            for problem in wrong if len(findings) < MAX_FINDINGS else ():
                findings.error(f"{address[:_LONGEST]}: {problem}")
            if one and not wrong:
                found[address] = one
                containers.append((address, one.get(MEMBERS) or {}))
    if findings.has_errors:
        raise InvalidInput(findings.in_order())
    return found


def _wrong(name: str, one: Any) -> Iterator[str]:
    """What is wrong with what is said of one resource."""
    if not _is_name(name):
        yield "no resource can be called so"
    if not isinstance(one, Mapping):
        yield "a resource must be a map"
        return
    if not isinstance(one.get("resource_id") or "", str):
        yield "its resource_id must be a text"
    for part in _MAPS:
        if not isinstance(one.get(part) or {}, Mapping):
            yield f"its {part} must be a map"
    shape = one.get("shape")
    if shape is not None and not _is_shape(shape):
        yield "its shape must be a map of lists, of the names of members for one"


def _is_shape(shape: Any) -> bool:
    """Whether it may be what is recorded of a group, or of anything else that holds others."""
    if not isinstance(shape, Mapping) or "members" not in shape:
        return False
    return all(
        isinstance(several, list) and (part == "policy" or all(_is_name(one) for one in several))
        for part, several in shape.items()
    )


def _is_name(one: Any) -> bool:
    return isinstance(one, str) and 0 < len(one) <= _LONGEST and "/" not in one
