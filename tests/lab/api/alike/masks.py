"""What is another each time (ids, moments, names by chance) is given a name, so that answers can be compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

BY_CHANCE = (
    (re.compile(r"\b(gAAAA[\w-]{60,}|setpoint-signal-[0-9a-f]{64})"), "(token)"),
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "(id)"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "(id)"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "(moment)"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\b"), "(exact moment)"),
    (re.compile(r"\b[0-9A-Za-z]{32}\b"), "(random)"),
    (re.compile(r"(?<=-)[a-z0-9]{12}\b"), "(suffix)"),
)
"""In the order in which they are looked for."""

NAMES: tuple[tuple[str, ...], ...] = (
    ("event_time", "resource_name", "resource_status"),
    ("resource_name",),
    ("resource_name", "parent_resource"),
    ("output_key",),
    ("resource_type",),
    ("version",),
    ("functions",),
)
"""What tells the things of a list apart whose order nobody promises, where all of them have it, each its own."""


def plain(value: Any, known: Mapping[str, str], *, in_order: bool = False) -> Any:
    """``value`` as data that can be compared: lists are maps, by number or, where their order is no matter, by name."""
    if isinstance(value, dict):
        if isinstance(value.get("error"), dict):  # the first line of a refusal is what clients go by
            lines = str(value["error"].get("message")).splitlines()
            value = {**value, "error": {**value["error"], "message": lines}}
        return {masked(key, known): plain(part, known, in_order=in_order) for key, part in value.items()}
    if isinstance(value, list):
        names = map(str, range(len(value))) if in_order else _names(value, known)
        return dict(zip(names, (plain(one, known, in_order=in_order) for one in value), strict=True))
    return masked(value, known) if isinstance(value, str) else value


def masked(text: str, known: Mapping[str, str]) -> str:
    """``text`` with names for ids that are ``known``, and with what kind of thing the others are."""
    for name, one in sorted(known.items(), key=lambda item: len(item[1]), reverse=True):
        text = text.replace(one, f"{{{name}}}")
    for pattern, name in BY_CHANCE:
        text = pattern.sub(name, text)
    return text


def _names(items: list[Any], known: Mapping[str, str]) -> list[str]:
    for keys in NAMES:
        if all(isinstance(one, dict) and keys[0] in one for one in items):
            told = [key for key in keys if key != "event_time"]
            names = [masked(" ".join(str(one.get(key, "")) for key in told).strip(), known) for one in items]
            if len(set(names)) == len(items):
                return names
    return [str(number) for number in range(len(items))]
