"""What one evaluation may use up: steps. Time, memory and the size of values are all converted into them.

A step is worth about a tenth of a millisecond: what it takes the library to call a function. What takes longer, because
it looks at much or makes much, costs more of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextvars import ContextVar
from typing import Any

from setpoint.templates.limits import (
    MAX_MADE_NODES,
    MAX_TEXT,
    YAQL_BITS,
    YAQL_PATTERN_SECONDS,
    YAQL_STEPS,
)
from setpoint.templates.yaql.sets import Ordered
from setpoint.types.patterns import Patience

_BYTES_MADE = 4096
_ITEMS_MADE = 50
_NODES_SEEN = 2000
_CHARACTERS_SEEN = 100_000
_BITS_SEEN = 8_000
"""So many of them for one step."""

_COLLECTION = 5
"""So many items more does every collection count for."""


class Spent(ValueError):
    """The budget of an evaluation is used up."""


class Budget:
    """What one evaluation may still use; ``patience`` is what its regular expressions may."""

    def __init__(self) -> None:
        """Have all of it."""
        self.patience = Patience(YAQL_PATTERN_SECONDS)
        self._left: float = YAQL_STEPS
        self._sizes: dict[int, tuple[Any, int]] = {}

    def spend(self, steps: float) -> None:
        """Use some. Raises Spent."""
        self._left -= steps
        if self._left < 0:
            raise Spent(f"the expression takes more than {YAQL_STEPS:,} steps")

    def seen(self, value: Any) -> None:
        """Pay for a function's looking at ``value``."""
        if isinstance(value, str):
            self.spend(len(value) / _CHARACTERS_SEEN)
        elif isinstance(value, int):
            self.spend(value.bit_length() / _BITS_SEEN)
        else:
            self.spend(self._size(value) / _NODES_SEEN)

    def paying(self, items: Iterable[Any]) -> Iterator[Any]:
        """``items``, paid for as they come."""
        for item in items:
            self.spend(1 / _ITEMS_MADE)
            self.seen(item)
            yield item

    def made(self, result: Any) -> Any:
        """``result`` of a function, paid for; a set gets its order. ValueError when it is too large to go on with."""
        self.spend(sys.getsizeof(result, 0) // _BYTES_MADE)
        if isinstance(result, int):
            small(result.bit_length())
        elif isinstance(result, (set, frozenset)):
            result = Ordered(result)
        self.spend(self._size(result) / _NODES_SEEN)  # whoever gets it looks at it
        return result

    def _size(self, value: Any) -> int:
        """Values within ``value``, itself included, each as often as it stands there."""
        if not isinstance(value, (Sequence, Mapping, AbstractSet)) or isinstance(value, str):
            return 1
        if id(value) not in self._sizes:
            self.spend((len(value) + _COLLECTION) / _ITEMS_MADE)
            size = 1 + sum(map(self._size, value.values() if isinstance(value, Mapping) else value))
            if size > MAX_MADE_NODES:
                raise ValueError(f"the expression makes a value with more than {MAX_MADE_NODES:,} in it")
            self._sizes[id(value)] = (value, size)  # with the value, so that no other can get its id
        return self._sizes[id(value)][1]


CURRENT: ContextVar[Budget] = ContextVar("the budget of the evaluation under way")


def small(bits: int) -> None:
    """ValueError when an integer of so many bits is too large."""
    if bits > YAQL_BITS:
        raise ValueError(f"the expression makes a number of more than {YAQL_BITS:,} bits")


def short(characters: int) -> None:
    """ValueError when a text of so many characters is too long."""
    if characters > MAX_TEXT:
        raise ValueError(f"the expression makes a text of more than {MAX_TEXT:,} characters")
