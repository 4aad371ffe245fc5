"""A rule as a tree: what must hold, in terms of single checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import msgspec


class Everybody(msgspec.Struct, frozen=True):
    """``@``, and the empty rule."""

    def __str__(self) -> str:
        """As it is written."""
        return "@"


class Nobody(msgspec.Struct, frozen=True):
    """``!``."""

    def __str__(self) -> str:
        """As it is written."""
        return "!"


class Check(msgspec.Struct, frozen=True):
    """``kind:match``."""

    kind: str
    match: str

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.kind}:{self.match}"


class Not(msgspec.Struct, frozen=True):
    """What must not hold."""

    inner: Tree

    def __str__(self) -> str:
        """As it may be written."""
        return f"not {_within(self.inner)}"


class And(msgspec.Struct, frozen=True):
    """What must all hold."""

    parts: tuple[Tree, ...]

    def __str__(self) -> str:
        """As it may be written."""
        return " and ".join(map(_within, self.parts))


class Or(msgspec.Struct, frozen=True):
    """Of which one must hold."""

    parts: tuple[Tree, ...]

    def __str__(self) -> str:
        """As it may be written."""
        return " or ".join(map(_within, self.parts))


RULE = "rule"
"""The kind of check that another rule is."""

Tree: TypeAlias = Everybody | Nobody | Check | Not | And | Or


def checks(tree: Tree) -> Iterator[Check]:
    """Every check within ``tree``."""
    match tree:
        case Check():
            yield tree
        case Not(inner):
            yield from checks(inner)
        case And(parts) | Or(parts):
            for part in parts:
                yield from checks(part)


def _within(tree: Tree) -> str:
    return f"({tree})" if isinstance(tree, And | Or) else str(tree)


def depth(tree: Tree, of_rules: Mapping[str, int]) -> int:
    """How many checks stand within each other at most; ``of_rules`` is how many in the rules that it refers to."""
    match tree:
        case Not(inner):
            return 1 + depth(inner, of_rules)
        case And(parts) | Or(parts):
            return 1 + max(depth(part, of_rules) for part in parts)
        case Check(kind, match) if kind == RULE:
            return of_rules.get(match, 0)
    return 1
