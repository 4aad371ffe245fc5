"""``resource_registry``: what the types of a template stand for, resource by resource; hooks and restrictions.

After Heat's environment: a type may stand for another type, for a template that provides it, or, with a trailing
``*``, a whole family for another. What is said for one resource (``resources:``, by name, with wildcards, nested like
the stacks) outweighs what is said for all; an exact name outweighs a wildcard, and a longer wildcard a shorter one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import msgspec

from setpoint.model.address import Address
from setpoint.model.place import Place

HOOKS = frozenset(f"{when}-{what}" for when in ("pre", "post") for what in ("create", "update", "delete"))
RESTRICTIONS = frozenset({"update", "replace"})
TEMPLATE_ENDINGS = (".yaml", ".yml", ".template", ".json")


class Entry(msgspec.Struct, frozen=True):
    """``name`` stands for ``target``; "" and None as a target take an entry away. Wildcards end with ``*`` in both."""

    name: str
    target: str
    place: Place | None = None

    def stands_for(self, type_name: str) -> str | None:
        """What the entry makes of ``type_name``; None when it says nothing of it."""
        if self.name == type_name:
            return self.target
        if not self.name.endswith("*") or not type_name.startswith(self.name[:-1]):
            return None
        if self.target.endswith("*"):
            return self.target[:-1] + type_name[len(self.name) - 1 :]
        return self.target


class Branch(msgspec.Struct, frozen=True):
    """What is said for the resources that one pattern under ``resources:`` names, and for those within them."""

    entries: tuple[Entry, ...] = ()
    hooks: frozenset[str] = frozenset()
    restricted: frozenset[str] = frozenset()
    within: Mapping[str, Branch] = {}


class Registry(msgspec.Struct, frozen=True):
    """A whole ``resource_registry``."""

    entries: tuple[Entry, ...] = ()
    resources: Mapping[str, Branch] = {}

    def branches(self, address: Address) -> tuple[Branch, ...]:
        """What is said for the resource at ``address``: exact names before patterns."""
        level: list[Mapping[str, Branch]] = [self.resources] if self.resources else []
        found: list[Branch] = []
        for name in address.split("/") if level else ():
            found = [branch for patterns in level for branch in _matching(patterns, name)]
            level = [branch.within for branch in found if branch.within]
        return tuple(found)

    def entry_for(self, type_name: str, address: Address, ignored: frozenset[Entry]) -> Entry | None:
        """The entry that decides what ``type_name`` stands for at ``address``; None where the type is itself."""
        special = [entry for branch in self.branches(address) for entry in branch.entries]
        for entries in (special, self.entries):
            fitting = [one for one in entries if one not in ignored and one.stands_for(type_name) is not None]
            if fitting:
                return max(fitting, key=lambda one: (one.name == type_name, len(one.name)))
        return None


def is_template(name: str) -> bool:
    """Whether a type, or what it stands for, is the name of a template."""
    return name.endswith(TEMPLATE_ENDINGS) or "://" in name


def _matching(patterns: Mapping[str, Branch], name: str) -> Iterator[Branch]:
    if name in patterns:
        yield patterns[name]
    yield from (
        branch
        for pattern, branch in patterns.items()
        if pattern != name and _is_pattern(pattern) and fnmatchcase(name, pattern)
    )


@cache
def _is_pattern(text: str) -> bool:
    return any(sign in text for sign in "*?[")


def hooks_of(text: str) -> Any:
    """The hooks that a name or pattern (``pre-*``) means; empty when it means none."""
    return frozenset(hook for hook in HOOKS if fnmatchcase(hook, text))
