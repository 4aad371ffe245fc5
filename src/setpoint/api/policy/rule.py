"""A rule: its name, what must hold, and of which scope a token must be for it to hold at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

import msgspec

from setpoint.api.policy.tree import RULE, Tree, checks, depth
from setpoint.model.place import Place

SYSTEM, DOMAIN, PROJECT = "system", "domain", "project"
"""What a token may be good for, in oslo.policy's words; a token without any scope counts as one of a project."""

MAX_DEPTH = 200
"""Of checks within each other, over all rules that refer to each other."""


class Rule(msgspec.Struct, frozen=True):
    """``scopes`` is empty where a token of any scope will do. ``place`` is where an operator has said it."""

    name: str
    tree: Tree
    scopes: tuple[str, ...] = ()
    place: Place | None = None

    @property
    def refers_to(self) -> Iterator[str]:
        """The names of other rules within it."""
        return (one.match for one in checks(self.tree) if one.kind == RULE)


def circle(rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """The names of rules that refer to each other in a circle, the first once more at the end; () where none do."""
    try:
        in_order(rules)
    except CycleError as found:
        return tuple(reversed(found.args[1]))
    return ()


def in_order(rules: Mapping[str, Rule]) -> list[str]:
    """The names of ``rules``, and of what they refer to, each after those that it refers to. Raises CycleError."""
    return list(TopologicalSorter({name: set(rule.refers_to) for name, rule in rules.items()}).static_order())


def too_deep(rules: Mapping[str, Rule]) -> str:
    """The name of a rule in which more checks stand within each other than can be decided; "" where there is none."""
    depths: dict[str, int] = {}
    for name in in_order(rules):
        if name in rules:
            depths[name] = depth(rules[name].tree, depths)
            if depths[name] > MAX_DEPTH:
                return name
    return ""
