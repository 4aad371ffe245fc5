"""Which custom constraints there are: found by name, one file each, in this distribution or another.

Python looks up a file only when its name is asked for, so a template that uses none pays for none.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable

import msgspec

from setpoint.model.value import Plain
from setpoint.types import plugins
from setpoint.types.constraints import common
from setpoint.types.constraints.asked_of_clouds import NAMES as ASKED_OF_CLOUDS

GROUP = "setpoint.constraints"
"""Entry-point group: the entry's name is the constraint's, its object a function ``problem(value) -> str``."""


class Custom(msgspec.Struct, frozen=True):
    """A constraint with a name. ``problem`` gives "" when a value keeps it, else what the value must be.

    ``is_checked`` is false for those that only a cloud can answer: here they keep every value.
    """

    name: str
    problem: Callable[[Plain], str]
    is_checked: bool = True


@functools.cache
def find(name: str) -> Custom | None:
    """Return the custom constraint of that name, or None when there is none."""
    if name in ASKED_OF_CLOUDS:
        return Custom(name, _keeps, is_checked=False)
    if name in _in_common():
        module = importlib.import_module(f"{common.__name__}.{name}")
        return Custom(name, module.problem)
    for problem in plugins.load(GROUP, name):
        return Custom(name, problem)
    return None


def names() -> frozenset[str]:
    """Return the names of all custom constraints there are."""
    return _in_common() | ASKED_OF_CLOUDS | plugins.names(GROUP)


@functools.cache
def _in_common() -> frozenset[str]:
    files = (module.name for module in pkgutil.iter_modules(common.__path__))
    return frozenset(name for name in files if not name.startswith("_"))


def _keeps(_value: Plain) -> str:
    return ""
