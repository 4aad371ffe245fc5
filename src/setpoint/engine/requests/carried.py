"""The form in which a stack is carried over: that of Heat's ``stack abandon`` and ``stack adopt`` (Heat API).

What a nested stack or group holds stands inside it, under ``resources``, by name; here, by address, it all lies flat.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from setpoint.model.address import ROOT, Address, container_of, name_of
from setpoint.model.value import MASK, Plain
from setpoint.templates.limits import MAX_MEMBERS

MEMBERS = "resources"

KEPT: Mapping[str, str] = {"OS::Heat::RandomString": "value", "OS::Nova::KeyPair": "private_key"}
"""Attributes, by type, that no cloud can show again. Heat keeps them under the same names, as ``resource_data``."""

DRAWN = frozenset({"OS::Heat::RandomString"})
"""Types of which nothing is left where what was kept is lost."""


NAMELESS = frozenset({"OS::Heat::Delay"})
"""Types to whose resources Heat gives no id, besides those that wait for signals."""

NOTHING: Mapping[str, Plain] = {MEMBERS: {}}
"""What is carried of a nested stack or group of which nothing is."""


def nested(flat: Mapping[Address, dict[str, Plain]]) -> dict[str, Any]:
    """Resources by address, each inside its container, as Heat has them."""
    found: dict[str, Any] = {}
    inner: dict[Address, dict[str, Any]] = {ROOT: found}
    for address in sorted(flat, key=lambda one: one.count("/")):
        one = dict(flat[address])
        inner[address] = one.setdefault(MEMBERS, {}) if one.pop("composite", False) else {}
        inner[container_of(address)][name_of(address)] = one
    return found


def kept(type_name: str, attributes: Mapping[str, Plain]) -> dict[str, Plain]:
    """What Heat is to keep of a resource beside its id."""
    name = KEPT.get(type_name)
    return {name: attributes[name]} if name and attributes.get(name) else {}


def recalled(type_name: str, one: Mapping[str, Any]) -> dict[str, Plain]:
    """The attributes that are carried with a resource; those that were masked are lost."""
    data, name = one.get("resource_data") or {}, KEPT.get(type_name)
    held = {name: str(data[name])} if name and data.get(name) else {}
    return {key: value for key, value in {**held, **(one.get("attributes") or {})}.items() if value != MASK}


class CarriedPast:
    """What a group may know of its past: the members that were carried with it, by name (``Past``)."""

    unhealthy: frozenset[str] = frozenset()

    def __init__(self, one: Mapping[str, Any]) -> None:
        """Read it off the group."""
        members = one.get(MEMBERS) or {}
        self.members: Mapping[str, str] = {
            name: str(member.get("resource_id") or member.get("id") or "")
            for name, member in members.items()
            if member
        }
        numbers = {int(name) for name in self.members if name.isdecimal()}
        gaps = set(range(min(max(numbers, default=0), MAX_MEMBERS))) - numbers
        self.shape: Plain = {"members": list(members), "removed": [str(one) for one in sorted(gaps)]}
