"""What a service shows, told in the words in which it was wanted where both mean the same.

Services bring values into a form of their own: an address is shortened, a number comes as text, a set in another order,
and what was not asked for is filled in. None of that is drift.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Any

from setpoint.model.value import Plain

_MAC = re.compile(r"([0-9a-f]{2}[:-]){5}[0-9a-f]{2}", re.IGNORECASE)


def same(wanted: Plain, shown: Plain) -> bool:
    """Whether ``shown`` answers ``wanted``: of a map, what was asked for; of a list, all of it, in any order."""
    if isinstance(wanted, Mapping) and isinstance(shown, Mapping):
        return all(same(value, shown.get(key)) for key, value in wanted.items() if value is not None)
    if isinstance(wanted, list) and isinstance(shown, list):
        return len(wanted) == len(shown) and len(answers(wanted, shown)) == len(wanted)
    return bool(_canonical(wanted) == _canonical(shown))


def alike(wanted: Plain, shown: Plain) -> Plain:
    """``wanted`` where ``shown`` answers it; of lists, the items that are answered first, then what else there is."""
    if same(wanted, shown):
        return wanted
    if isinstance(wanted, list) and isinstance(shown, list):
        pairs = answers(wanted, shown)
        taken = set(pairs.values())
        there = [one for index, one in enumerate(wanted) if index in pairs]
        return there + [one for index, one in enumerate(shown) if index not in taken]
    return shown


def answers(wanted: Sequence[Plain], shown: Sequence[Plain]) -> dict[int, int]:
    """Which item of ``shown`` answers which of ``wanted``, by index: as many as can be; what asks for most is first.

    One that asks for little may have been given the only item that answers another: then it makes do with the next.
    """
    taken: dict[int, int] = {}  # by whom, by the index in shown

    def is_answered(index: int, tried: set[int]) -> bool:
        for other, item in enumerate(shown):
            if other in tried or not same(wanted[index], item):
                continue
            tried.add(other)
            if other not in taken or is_answered(taken[other], tried):
                taken[other] = index
                return True
        return False

    for index in sorted(range(len(wanted)), key=lambda index: -_given(wanted[index])):
        is_answered(index, set())
    return {index: other for other, index in taken.items()}


def _given(value: Plain) -> int:
    return sum(part is not None for part in value.values()) if isinstance(value, Mapping) else 1


def _canonical(value: Plain) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value).removesuffix(".0")
    if not isinstance(value, str):
        return value
    if _MAC.fullmatch(value):
        return value.lower().replace("-", ":")
    try:
        if "/" in value:
            return str(ipaddress.ip_network(value, strict=False))
        return str(ipaddress.ip_address(value)) if "." in value or ":" in value else value
    except ValueError:
        return value


def texts(values: Sequence[Any]) -> list[str]:
    """``values`` as the set of texts that they are to a service: each of them once, in their order."""
    return list(dict.fromkeys(str(one) for one in values))


def same_texts(wanted: Plain, shown: Plain) -> Plain:
    """As :func:`alike`, for lists that are sets of texts to their service."""
    known = texts(wanted)
    return wanted if same(known, shown) else alike(known, shown)


def in_any_case(wanted: Plain, shown: Plain) -> Plain:
    """As :func:`alike`, for names that mean the same in capitals: those of hosts and domains."""
    is_same = isinstance(wanted, str) and isinstance(shown, str) and wanted.lower() == shown.lower()
    return wanted if is_same else shown
