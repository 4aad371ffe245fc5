"""Which members a ResourceGroup has: numbered from 0, without those that were removed by policy (Heat's rules).

The shape that is recorded holds the ``members``, the names ``removed``, which are not used again, and the ``policy``
(mode and list) that was last followed: it is followed once, not every time that a plan is made.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

from setpoint.model.kind import Past
from setpoint.model.value import Plain


class Removal(NamedTuple):
    """What the template says about members to remove: names or identities, and ``append`` or ``update``."""

    mode: str
    listed: list[Any]


def decide(count: int, removal: Removal, past: Past) -> dict[str, Plain]:
    """The shape of ``count`` members."""
    removed = _removed(removal, past)
    removed |= _unhealthy_surplus(count, removed, past)
    free = (name for name in map(str, itertools.count()) if name not in removed)
    return {
        "members": list(itertools.islice(free, count)),
        "removed": sorted(removed, key=_in_number_order),
        "policy": [removal.mode, removal.listed],
    }


def _removed(removal: Removal, past: Past) -> set[str]:
    before = set(_last(past, "removed"))
    if _last(past, "policy") == [removal.mode, removal.listed]:
        return before
    found = {name for one in removal.listed for name in _names(one, before, past)}
    return found if removal.mode == "update" else before | found


def _names(listed: Any, before: set[str], past: Past) -> Iterator[str]:
    """The member that ``listed`` means, by name or by identity; none when nothing is called so."""
    name = str(listed)
    if past.shape is None or name in before or name in past.members or name in _last(past, "members"):
        yield name
    else:
        yield from (one for one, identity in past.members.items() if identity == name)


def _unhealthy_surplus(count: int, removed: set[str], past: Past) -> set[str]:
    """Members that go first when there are too many: those that were marked unhealthy, the highest numbers first."""
    staying = [name for name in _last(past, "members") if name not in removed]
    marked = sorted(past.unhealthy & set(staying), key=_in_number_order, reverse=True)
    return set(marked[: max(len(staying) - count, 0)])


def _last(past: Past, part: str) -> list[Any]:
    found = past.shape.get(part, []) if isinstance(past.shape, dict) else []
    return list(found)


def _in_number_order(name: str) -> tuple[bool, int, str]:
    return (not name.isdecimal(), int(name) if name.isdecimal() else 0, name)
