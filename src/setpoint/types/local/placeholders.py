"""``{port:NAME}`` in command lines and environments: a port that is known only when the process is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from setpoint.model.value import Unknown, Value, leaves, reveal

_PLACEHOLDER = re.compile(r"\{port:([^{}]*)\}")


def names_in(value: Value) -> Iterable[str]:
    """The ports that the known texts within ``value`` name."""
    for leaf in leaves(value):
        text = None if isinstance(leaf, Unknown) else reveal(leaf)
        if isinstance(text, str):
            yield from _PLACEHOLDER.findall(text)


def fill_in(text: str, ports: Mapping[str, int]) -> str:
    """``text`` with every placeholder replaced by the port's number. Raises KeyError for one that is not there."""
    return _PLACEHOLDER.sub(lambda found: str(ports[found[1]]), text)
